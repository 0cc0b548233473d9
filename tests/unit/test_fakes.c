/* fakes: their shape and length, wrong rules, and rows with personal data in any split of the input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/fakes.h"
#include "text/glob.h"
#include "text/sql.h"

#define STRING(text)                                                                                                   \
    {                                                                                                                  \
        text, sizeof(text) - 1                                                                                         \
    }
#define LEN(list) (sizeof(list) / sizeof(*(list)))

static const wpn_string secret = STRING("secret");

static void fakes_are_short_and_need_no_escape(void **unused)
{
    (void)unused;
    static const char *const values[] = {"a",
                                         "bob@example.com",
                                         "2001:db8::1",
                                         "+49 (0)30 / 123-45",
                                         "\xc3\xbc'\"\\\n",
                                         "a very long value, longer than any fake is, and then some more of it"};
    wpn_fake_key key;
    wpn_error error;
    assert_int_equal(wpn_fake_key_set(&key, &secret, &error), WPN_OK);
    wpn_buffer out = {0}, again = {0};
    for (wpn_fake_kind kind = WPN_FAKE_EMAIL; kind <= WPN_FAKE_EMPTY; kind++) {
        for (size_t i = 0; i < LEN(values); i++) {
            size_t len = strlen(values[i]);
            out.len = again.len = 0;
            assert_int_equal(wpn_fake_value(&key, kind, values[i], len, &out, &error), WPN_OK);
            assert_int_equal(wpn_fake_value(&key, kind, values[i], len, &again, &error), WPN_OK);
            assert_int_equal(out.len, again.len);
            assert_true(!out.len || !memcmp(out.data, again.data, out.len));
            assert_true(kind == WPN_FAKE_EMPTY ? !out.len : out.len > 0);
            assert_true(out.len <= (kind == WPN_FAKE_TEXT ? len : 40));
            for (size_t j = 0; j < out.len; j++) {
                assert_true(out.data[j] >= ' ' && out.data[j] < 127 && !strchr("'\"\\", out.data[j]));
            }
            assert_true(out.len != len || memcmp(out.data, values[i], len));
        }
        out.len = 0;
        assert_int_equal(wpn_fake_value(&key, kind, "", 0, &out, &error), WPN_OK);
        assert_int_equal(out.len, 0);
    }
    wpn_buffer_free(&out);
    wpn_buffer_free(&again);
}

static void text_has_as_many_characters(void **unused)
{
    (void)unused;
    wpn_fake_key key;
    wpn_error error;
    assert_int_equal(wpn_fake_key_set(&key, NULL, &error), WPN_OK);
    wpn_buffer out = {0};
    assert_int_equal(wpn_fake_value(&key, WPN_FAKE_TEXT, "\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80z", 10, &out, &error),
                     WPN_OK);
    assert_int_equal(out.len, 4);
    assert_memory_equal(out.data, "Lore", 4);
    char *text = malloc(5000);
    memset(text, 'x', 5000);
    assert_int_equal(wpn_fake_value(&key, WPN_FAKE_TEXT, text, 5000, &out, &error), WPN_OK);
    assert_int_equal(out.len, 5004);
    free(text);
    wpn_buffer_free(&out);
}

static void globs_take_whole_names(void **unused)
{
    (void)unused;
    static const struct {
        const char *pattern, *text;
        bool takes;
    } cases[] = {
        {"", "", true},
        {"", "a", false},
        {"*", "", true},
        {"*", "abc", true},
        {"a", "A", true},
        {"a?c", "abc", true},
        {"a?c", "ac", false},
        {"*users", "wp_users", true},
        {"*users", "wp_users2", false},
        {"a*b*c", "aXbXc", true},
        {"a*b*c", "aXcXb", false},
        {"*ab", "aab", true},
        {"a**", "a", true},
        {"?*", "", false},
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        assert_int_equal(wpn_glob(cases[i].pattern, cases[i].text, strlen(cases[i].text)), cases[i].takes);
    }
}

static void wrong_rules_are_named(void **unused)
{
    (void)unused;
    static const wpn_pair wrong[] = {
        {STRING("a"), STRING("email")},       {STRING("a.b"), STRING("none")},       {STRING("a.b[]"), STRING("email")},
        {STRING("a.b[c=d"), STRING("email")}, {STRING("a.b[!=d]"), STRING("email")}, {STRING(""), STRING("email")},
    };
    for (size_t i = 0; i < LEN(wrong); i++) {
        wpn_fakes *fakes;
        wpn_error error;
        wpn_fakes_spec spec = {.fakes = &wrong[i], .fakes_len = 1};
        assert_int_equal(wpn_fakes_new(&fakes, &spec, &error), WPN_E_ARGUMENT);
        assert_null(fakes);
        assert_non_null(strstr(error.message, wrong[i].from.bytes));
    }
    wpn_fakes *none;
    wpn_error error;
    assert_int_equal(wpn_fakes_new(&none, &(wpn_fakes_spec){0}, &error), WPN_OK);
    assert_null(none);
}

static const wpn_pair rules[] = {
    {STRING("*users.*[login=admin]"), STRING("keep")},
    {STRING("*users.email"), STRING("email")},
    {STRING("*users.name"), STRING("text")},
};
static const wpn_string drops[] = {STRING("*options[name=_transient_*]")};

static wpn_rules *make_rules(void)
{
    static const wpn_pair url = {STRING("https://example.com"), STRING("http://b.test")};
    wpn_rules_spec spec = {
        .urls = &url,
        .urls_len = 1,
        .fakes = {rules, LEN(rules), drops, LEN(drops), &secret},
    };
    wpn_rules *made;
    wpn_error error;
    assert_int_equal(wpn_rules_new(&made, &spec, &error), WPN_OK);
    return made;
}

/* Feeds input in two pieces; appends all output. */
static wpn_sql_result run(const wpn_sql_options *options, wpn_rewriter *rewriter, const char *input, size_t cut,
                          wpn_buffer *output, wpn_error *error)
{
    wpn_sql *sql = wpn_sql_new(options, rewriter);
    wpn_sql_result step = WPN_SQL_MORE;
    for (int piece = 0; piece < 3 && step != WPN_SQL_ERROR; piece++) {
        if (piece == 2) {
            wpn_sql_end(sql);
        } else {
            size_t len = piece ? strlen(input) - cut : cut;
            assert_int_equal(wpn_sql_feed(sql, input + (piece ? cut : 0), len, error), WPN_OK);
        }
        while ((step = wpn_sql_step(sql, error)) == WPN_SQL_STATEMENT) {
        }
        const char *bytes;
        size_t size = wpn_sql_output(sql, &bytes);
        assert_true(wpn_buffer_append(output, bytes, size));
        wpn_sql_drain(sql);
    }
    wpn_sql_free(sql);
    return step;
}

