/* Rows that are said to be loadable, read twice: as the server reads the literals of an INSERT, and, in the other form,
 * as it reads the fields of LOAD DATA. Both readers are written here after what the server does, and must agree. */
#include "common.h"
#include "text/ascii.h"
#include "text/sql_load.h"

/* Rows as bytes: R begins a row, N is NULL, V a value, which NUL-terminates its length. */
static void add_value(wpn_buffer *values, const wpn_buffer *value, bool is_null)
{
    char head[32];
    int len = is_null ? snprintf(head, sizeof(head), "N") : snprintf(head, sizeof(head), "V%zu:", value->len);
    REQUIRE(wpn_buffer_append(values, head, (size_t)len));
    REQUIRE(is_null || wpn_buffer_append(values, value->data, value->len));
}

static char unescaped(char c)
{
    static const char from[] = "0bnrtZ", to[] = "\0\b\n\r\t\x1a";
    const char *found = c ? strchr(from, c) : NULL;
    return found ? to[found - from] : c;
}

/* One literal, as the lexer of the server takes it. */
static size_t read_literal(const char *text, size_t len, wpn_buffer *value)
{
    size_t at = 1;
    char quote = *text;
    if (quote != '\'' && quote != '"') {
        for (at = 0; at < len && text[at] != ',' && text[at] != ')' && !wpn_is_space(text[at]); at++) {
            REQUIRE(wpn_buffer_push(value, text[at]));
        }
        return at;
    }
    for (;; at++) {
        REQUIRE(at < len);
        if (text[at] == '\\') {
            at++;
            REQUIRE(at < len);
            if (text[at] == '%' || text[at] == '_') {
                REQUIRE(wpn_buffer_push(value, '\\'));
            }
            REQUIRE(wpn_buffer_push(value, unescaped(text[at])));
            continue;
        }
        if (text[at] == quote && (at + 1 == len || text[at + 1] != quote)) {
            return at + 1;
        }
        at += text[at] == quote;
        REQUIRE(wpn_buffer_push(value, text[at]));
    }
}

static void read_insert(const char *text, size_t len, wpn_buffer *values)
{
    for (size_t at = 0; at < len;) {
        wpn_buffer value = {0};
        switch (text[at]) {
        case '(':
            REQUIRE(wpn_buffer_push(values, 'R'));
            at++;
            break;
        case ')':
        case ',':
            at++;
            break;
        default:
            if (wpn_is_space(text[at])) {
                at++;
                break;
            }
            size_t size = read_literal(text + at, len - at, &value);
            add_value(values, &value, size == 4 && !memcmp(text + at, "NULL", 4));
            at += size;
        }
        wpn_buffer_free(&value);
    }
}

static bool starts(const char *text, size_t len, const char *with)
{
    return len >= strlen(with) && !memcmp(text, with, strlen(with));
}

/* One field; *at is set behind its terminator. Returns whether it was the line's. */
static bool read_field(const char *text, size_t len, size_t *at, wpn_buffer *values)
{
    wpn_buffer value = {0};
    bool enclosed = *at < len && text[*at] == '\'', found_null = false, ends_line;
    for (*at += enclosed;;) {
        REQUIRE(*at < len);
        char c = text[(*at)++];
        const char *rest = text + *at;
        size_t left = len - *at;
        if (c == '\\') {
            REQUIRE(left);
            found_null |= *rest == 'N';
            REQUIRE(wpn_buffer_push(&value, unescaped(*rest)));
            ++*at;
            continue;
        }
        if (enclosed && c == '\'') {
            if (left && *rest == '\'') {
                ++*at;
            } else if ((ends_line = starts(rest, left, "),\n")) || (left && *rest == ',')) {
                *at += ends_line ? 3 : 1;
                break;
            }
        } else if (!enclosed && ((ends_line = c == ')' && starts(rest, left, ",\n")) || c == ',')) {
            *at += ends_line ? 2 : 0;
            break;
        }
        REQUIRE(wpn_buffer_push(&value, c));
    }
    bool says_null = !enclosed && value.len == 4 && !memcmp(value.data, "NULL", 4);
    add_value(values, &value, says_null || (value.len == 1 && found_null));
    wpn_buffer_free(&value);
    return ends_line;
}

static void read_load(const char *text, size_t len, wpn_buffer *values)
{
    for (size_t at = 0; at < len;) {
        const char *start = memchr(text + at, '(', len - at);
        REQUIRE(start);
        at = (size_t)(start - text) + 1;
        REQUIRE(wpn_buffer_push(values, 'R'));
        while (!read_field(text, len, &at, values)) {
        }
    }
}

static void check(const wpn_sql_statement *statement)
{
    wpn_buffer load = {0}, inserted = {0}, loaded = {0};
    wpn_rows_form form, judged;
    wpn_error error;
    REQUIRE(wpn_sql_rows_form(statement, &load, &form, &error) == WPN_OK);
    REQUIRE(wpn_sql_rows_form(statement, NULL, &judged, &error) == WPN_OK);
    REQUIRE(form == judged);
    if (form == WPN_ROWS_LOADABLE) {
        read_insert(statement->body + statement->rows_offset, statement->body_len - statement->rows_offset, &inserted);
        read_load(load.data, load.len, &loaded);
        REQUIRE(inserted.len == loaded.len && !memcmp(inserted.data, loaded.data, loaded.len));
        size_t rows = 0;
        for (const char *line = load.data; line < load.data + load.len; line++) {
            rows += *line == '\n' && line - load.data > 1 && !memcmp(line - 2, "),", 2);
        }
        REQUIRE(rows >= statement->rows && statement->rows > 0);
    }
    wpn_buffer_free(&load);
    wpn_buffer_free(&inserted);
    wpn_buffer_free(&loaded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    static const char head[] = "INSERT INTO t VALUES";
    wpn_rewriter *rewriter = data[0] & 1 ? fuzz_rewriter(data[0]) : NULL;
    wpn_sql_options options = {
        .rules = rewriter ? rewriter->rules : NULL, .batch_size = data[1], .delimiter_optional = true};
    wpn_sql *sql = wpn_sql_new(&options, rewriter);
    wpn_error error;
    REQUIRE(sql);
    REQUIRE(wpn_sql_feed(sql, head, data[0] & 2 ? 0 : strlen(head), &error) == WPN_OK);
    REQUIRE(wpn_sql_feed(sql, (const char *)data + 2, size - 2, &error) == WPN_OK);
    wpn_sql_end(sql);
    while (wpn_sql_step(sql, &error) == WPN_SQL_STATEMENT) {
        check(wpn_sql_statement_read(sql));
        wpn_sql_drain(sql);
    }
    wpn_sql_free(sql);
    return 0;
}
