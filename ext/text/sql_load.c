/* Rows of literals, read strictly: whatever is not known to be a literal makes them expressions. */
#include "text/sql_load.h"

#include "text/ascii.h"
#include "text/scan.h"

typedef struct rows_reader {
    const wpn_scan *scan;
    const char *at, *end; /* what is left to read */
    wpn_buffer *load;     /* NULL: the rows are not written */
    const char *copied;   /* read, but not yet written from here on */
    bool loadable;        /* so far */
    bool out_of_memory;
} rows_reader;

/* ---- writing ---- */

/* Writes what has been read, up to `to`. */
static void copy_to(rows_reader *reader, const char *to)
{
    if (reader->load && reader->loadable && !wpn_buffer_append(reader->load, reader->copied, to - reader->copied)) {
        reader->out_of_memory = true;
        reader->loadable = false;
    }
    reader->copied = to;
}

/* Passes over `taken` bytes, of which LOAD DATA is to read others. */
static void write_instead(rows_reader *reader, size_t taken, const char *others, size_t len)
{
    copy_to(reader, reader->at);
    reader->copied = others;
    copy_to(reader, others + len);
    reader->at += taken;
    reader->copied = reader->at;
}

/* Passes over white space, which LOAD DATA would take for a part of a value. */
static void skip_space(rows_reader *reader)
{
    const char *from = reader->at;
    while (reader->at < reader->end && wpn_is_space(*reader->at)) {
        reader->at++;
    }
    if (reader->at > from) {
        copy_to(reader, from);
        reader->copied = reader->at;
    }
}

/* ---- literals ---- */

/* Escapes that mean the same in both. \% and \_ keep their backslash in SQL, \N is NULL for LOAD DATA; other bytes may
 * begin a character of several, of which LOAD DATA would take the first byte alone. */
static bool is_common_escape(char c)
{
    switch (c) {
    case '0':
    case '\'':
    case '"':
    case '\\':
    case 'b':
    case 'n':
    case 'r':
    case 't':
    case 'Z':
        return true;
    default:
        return false;
    }
}

/* Passes over what stands between the quotes, up to the next quote or backslash. "it's" becomes 'it\'s'. */
static void read_plain(rows_reader *reader, char quote)
{
    const char *end =
        reader->at + reader->scan->find_either(reader->at, (size_t)(reader->end - reader->at), quote, '\\');
    const char *single;
    while (quote == '"' && (single = memchr(reader->at, '\'', (size_t)(end - reader->at)))) {
        reader->at = single;
        write_instead(reader, 1, "\\'", 2);
    }
    reader->at = end;
}

static void read_quote(rows_reader *reader, char quote)
{
    if (quote == '"') {
        write_instead(reader, 1, "'", 1);
    } else {
        reader->at++;
    }
}

static bool read_string(rows_reader *reader)
{
    char quote = *reader->at;
    read_quote(reader, quote);
    while (reader->at < reader->end) {
        read_plain(reader, quote);
        if (reader->at == reader->end) {
            return false;
        }
        bool more = reader->end - reader->at > 1;
        if (*reader->at == '\\') {
            reader->loadable &= more && is_common_escape(reader->at[1]);
            reader->at += 2;
        } else if (!more || reader->at[1] != quote) {
            read_quote(reader, quote);
            return true;
        } else if (quote == '"') {
            write_instead(reader, 2, "\"", 1);
        } else {
            reader->at += 2;
        }
    }
    return false;
}

static const char *skip_digits(const char *at, const char *end)
{
    while (at < end && wpn_is_digit(*at)) {
        at++;
    }
    return at;
}

/* Whether a number is written as the server itself writes it: then it is the same value as a string, in any column.
 * 1e5, 0x1F, 007 and -0 are not. Longer ones than a DECIMAL holds are cut. */
