#include "common.h"

#include <locale.h>

#define PAIR(from, to) {{from, sizeof(from) - 1}, {to, sizeof(to) - 1}}
#define LEN(array) (sizeof(array) / sizeof(*(array)))

enum { KEYS = 1, SUBDOMAINS = 2, EMAILS = 4, BASE64 = 8, URLS = 16, FAKES = 32, CHOICES = 64 };

static const wpn_pair urls[] = {
    PAIR("https://example.com", "http://localhost:8080/wp"),
    PAIR("https://example.com/blog", "http://blog.test"),
    PAIR("https://cdn.example.com", "https://cdn.example.com"),
    PAIR("http://wordpress", "https://example.com"),
    PAIR("https://m\xc3\xbcller.example:8443", "http://gr\xc3\xb6\xc3\x9f""e.test"),
};
static const wpn_pair literals[] = {
    PAIR("/var/www", "/home/me"),
    PAIR("abc", ""),
    PAIR("\"quote\\", "'\"\\\n"),
    PAIR("\xc3", "\xff"),
};
static const wpn_string skip_columns[] = {{"guid", 4}};
static const wpn_string host_columns[] = {{"*blogs.domain", 13}};
static const wpn_pair fakes[] = {
    PAIR("*users.*[user_login=admin]", "keep"),
    PAIR("*users.user_email", "email"),
    PAIR("*blogs.path[domain!=e*]", "text"),
    PAIR("t.a[b=x*][c!=y]", "postcode"),
    PAIR("t.b", "ip"),
};
static const wpn_string drop_rows[] = {{"*options[a=_transient_*]", 24}, {"s", 1}};
static const wpn_string fake_key = {"key", 3};

/* The locale that PHP runs in: libcurl reads international names by it. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    REQUIRE(setlocale(LC_CTYPE, "C.UTF-8"));
    return 0;
}

static wpn_rewriter *new_rewriter(uint8_t choice, bool decode_all)
{
    wpn_rules_spec spec = {
        .urls = urls,
        .urls_len = LEN(urls),
        .literals = literals,
        .literals_len = choice & URLS ? 0 : LEN(literals), /* some are found only where everything is decoded */
        .skip_columns = skip_columns,
        .skip_columns_len = LEN(skip_columns),
        .host_columns = host_columns,
        .host_columns_len = LEN(host_columns),
        .keys = choice & KEYS,
        .subdomains = choice & SUBDOMAINS,
        .emails = choice & EMAILS,
        .base64 = choice & BASE64,
    };
    if (choice & FAKES) {
        spec.fakes = (wpn_fakes_spec){fakes, LEN(fakes), drop_rows, LEN(drop_rows), &fake_key};
    }
    wpn_rules *rules;
    wpn_error error;
    REQUIRE(wpn_rules_new(&rules, &spec, &error) == WPN_OK);
    rules->decode_all = rules->decode_all || decode_all;
    wpn_rewriter *rewriter = wpn_rewriter_new(rules);
    REQUIRE(rewriter);
    return rewriter;
}

wpn_rewriter *fuzz_rewriter(uint8_t choice)
{
    static wpn_rewriter *rewriters[CHOICES];
    wpn_rewriter **rewriter = &rewriters[choice % CHOICES];
    *rewriter = *rewriter ? *rewriter : new_rewriter(choice, false);
    return *rewriter;
}

wpn_rewriter *fuzz_thorough_rewriter(uint8_t choice)
{
    static wpn_rewriter *rewriters[CHOICES];
    wpn_rewriter **rewriter = &rewriters[choice % CHOICES];
    *rewriter = *rewriter ? *rewriter : new_rewriter(choice, true);
    return *rewriter;
}

void fuzz_rewrite(wpn_rewriter *rewriter, const char *text, size_t len, wpn_buffer *out)
{
    wpn_error error;
    REQUIRE(wpn_rewrite_value(rewriter, text, len, &error) == WPN_OK);
    const wpn_edits *edits = &rewriter->edits;
    size_t end = 0;
    for (size_t i = 0; i < edits->len; i++) {
        REQUIRE(edits->items[i].start >= end);
        REQUIRE(edits->items[i].len <= len - edits->items[i].start);
        end = edits->items[i].start + edits->items[i].len;
    }
    size_t size = wpn_edits_size(edits, len);
    REQUIRE(wpn_buffer_reserve(out, size));
    if (size) {
        wpn_edits_apply(edits, text, len, out->data + out->len);
    }
    out->len += size;
    REQUIRE(rewriter->counts.changed == (edits->len > 0));
}
