/* Tokens. A token that is not all there yet is read again when more input has come; how far it has been searched for
 * its end is kept, so that a long one costs no more for coming in pieces. */
#include "text/sql_tokens.h"

#include <string.h>

#include "text/ascii.h"

bool wpn_sql_is_word_byte(char c)
{
    return wpn_is_alnum(c) || c == '_' || c == '$' || c == '@' || (uint8_t)c >= 0x80;
}

/* Looks for the end of a token that goes on to a closing sequence, from where the last search stopped. */
static wpn_token_kind find_end(wpn_sql *sql, wpn_token *t, const char *closing, wpn_token_kind kind)
{
    size_t len = strlen(closing), from = sql->resume > t->start + 1 ? sql->resume : t->start + 1;
    const char *found = from < sql->in.len ? memmem(sql->in.data + from, sql->in.len - from, closing, len) : NULL;
    if (found) {
        t->end = (size_t)(found - sql->in.data) + len;
        return kind;
    }
    sql->resume = sql->in.len - sql->pos > len ? sql->in.len - len : sql->pos;
    return WPN_TOKEN_MORE;
}

static wpn_token_kind line_comment(wpn_sql *sql, wpn_token *t)
{
    wpn_token_kind kind = find_end(sql, t, "\n", WPN_TOKEN_COMMENT);
    if (kind == WPN_TOKEN_MORE && sql->ended) {
        t->end = sql->in.len;
        return WPN_TOKEN_COMMENT;
    }
    return kind;
}

/* A quoted string or name; the closing quote may be doubled, and in strings be escaped. */
static wpn_token_kind quoted(wpn_sql *sql, wpn_token *t, char quote, bool backslashes, wpn_token_kind kind)
{
    size_t at = sql->resume > t->start ? sql->resume : t->start + 1;
    while (at < sql->in.len) {
        at += sql->scan->find_either(sql->in.data + at, sql->in.len - at, quote, backslashes ? '\\' : quote);
        if (at >= sql->in.len) {
            break;
        }
        bool escape = sql->in.data[at] == '\\' && backslashes;
        if (at + 1 >= sql->in.len && !(sql->ended && !escape)) {
            break; /* what follows decides */
        }
        if (escape || (at + 1 < sql->in.len && sql->in.data[at + 1] == quote)) {
            at += 2;
            continue;
        }
        t->end = at + 1;
        return kind;
    }
    sql->resume = at < sql->in.len ? at : sql->in.len;
    return WPN_TOKEN_MORE;
}

static wpn_token_kind comment_or_condition(wpn_sql *sql, wpn_token *t)
{
    const char *data = sql->in.data;
    size_t left = sql->in.len - t->start;
    if (left < 3 && !sql->ended) {
        return WPN_TOKEN_MORE;
    }
    size_t mark = left >= 3 && data[t->start + 2] == 'M' ? 3 : 2;
    if (left <= mark && !sql->ended) {
        return WPN_TOKEN_MORE;
    }
    if (left <= mark || data[t->start + mark] != '!') {
        sql->resume = sql->resume > t->start + 2 ? sql->resume : t->start + 2;
        return find_end(sql, t, "*/", WPN_TOKEN_COMMENT);
    }
    size_t at = t->start + mark + 1;
    unsigned long version = 0;
    for (; at < sql->in.len && wpn_is_digit(data[at]) && at - t->start < 12; at++) {
        version = version * 10 + (unsigned)(data[at] - '0');
    }
    if (at >= sql->in.len && !sql->ended) {
        return WPN_TOKEN_MORE;
    }
    if (version >= 990000) { /* for no server: the client's sandbox line */
        return find_end(sql, t, "*/", WPN_TOKEN_COMMENT);
    }
    t->end = at;
    return WPN_TOKEN_CONDITION;
}

/* -1 no, 0 cannot be said yet, 1 yes */
static int delimiter_at(const wpn_sql *sql, size_t at)
{
    size_t left = sql->in.len - at, len = left < sql->delimiter_len ? left : sql->delimiter_len;
    if (memcmp(sql->in.data + at, sql->delimiter, len)) {
        return -1;
    }
    return len == sql->delimiter_len ? 1 : sql->ended ? -1 : 0;
}

