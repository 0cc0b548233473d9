/* sql: statements and their places, any split of the input, errors with line and offset. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/sql.h"

/* Feeds input in two pieces, the first of `cut` bytes, and appends all output. */
static wpn_sql_result run(wpn_sql *sql, const char *input, size_t cut, wpn_buffer *output, wpn_error *error)
{
    size_t len = strlen(input);
    wpn_sql_result step = WPN_SQL_MORE;
    for (int piece = 0; piece < 3; piece++) {
        size_t start = piece ? cut : 0, end = piece ? len : cut;
        if (piece == 2) {
            wpn_sql_end(sql);
        } else {
            assert_int_equal(wpn_sql_feed(sql, input + start, end - start, error), WPN_OK);
        }
        while ((step = wpn_sql_step(sql, error)) == WPN_SQL_STATEMENT) {
        }
        const char *bytes;
        size_t size = wpn_sql_output(sql, &bytes);
        assert_true(wpn_buffer_append(output, bytes, size));
        wpn_sql_drain(sql);
        if (step == WPN_SQL_ERROR) {
            return step;
        }
    }
    return step;
}

typedef struct expected_statement {
    wpn_sql_kind kind;
    const char *body, *table;
    size_t rows, line;
} expected_statement;

static void expect_statements(const char *input, const expected_statement *expected, size_t count)
{
    wpn_sql *sql = wpn_sql_new(&(wpn_sql_options){0}, NULL);
    wpn_error error;
    assert_int_equal(wpn_sql_feed(sql, input, strlen(input), &error), WPN_OK);
    wpn_sql_end(sql);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(wpn_sql_step(sql, &error), WPN_SQL_STATEMENT);
        const wpn_sql_statement *st = wpn_sql_statement_read(sql);
        assert_string_equal(wpn_sql_kind_name(st->kind), wpn_sql_kind_name(expected[i].kind));
        assert_int_equal(st->body_len, strlen(expected[i].body));
        assert_memory_equal(st->body, expected[i].body, st->body_len);
        assert_int_equal(st->rows, expected[i].rows);
        assert_int_equal(st->line, expected[i].line);
        assert_int_equal(st->table != NULL, expected[i].table != NULL);
        if (st->table) {
            assert_int_equal(st->table_len, strlen(expected[i].table));
            assert_memory_equal(st->table, expected[i].table, st->table_len);
        }
    }
    assert_int_equal(wpn_sql_step(sql, &error), WPN_SQL_END);
    wpn_sql_free(sql);
}

static void statements_are_known(void **unused)
{
    (void)unused;
    static const char input[] = "-- MariaDB dump 10.19\n"
                                "/*!40101 SET NAMES utf8mb4 */;\n"
                                "DROP TABLE IF EXISTS `a``b`;\n"
                                "CREATE TABLE x.`t` (`id` int, KEY `k` (`id`)) ENGINE=InnoDB;\n"
                                "LOCK TABLES `t` WRITE;\n"
                                "INSERT INTO `t` VALUES (1,'a;b'),\n(2,'it''s'),(3,'\\'');\n"
                                "/*!40000 ALTER TABLE `t` ENABLE KEYS */;\n"
                                "UNLOCK TABLES;\n"
                                "DELIMITER ;;\n"
                                "CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW BEGIN SET @a = ';'; END ;;\n"
                                "DELIMITER ;\n"
                                "CREATE DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `v` AS SELECT 1;\n"
                                "GRANT ALL ON *.* TO bob;\n";
    static const expected_statement expected[] = {
        {WPN_SQL_SET, "/*!40101 SET NAMES utf8mb4 */", NULL, 0, 2},
        {WPN_SQL_DROP_TABLE, "DROP TABLE IF EXISTS `a``b`", "a`b", 0, 3},
        {WPN_SQL_CREATE_TABLE, "CREATE TABLE x.`t` (`id` int, KEY `k` (`id`)) ENGINE=InnoDB", "t", 0, 4},
        {WPN_SQL_LOCK_TABLES, "LOCK TABLES `t` WRITE", "t", 0, 5},
        {WPN_SQL_INSERT, "INSERT INTO `t` VALUES (1,'a;b'),\n(2,'it''s'),(3,'\\'')", "t", 3, 6},
        {WPN_SQL_ALTER_TABLE, "/*!40000 ALTER TABLE `t` ENABLE KEYS */", "t", 0, 8},
        {WPN_SQL_UNLOCK_TABLES, "UNLOCK TABLES", NULL, 0, 9},
        {WPN_SQL_DELIMITER, "DELIMITER ;;", NULL, 0, 10},
        {WPN_SQL_CREATE_TRIGGER, "CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW BEGIN SET @a = ';'; END", "r", 0,
         11},
        {WPN_SQL_DELIMITER, "DELIMITER ;", NULL, 0, 12},
        {WPN_SQL_CREATE_VIEW, "CREATE DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `v` AS SELECT 1", "v", 0,
         13},
        {WPN_SQL_OTHER, "GRANT ALL ON *.* TO bob", NULL, 0, 14},
        {WPN_SQL_EMPTY, "", NULL, 0, 14},
    };
    expect_statements(input, expected, sizeof(expected) / sizeof(*expected));
}

