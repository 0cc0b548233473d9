/* value: rules and values without PHP, with every scanner, and hostile input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "text/value.h"

static wpn_string string(const char *text)
{
    return (wpn_string){text, strlen(text)};
}

static wpn_rules *url_rules(const char *from, const char *to)
{
    wpn_pair pair = {string(from), string(to)};
    wpn_rules_spec spec = {.urls = &pair, .urls_len = 1};
    wpn_rules *rules;
    wpn_error error;
    assert_int_equal(wpn_rules_new(&rules, &spec, &error), WPN_OK);
    return rules;
}

/* The rewritten value; the caller frees it. */
static char *rewrite(const wpn_rules *rules, const char *value, size_t len, wpn_counts *counts)
{
    wpn_rewriter *rewriter = wpn_rewriter_new(rules);
    wpn_error error;
    assert_non_null(rewriter);
    assert_int_equal(wpn_rewrite_value(rewriter, value, len, &error), WPN_OK);
    size_t size = wpn_edits_size(&rewriter->edits, len);
    char *out = malloc(size + 1);
    assert_non_null(out);
    wpn_edits_apply(&rewriter->edits, value, len, out);
    out[size] = '\0';
    if (counts) {
        *counts = rewriter->counts;
    }
    wpn_rewriter_free(rewriter);
    return out;
}

static void expect(const wpn_rules *rules, const char *value, const char *expected)
{
    char *exact = malloc(strlen(value)); /* without a NUL behind it: reading further is an error that ASAN sees */
    memcpy(exact, value, strlen(value));
    char *got = rewrite(rules, exact, strlen(value), NULL);
    assert_string_equal(got, expected);
    free(got);
    free(exact);
}

static void layers_are_rewritten(void **unused)
{
    (void)unused;
    wpn_rules *rules = url_rules("https://example.com", "http://localhost:8080");
    expect(rules, "a:1:{i:0;s:19:\"https://example.com\";}", "a:1:{i:0;s:21:\"http://localhost:8080\";}");
    expect(rules, "s:27:\"s:19:\"https://example.com\";\";", "s:29:\"s:21:\"http://localhost:8080\";\";");
    expect(rules, "{\"u\":\"https:\\/\\/example.com\\/a\"}", "{\"u\":\"http:\\/\\/localhost:8080\\/a\"}");
    expect(rules, "S:21:\"\\68ttps://example.com/a\";", "S:23:\"http://localhost:8080/a\";");
    expect(rules, "s:9:\"https://example.com\";", "s:9:\"http://localhost:8080\";");
    wpn_rules_free(rules);
}

static void every_scanner_finds_hosts_at_every_offset(void **unused)
{
    (void)unused;
    wpn_rules *rules = url_rules("https://example.com", "https://b.test");
    const wpn_scan *scans[WPN_SCAN_MAX];
    size_t count = wpn_scan_all(scans);
    for (size_t i = 0; i < count; i++) {
        wpn_rules_use_scan(rules, scans[i]);
        for (size_t before = 0; before < 150; before++) {
            char value[256], expected[256];
            snprintf(value, sizeof(value), "%*shttps://EXAMPLE.com", (int)before, "");
            snprintf(expected, sizeof(expected), "%*shttps://b.test", (int)before, "");
            expect(rules, value, expected);
        }
    }
    wpn_rules_free(rules);
}

static void wrong_rules_are_named(void **unused)
{
    (void)unused;
    static const struct {
        const char *from, *message;
    } wrong[] = {
        {"", "URL rule \"\""},
        {"ftp://example.com", "scheme must be http or https"},
        {"https://", "URL rule \"https://\""},
        {"https://example.com/?a=b", "must not hold a query"},
        {"https://example.com/#a", "must not hold a fragment"},
        {"https://bob:secret@example.com", "must not hold a user"},
        {"https://example.com:99999", "URL rule"},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        wpn_pair pair = {string(wrong[i].from), string("https://b.test")};
        wpn_rules_spec spec = {.urls = &pair, .urls_len = 1};
        wpn_rules *rules;
        wpn_error error;
        assert_int_equal(wpn_rules_new(&rules, &spec, &error), WPN_E_ARGUMENT);
        assert_null(rules);
        assert_non_null(strstr(error.message, wrong[i].message));
        assert_null(strstr(error.message, "secret"));
    }
}

static char *repeat(const char *piece, size_t times, const char *end)
{
    size_t len = strlen(piece);
    char *text = malloc(times * len + strlen(end) + 1);
    assert_non_null(text);
    for (size_t i = 0; i < times; i++) {
        memcpy(text + i * len, piece, len);
    }
    strcpy(text + times * len, end);
    return text;
}