static bool is_canonical(const char *at, const char *end)
{
    enum { DECIMAL_DIGITS = 65 };
    bool negative = *at == '-', zero = true;
    at += negative;
    const char *point = skip_digits(at, end);
    if (point == at || (*at == '0' && point - at > 1) || end - at > DECIMAL_DIGITS) {
        return false;
    }
    const char *last = point;
    if (point < end && *point == '.') {
        last = skip_digits(point + 1, end);
        if (last == point + 1) {
            return false;
        }
    }
    for (const char *digit = at; digit < last; digit++) {
        zero &= *digit == '0' || *digit == '.';
    }
    return last == end && !(negative && zero);
}

/* A number in any spelling. */
static bool read_number(rows_reader *reader)
{
    const char *start = reader->at, *at = start, *end = reader->end;
    at += *at == '-' || *at == '+';
    at += at < end && *at == '.';
    if (at == end || !wpn_is_digit(*at)) {
        return false;
    }
    while (at < end && (wpn_is_alnum(*at) || *at == '.')) {
        at++;
    }
    bool exponent = wpn_lower(at[-1]) == 'e' && end - at > 1 && (*at == '-' || *at == '+') && wpn_is_digit(at[1]);
    if (exponent) {
        at = skip_digits(at + 1, end);
    }
    reader->loadable &= is_canonical(start, at);
    reader->at = at;
    return true;
}

static bool word_is(const char *word, size_t len, const char *expected)
{
    for (size_t i = 0; i < len; i++) {
        if (wpn_lower(word[i]) != expected[i]) { /* expected ends with NUL, which no word holds */
            return false;
        }
    }
    return expected[len] == '\0';
}

/* x'41' or b'01', of which only digits may be the content. */
static bool read_bits(rows_reader *reader)
{
    const char *digit = ++reader->at;
    while (digit < reader->end && wpn_hex(*digit) >= 0) {
        digit++;
    }
    reader->at = digit + 1;
    return digit < reader->end && *digit == '\'';
}

/* NULL and other words that stand for a value, and strings with a word before them. */
static bool read_word(rows_reader *reader)
{
    const char *word = reader->at;
    while (reader->at < reader->end && (wpn_is_alnum(*reader->at) || *reader->at == '_')) {
        reader->at++;
    }
    size_t len = (size_t)(reader->at - word);
    if (len == 4 && !memcmp(word, "NULL", 4)) {
        return true;
    }
    reader->loadable = false;
    if (word_is(word, len, "null") || word_is(word, len, "default") || word_is(word, len, "true") ||
        word_is(word, len, "false")) {
        return true;
    }
    bool introduces_charset = len > 1 && *word == '_';
    if (introduces_charset) {
        skip_space(reader);
    }
    if (reader->at == reader->end || (*reader->at != '\'' && *reader->at != '"')) {
        return false;
    }
    if (*reader->at == '\'' && (word_is(word, len, "x") || word_is(word, len, "b"))) {
        return read_bits(reader);
    }
    return (introduces_charset || word_is(word, len, "n")) && read_string(reader);
}

static bool read_literal(rows_reader *reader)
{
    if (reader->at == reader->end) {
        return false;
    }
    switch (*reader->at) {
    case '\'':
    case '"':
        return read_string(reader);
    case '-':
    case '+':
    case '.':
    case '0' ... '9':
        return read_number(reader);
    default:
        return read_word(reader);
    }
}

/* ---- rows ---- */

static bool take(rows_reader *reader, char mark)
{
    if (reader->at == reader->end || *reader->at != mark) {
        return false;
    }
    reader->at++;
    return true;
}

/* ('a', 1) */
static bool read_row(rows_reader *reader)
{
    if (!take(reader, '(')) {
        return false;
    }
    do {
        skip_space(reader);
        if (!read_literal(reader)) {
            return false;
        }
        skip_space(reader);
    } while (take(reader, ','));
    return take(reader, ')');
}