static const wpn_rules *rules;

static void any_split_gives_the_same(void **unused)
{
    (void)unused;
    static const char input[] =
        "\xef\xbb\xbf-- a 'comment'\r\n/*M!999999\\- enable the sandbox mode */\n"
        "CREATE TABLE `wp_blogs` (`blog_id` int, `domain` varchar(200), `path` varchar(100));\n"
        "INSERT INTO `wp_blogs` VALUES (1,'example.com','/'),(2,'b.example.com','/x/');\n"
        "/*!40000 INSERT INTO `t` (`a`) VALUES ('https://example.com/\\n\\'x\\''),(_binary "
        "'https://example.com'),(x'41'), (N'//example.com') */;\n"
        "# 'https://example.com'\nREPLACE t SET a = \"https:\\/\\/example.com\", b='it''s example.com';\n"
        "INSERT INTO t VALUES (-1,'e\\xample.com'),(NULL,'a:1:{i:0;s:19:\\\"https://example.com\\\";}') -- rows\n ON "
        "DUPLICATE KEY UPDATE a='//example.com/';\n"
        "SET sql_mode='NO_BACKSLASH_ESCAPES';INSERT INTO t VALUES ('\\'),('https://example.com\\''');\n"
        "DELIMITER $$\nCREATE TRIGGER t BEGIN INSERT INTO t VALUES ('https://example.com'); END$$\nDELIMITER ;\n-- "
        "Dump completed\n";
    wpn_rewriter *rewriter = wpn_rewriter_new(rules);
    wpn_sql_options options = {.rules = rules};
    wpn_buffer whole = {0}, output = {0};
    wpn_error error;
    for (size_t cut = 0; cut <= strlen(input); cut++) {
        wpn_sql *sql = wpn_sql_new(&options, rewriter);
        output.len = 0;
        assert_int_equal(run(sql, input, cut, cut ? &output : &whole, &error), WPN_SQL_END);
        if (cut) {
            assert_int_equal(output.len, whole.len);
            assert_memory_equal(output.data, whole.data, whole.len);
        }
        wpn_sql_free(sql);
    }
    assert_true(wpn_buffer_push(&whole, '\0'));
    assert_non_null(strstr(whole.data, "(1,'localhost:8080','/'),(2,'b.example.com','/x/')"));
    assert_non_null(strstr(
        whole.data,
        "('http://localhost:8080/\\n\\'x\\''),(_binary 'http://localhost:8080'),(x'41'), (N'//localhost:8080')"));
    assert_non_null(strstr(whole.data, "# 'https://example.com'"));
    assert_non_null(strstr(whole.data, "\"http:\\/\\/localhost:8080\", b='it''s localhost:8080'"));
    assert_non_null(strstr(whole.data, "(-1,'localhost:8080'),(NULL,'a:1:{i:0;s:21:\\\"http://localhost:8080\\\";}')"));
    assert_non_null(strstr(whole.data, "a='//localhost:8080/'"));
    assert_non_null(strstr(whole.data, "('\\'),('http://localhost:8080\\''')"));
    assert_non_null(strstr(whole.data, "VALUES ('https://example.com'); END$$"));
    wpn_buffer_free(&whole);
    wpn_buffer_free(&output);
    wpn_rewriter_free(rewriter);
}