static void hostile_lengths_and_nesting_are_text(void **unused)
{
    (void)unused;
    wpn_rules *rules = url_rules("example.com", "b.test");
    expect(rules, "a:999999999:{i:0;s:11:\"example.com\";}", "a:999999999:{i:0;s:11:\"b.test\";}");
    expect(rules, "s:99999999999999999999:\"example.com\";", "s:99999999999999999999:\"b.test\";");
    expect(rules, "s:18446744073709551615:\"example.com\";", "s:18446744073709551615:\"b.test\";");
    expect(rules, "O:4294967296:\"example.com\":1:{}", "O:4294967296:\"b.test\":1:{}");
    wpn_counts counts;
    char *open = repeat("a:1:{i:0;", 100000, "example.com"); /* nothing is closed */
    char *got = rewrite(rules, open, strlen(open), &counts);
    assert_string_equal(got + strlen(got) - 6, "b.test");
    assert_int_equal(counts.malformed, 1);
    free(got);
    free(open);
    wpn_rules_free(rules);
}

static void deep_nesting_is_followed_without_the_stack(void **unused)
{
    (void)unused;
    enum { DEPTH = 100000 };
    wpn_rules *rules = url_rules("example.com", "b.test");
    char *open = repeat("a:1:{i:0;", DEPTH, "s:11:\"example.com\";");
    char *close = repeat("}", DEPTH, "");
    char *nested = malloc(strlen(open) + strlen(close) + 1);
    strcpy(nested, open);
    strcat(nested, close);
    char *got = rewrite(rules, nested, strlen(nested), NULL);
    assert_non_null(strstr(got, "s:6:\"b.test\";}"));
    free(got);
    free(nested);
    free(open);
    free(close);
    open = repeat("[", DEPTH, "\"example.com\"");
    close = repeat("]", DEPTH, "");
    nested = malloc(strlen(open) + strlen(close) + 1);
    strcpy(nested, open);
    strcat(nested, close);
    got = rewrite(rules, nested, strlen(nested), NULL);
    assert_non_null(strstr(got, "[\"b.test\"]"));
    free(got);
    free(nested);
    free(open);
    free(close);
    wpn_rules_free(rules);
}

static double seconds(const wpn_rules *rules, const char *text)
{
    struct timespec start, end;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
    free(rewrite(rules, text, strlen(text), NULL));
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    return (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
}

/* Eight times the input may take eight times as long, and 64 times if the cost is quadratic: 24 tells them apart
 * whatever the machine. Not a timing of speed. */
static void the_cost_is_linear_on_the_worst_inputs(void **unused)
{
    (void)unused;
    static const char *const pieces[] = {
        "a:1:{i:0;example.com",          /* attempts to parse that fail late */
        "https://example.com@",          /* userinfo before userinfo */
        "a.example.com.",                /* labels */
        "_[a]_example.com",              /* markers */
        "&amp;amp;amp;#x2F;example.com", /* entities */
        "\\\\\\\\\\\\\\\\/example.com",  /* backslashes */
        "%25252525252F%2525252Fexample.com",
        "{\"example.com\":[",
        "s:9:\"example.com",
    };
    wpn_pair pair = {string("https://example.com"), string("http://localhost:8080")};
    wpn_rules_spec spec = {
        .urls = &pair, .urls_len = 1, .keys = true, .subdomains = true, .emails = true, .base64 = true};
    wpn_rules *rules;
    wpn_error error;
    assert_int_equal(wpn_rules_new(&rules, &spec, &error), WPN_OK);
    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
        char *once = repeat(pieces[i], 5000, "");
        char *eight = repeat(pieces[i], 40000, "");
        double small = seconds(rules, once);
        double large = seconds(rules, eight);
        if (large > 24 * small + 0.05) {
            fail_msg("%s: %.3f s for eight times what takes %.3f s", pieces[i], large, small);
        }
        free(once);
        free(eight);
    }
    /* the same in a C: payload, where complete values are looked for at every byte */
    char *payload = repeat("a:1:{i:0;", 100000, "example.com");
    char *custom = malloc(strlen(payload) + 64);
    sprintf(custom, "C:1:\"A\":%zu:{%s}", strlen(payload), payload);
    assert_true(seconds(rules, custom) < 20);
    free(payload);
    free(custom);
    wpn_rules_free(rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_are_rewritten),
        cmocka_unit_test(every_scanner_finds_hosts_at_every_offset),
        cmocka_unit_test(wrong_rules_are_named),
        cmocka_unit_test(hostile_lengths_and_nesting_are_text),
        cmocka_unit_test(deep_nesting_is_followed_without_the_stack),
        cmocka_unit_test(the_cost_is_linear_on_the_worst_inputs),
    };
    return cmocka_run_group_tests_name("value", tests, NULL, NULL);
}