static wpn_token_kind read_token(wpn_sql *sql, wpn_token *t)
{
    const char *data = sql->in.data;
    size_t at = t->start, left = sql->in.len - at;
    char first = data[at], second = left > 1 ? data[at + 1] : '\0';
    int delimiter = delimiter_at(sql, at);
    if (delimiter >= 0) {
        t->end = at + sql->delimiter_len;
        return delimiter ? WPN_TOKEN_DELIMITER : WPN_TOKEN_MORE;
    }
    if (strchr("-/*", first) && first && left < 3 && !sql->ended) {
        return WPN_TOKEN_MORE;
    }
    t->end = at + 1;
    switch (first) {
    case '#':
        return line_comment(sql, t);
    case '-': /* MySQL wants white space behind it */
        return second == '-' && (left == 2 || (uint8_t)data[at + 2] <= ' ') ? line_comment(sql, t) : WPN_TOKEN_MARK;
    case '/':
        return second == '*' ? comment_or_condition(sql, t) : WPN_TOKEN_MARK;
    case '*':
        t->end = second == '/' ? at + 2 : at + 1;
        return second == '/' ? WPN_TOKEN_CONDITION_END : WPN_TOKEN_MARK;
    case '\'':
        return quoted(sql, t, first, !(sql->modes & WPN_MODE_NO_BACKSLASH_ESCAPES), WPN_TOKEN_STRING);
    case '"':
        if (sql->modes & WPN_MODE_ANSI_QUOTES) {
            return quoted(sql, t, first, false, WPN_TOKEN_NAME);
        }
        return quoted(sql, t, first, !(sql->modes & WPN_MODE_NO_BACKSLASH_ESCAPES), WPN_TOKEN_STRING);
    case '`':
        return quoted(sql, t, first, false, WPN_TOKEN_NAME);
    default:
        break;
    }
    if (!wpn_sql_is_word_byte(first)) {
        return WPN_TOKEN_MARK;
    }
    size_t end = sql->resume > at ? sql->resume : at;
    bool delimiter_is_word = wpn_sql_is_word_byte(sql->delimiter[0]); /* END$$ */
    while (end < sql->in.len && wpn_sql_is_word_byte(data[end]) &&
           !(delimiter_is_word && end > at && delimiter_at(sql, end) >= 0)) {
        end++;
    }
    if ((end == sql->in.len || (delimiter_is_word && !delimiter_at(sql, end))) && !sql->ended) {
        sql->resume = end;
        return WPN_TOKEN_MORE;
    }
    t->end = end;
    return WPN_TOKEN_WORD;
}

/* A byte order mark is white space; text in UTF-16 is not SQL that can be read. */
static wpn_token_kind skip_byte_order_mark(wpn_sql *sql, wpn_error *error)
{
    size_t left = sql->in.len - sql->pos;
    const char *data = sql->in.data + sql->pos;
    if (left < 3 && !sql->ended) {
        return WPN_TOKEN_MORE;
    }
    if (left >= 2 && (!memcmp(data, "\xff\xfe", 2) || !memcmp(data, "\xfe\xff", 2))) {
        wpn_fail_sql(
            error, 1, 0,
            "the dump is in UTF-16: write it without a shell redirection of PowerShell, or convert it to UTF-8");
        return WPN_TOKEN_ERROR;
    }
    sql->pos += left >= 3 && !memcmp(data, "\xef\xbb\xbf", 3) ? 3 : 0;
    return WPN_TOKEN_END;
}

wpn_token wpn_sql_next_token(wpn_sql *sql, wpn_error *error)
{
    wpn_token t = {0};
    if (wpn_sql_offset(sql, sql->pos) == 0) {
        t.kind = skip_byte_order_mark(sql, error);
        if (t.kind != WPN_TOKEN_END) {
            return t;
        }
    }
    while (sql->pos < sql->in.len && wpn_is_space(sql->in.data[sql->pos])) {
        sql->pos++;
    }
    t.start = sql->pos;
    if (sql->pos == sql->in.len) {
        t.kind = sql->ended ? WPN_TOKEN_END : WPN_TOKEN_MORE;
        return t;
    }
    t.kind = read_token(sql, &t);
    if (t.kind != WPN_TOKEN_MORE) {
        sql->resume = 0;
        return t;
    }
    char first = sql->in.data[t.start];
    uint64_t line = wpn_sql_line(sql, t.start), offset = wpn_sql_offset(sql, t.start);
    if (sql->ended) {
        wpn_fail_sql(error, line, offset, first == '/' ? "a comment is not closed" : "a quote is not closed");
        t.kind = WPN_TOKEN_ERROR;
    } else if (sql->options.max_literal && sql->resume > t.start &&
               sql->resume - t.start - 1 > sql->options.max_literal) {
        wpn_fail_sql(error, line, offset, "a string literal or comment is longer than %zu bytes, the limit in force",
                     sql->options.max_literal);
        t.kind = WPN_TOKEN_ERROR;
    }
    return t;
}

bool wpn_token_is_word(const wpn_sql *sql, const wpn_token *t, const char *word)
{
    size_t len = strlen(word);
    if (t->kind != WPN_TOKEN_WORD || t->end - t->start != len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if ((sql->in.data[t->start + i] & ~32) != word[i]) {
            return false;
        }
    }
    return true;
}

bool wpn_token_is_any_word(const wpn_sql *sql, const wpn_token *t, const char *const *words)
{
    for (; *words; words++) {
        if (wpn_token_is_word(sql, t, *words)) {
            return true;
        }
    }
    return false;
}

bool wpn_token_is_mark(const wpn_sql *sql, const wpn_token *t, char mark)
{
    return t->kind == WPN_TOKEN_MARK && sql->in.data[t->start] == mark;
}

bool wpn_token_unquote(const wpn_sql *sql, const wpn_token *t, wpn_buffer *name)
{
    name->len = 0;
    if (!wpn_buffer_reserve(name, 1)) { /* an empty name has bytes too */
        return false;
    }
    if (t->kind == WPN_TOKEN_WORD) {
        return wpn_buffer_append(name, sql->in.data + t->start, t->end - t->start);
    }
    char quote = sql->in.data[t->start];
    for (size_t i = t->start + 1; i + 1 < t->end; i++) {
        if (!wpn_buffer_push(name, sql->in.data[i])) {
            return false;
        }
        i += sql->in.data[i] == quote; /* doubled */
    }
    return true;
}