static void any_split_gives_the_same(void **unused)
{
    (void)unused;
    static const char input[] =
        "CREATE TABLE wp_users (id int, login text, email text, name text);\n"
        "INSERT INTO wp_users VALUES (1,'admin','a@x.test','https://example.com'),\n"
        "(2,'bob','it''s','\\n\\'\\\"'), ( 3 , NULL , _utf8mb4 'b@x.test' ,\"\"),(4,'x',17,NULL);\n"
        "CREATE TABLE wp_options (name text, value text);\n"
        "INSERT INTO wp_options VALUES ('_transient_a','https://example.com'),('a','https://example.com'),"
        "('_transient_b','x'),\n('b','_transient_'),('_transient_c','y') /* , */ ;\n"
        "INSERT INTO wp_options VALUES ('_transient_a','a'),('_transient_b','b');\n"
        "DELIMITER $$\nINSERT INTO wp_options VALUES ('_transient_a','a'),('c','d')$$\nDELIMITER ;\n";
    wpn_rules *made = make_rules();
    wpn_rewriter *rewriter = wpn_rewriter_new(made);
    wpn_sql_options options = {.rules = made};
    wpn_buffer whole = {0}, output = {0};
    wpn_error error;
    for (size_t cut = 0; cut <= strlen(input); cut++) {
        output.len = 0;
        assert_int_equal(run(&options, rewriter, input, cut, cut ? &output : &whole, &error), WPN_SQL_END);
        if (cut) {
            assert_int_equal(output.len, whole.len);
            assert_memory_equal(output.data, whole.data, whole.len);
        }
    }
    assert_true(wpn_buffer_push(&whole, '\0'));
    assert_non_null(strstr(whole.data, "(1,'admin','a@x.test','http://b.test'),\n(2,'bob','user-"));
    assert_non_null(strstr(whole.data, "@example.invalid','Lor'), ( 3 , NULL , _utf8mb4 'user-"));
    assert_non_null(strstr(whole.data, "@example.invalid' ,\"\"),(4,'x',0,NULL);"));
    assert_non_null(strstr(whole.data, "VALUES ('a','http://b.test'),\n('b','_transient_') /* , */ ;\n\nDELIMITER"));
    assert_non_null(strstr(whole.data, "$$\nINSERT INTO wp_options VALUES ('c','d')$$\n"));
    wpn_buffer_free(&whole);
    wpn_buffer_free(&output);
    wpn_rewriter_free(rewriter);
    wpn_rules_free(made);
}