/* What stands between two rows, or behind the last, becomes `,\n`. */
static void end_row(rows_reader *reader, const char *row_end)
{
    static const char usual[] = {',', '\n'};
    size_t len = (size_t)(reader->at - row_end);
    if (len == sizeof(usual) && !memcmp(row_end, usual, sizeof(usual))) {
        return;
    }
    reader->at = row_end;
    write_instead(reader, len, usual, sizeof(usual));
}

/* Reads all rows, up to the end. */
static bool read_rows(rows_reader *reader)
{
    reader->copied = reader->at;
    for (bool more = true; more;) {
        if (!read_row(reader)) {
            return false;
        }
        const char *row_end = reader->at;
        while (reader->at < reader->end && wpn_is_space(*reader->at)) {
            reader->at++;
        }
        more = take(reader, ',');
        while (reader->at < reader->end && wpn_is_space(*reader->at)) {
            reader->at++;
        }
        end_row(reader, row_end);
    }
    copy_to(reader, reader->at);
    return reader->at == reader->end;
}

/* ---- what stands before them ---- */

static bool take_word(rows_reader *reader, const char *expected)
{
    const char *at = reader->at;
    while (at < reader->end && (wpn_is_alnum(*at) || *at == '_')) {
        at++;
    }
    if (!word_is(reader->at, (size_t)(at - reader->at), expected)) {
        return false;
    }
    reader->at = at;
    skip_space(reader);
    return true;
}

/* INSERT INTO, up to the table's name. */
static bool read_verb(rows_reader *reader)
{
    if (!take_word(reader, "insert")) {
        reader->loadable = false;
        if (!take_word(reader, "replace")) {
            return false;
        }
    }
    bool modified = take_word(reader, "low_priority") || take_word(reader, "delayed") ||
                    take_word(reader, "high_priority") || take_word(reader, "ignore");
    reader->loadable &= !modified;
    return take_word(reader, "into") && reader->at == reader->end;
}

/* (`a`, b) VALUES, or VALUES alone. */
static bool read_columns(rows_reader *reader)
{
    skip_space(reader);
    if (take(reader, '(')) {
        bool quoted = false;
        for (; reader->at < reader->end && (quoted || *reader->at != ')'); reader->at++) {
            quoted ^= *reader->at == '`';
            if (!quoted && memchr("('\"", *reader->at, 3)) {
                return false;
            }
        }
        if (!take(reader, ')')) {
            return false;
        }
        skip_space(reader);
    }
    return (take_word(reader, "values") || take_word(reader, "value")) && reader->at == reader->end;
}

/* Whether the statement begins as a plain INSERT or REPLACE does; *loadable: INSERT, without IGNORE and its like. */
static bool begins_plainly(const wpn_sql_statement *statement, bool *loadable)
{
    const char *name = statement->body + statement->name_offset;
    rows_reader verb = {.at = statement->body, .end = name, .loadable = true};
    rows_reader columns = {.at = name + statement->name_len, .end = statement->body + statement->rows_offset};
    if (!read_verb(&verb) || !read_columns(&columns)) {
        return false;
    }
    *loadable = verb.loadable;
    return true;
}

wpn_status wpn_sql_rows_form(const wpn_sql_statement *statement, wpn_buffer *load, wpn_rows_form *form,
                             wpn_error *error)
{
    *form = WPN_ROWS_EXPRESSIONS;
    bool loadable;
    if (!statement->rows_offset || !statement->usual_quotes || !begins_plainly(statement, &loadable)) {
        return WPN_OK;
    }
    rows_reader reader = {
        .scan = wpn_scan_best(),
        .at = statement->body + statement->rows_offset,
        .end = statement->body + statement->body_len,
        .load = load,
        .loadable = loadable,
    };
    while (reader.at < reader.end && wpn_is_space(*reader.at)) {
        reader.at++;
    }
    bool literals = read_rows(&reader);
    if (reader.out_of_memory) {
        return wpn_fail_memory(error);
    }
    if (literals) {
        *form = reader.loadable ? WPN_ROWS_LOADABLE : WPN_ROWS_LITERALS;
    }
    return WPN_OK;
}