static void errors_have_a_place_and_nothing_unfinished_is_passed_on(void **unused)
{
    (void)unused;
    static const struct {
        const char *input, *output, *message;
        uint64_t line, offset;
    } cases[] = {
        {"SET a=1;\nINSERT INTO t VALUES ('x", "SET a=1;", "a quote is not closed", 2, 31},
        {"SET a=1;\nINSERT INTO t VALUES (1", "SET a=1;", "a statement does not end", 2, 9},
        {"SET a=1;\nINSERT INTO t VALUES (1),", "SET a=1;", "a statement does not end", 2, 9},
        {"SET a=1;\n\nINSERT INTO t VALUES (1;", "SET a=1;", "a row is not closed", 3, 10},
        {"SET a=1;\nINSERT INTO t VALUES (1),;", "SET a=1;", "where a row must follow", 2, 9},
        {"INSERT INTO t VALUES ON DUPLICATE KEY UPDATE a='x';", "", "where a row must follow", 1, 0},
        {"SET a=1;\n/* x", "SET a=1;", "a comment is not closed", 2, 9},
        {"\nSET NAMES gbk;", "", "character set gbk is refused", 2, 11},
        {"\xff\xfeS\0", "", "UTF-16", 1, 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        for (size_t cut = 0; cut <= strlen(cases[i].input); cut++) {
            wpn_sql *sql = wpn_sql_new(&(wpn_sql_options){0}, NULL);
            wpn_buffer output = {0};
            wpn_error error;
            assert_int_equal(run(sql, cases[i].input, cut, &output, &error), WPN_SQL_ERROR);
            assert_non_null(strstr(error.message, cases[i].message));
            assert_int_equal(error.line, cases[i].line);
            assert_int_equal(error.offset, cases[i].offset);
            assert_int_equal(output.len, strlen(cases[i].output));
            wpn_buffer_free(&output);
            wpn_sql_free(sql);
        }
    }
}

static void long_inserts_are_cut_between_rows(void **unused)
{
    (void)unused;
    static const char input[] = "INSERT INTO `t` (`a`) VALUES ('one'),('two'), ('three'),\n('four');";
    static const char *const expected[] = {
        "INSERT INTO `t` (`a`) VALUES ('one'),('two')",
        "INSERT INTO `t` (`a`) VALUES ('three'),\n('four')",
    };
    wpn_sql *sql = wpn_sql_new(&(wpn_sql_options){.batch_size = 42}, NULL);
    wpn_error error;
    assert_int_equal(wpn_sql_feed(sql, input, strlen(input), &error), WPN_OK);
    wpn_sql_end(sql);
    size_t count = 0;
    while (wpn_sql_step(sql, &error) == WPN_SQL_STATEMENT) {
        const wpn_sql_statement *st = wpn_sql_statement_read(sql);
        if (st->kind == WPN_SQL_EMPTY) {
            continue;
        }
        assert_true(count < 2);
        const char *want = expected[count++];
        assert_int_equal(st->rows, 2);
        assert_int_equal(st->body_len, strlen(want));
        assert_memory_equal(st->body, want, st->body_len);
        assert_memory_equal(st->body + st->name_offset, "`t`", st->name_len);
    }
    assert_int_equal(count, 2);
    wpn_sql_free(sql);
}

int main(void)
{
    wpn_pair pair = {{"https://example.com", 19}, {"http://localhost:8080", 21}};
    wpn_string host_column = {"*blogs.domain", 13};
    wpn_rules_spec spec = {.urls = &pair, .urls_len = 1, .host_columns = &host_column, .host_columns_len = 1};
    wpn_rules *made;
    wpn_error error;
    if (wpn_rules_new(&made, &spec, &error) != WPN_OK) {
        return 1;
    }
    rules = made;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_are_known),
        cmocka_unit_test(any_split_gives_the_same),
        cmocka_unit_test(errors_have_a_place_and_nothing_unfinished_is_passed_on),
        cmocka_unit_test(long_inserts_are_cut_between_rows),
    };
    int failed = cmocka_run_group_tests_name("sql", tests, NULL, NULL);
    wpn_rules_free(made);
    return failed;
}