static void errors_are_the_same_in_any_split(void **unused)
{
    (void)unused;
    static const char input[] =
        "CREATE TABLE wp_users (login text, email text);\n\nINSERT INTO wp_users VALUES ('a','b'),\n"
        "('c',\n x'41');";
    wpn_rules *made = make_rules();
    wpn_rewriter *rewriter = wpn_rewriter_new(made);
    wpn_sql_options options = {.rules = made};
    for (size_t cut = 0; cut <= strlen(input); cut++) {
        wpn_buffer output = {0};
        wpn_error error;
        assert_int_equal(run(&options, rewriter, input, cut, &output, &error), WPN_SQL_ERROR);
        assert_string_equal(error.message,
                            "a value of wp_users.email, which may be personal data, is no plain literal");
        assert_int_equal(error.line, 4);
        assert_int_equal(output.len, strcspn(input, ";") + 1);
        wpn_buffer_free(&output);
    }
    wpn_rewriter_free(rewriter);
    wpn_rules_free(made);
}

/* Reads input in batches and checks the statements with rows. */
static void expect_batches(const char *input, size_t batch_size, const char *const *expected, size_t count)
{
    wpn_rules *made = make_rules();
    wpn_rewriter *rewriter = wpn_rewriter_new(made);
    wpn_sql *sql = wpn_sql_new(&(wpn_sql_options){.rules = made, .batch_size = batch_size}, rewriter);
    wpn_error error;
    assert_int_equal(wpn_sql_feed(sql, input, strlen(input), &error), WPN_OK);
    wpn_sql_end(sql);
    size_t seen = 0;
    while (wpn_sql_step(sql, &error) == WPN_SQL_STATEMENT) {
        const wpn_sql_statement *st = wpn_sql_statement_read(sql);
        if (st->kind == WPN_SQL_INSERT) {
            assert_true(seen < count);
            assert_true(st->rows > 0);
            assert_int_equal(st->body_len, strlen(expected[seen]));
            assert_memory_equal(st->body, expected[seen], st->body_len);
            seen++;
        }
    }
    assert_int_equal(seen, count);
    wpn_sql_free(sql);
    wpn_rewriter_free(rewriter);
    wpn_rules_free(made);
}

static void batches_hold_the_rows_that_stay(void **unused)
{
    (void)unused;
    static const char input[] =
        "CREATE TABLE wp_options (name text);"
        "INSERT INTO wp_options VALUES ('_transient_'),('a'),('b'),('_transient_'),('_transient_'),"
        "('c'),('_transient_'),('d'),('_transient_');";
    static const char *const pairs[] = {"INSERT INTO wp_options VALUES ('a'),('b')",
                                        "INSERT INTO wp_options VALUES('c'),('d')"};
    static const char *const singles[] = {"INSERT INTO wp_options VALUES ('a')", "INSERT INTO wp_options VALUES('b')",
                                          "INSERT INTO wp_options VALUES('c')", "INSERT INTO wp_options VALUES('d')"};
    expect_batches(input, 36, pairs, LEN(pairs));
    expect_batches(input, 1, singles, LEN(singles));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fakes_are_short_and_need_no_escape),
        cmocka_unit_test(text_has_as_many_characters),
        cmocka_unit_test(globs_take_whole_names),
        cmocka_unit_test(wrong_rules_are_named),
        cmocka_unit_test(any_split_gives_the_same),
        cmocka_unit_test(errors_are_the_same_in_any_split),
        cmocka_unit_test(batches_hold_the_rows_that_stay),
    };
    return cmocka_run_group_tests_name("fakes", tests, NULL, NULL);
}
