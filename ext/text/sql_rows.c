/* The rows of INSERT and REPLACE. Most bytes of a dump stand here, so they are read 64 at a time: scan.c says where
 * quotes, backslashes and punctuation are, a carry-free sum of the quote bits says which bytes lie inside literals, and
 * only the ends of literals, the punctuation between them, and candidates inside them are looked at one by one. What
 * does not fit (comments, "..." strings, words behind the rows) is left to the tokens of sql.c. */
#include "text/sql_internal.h"

#include <stdlib.h>
#include <string.h>

#include "text/ascii.h"

/* Bits of the bytes that a backslash escapes. A run of backslashes escapes in pairs; the sum carries through each run,
 * so that its parity shows in the bit behind it (the method is simdjson's). *carry: the first byte of the next block
 * is. */
static uint64_t escaped_bytes(uint64_t backslash, uint64_t *carry)
{
    const uint64_t even = UINT64_C(0x5555555555555555);
    if (!backslash) {
        uint64_t first = *carry;
        *carry = 0;
        return first;
    }
    backslash &= ~*carry;
    uint64_t follows = backslash << 1 | *carry;
    uint64_t odd_starts = backslash & ~even & ~follows, sum;
    *carry = __builtin_add_overflow(odd_starts, backslash, (unsigned long long *)&sum);
    return (even ^ sum << 1) & follows;
}

/* Each bit becomes the parity of the bits up to it: 1 from an opening quote on, 0 from a closing one. */
static uint64_t parity_up_to(uint64_t bits)
{
    for (unsigned shift = 1; shift < 64; shift <<= 1) {
        bits ^= bits << shift;
    }
    return bits;
}

/* x'41' and b'01' are numbers, N'a' is a string. */
bool wpn_sql_opens_bits(const wpn_sql *sql, size_t quote)
{
    char prefix = quote ? wpn_lower(sql->in.data[quote - 1]) : ' ';
    if (prefix != 'x' && prefix != 'b') {
        return false;
    }
    char before = quote > 1 ? sql->in.data[quote - 2] : ' ';
    return !wpn_is_alnum(before) && before != '_' && before != '$';
}

static wpn_status close_literal(wpn_sql *sql, size_t end, wpn_error *error)
{
    size_t start = sql->literal_start + 1;
    bool bits = wpn_sql_opens_bits(sql, sql->literal_start);
    sql->in_literal = false;
    return bits ? WPN_OK : wpn_sql_row_literal(sql, start, end, '\'', &sql->plain, error);
}

/* The block scanner stops in front of data[at]. */
static wpn_rows_result stop_at(wpn_sql *sql, size_t at)
{
    sql->scanning = false;
    sql->pos = at;
    return WPN_ROWS_TOKEN;
}

/* One quote that is not escaped. */
static wpn_status on_quote(wpn_sql *sql, size_t at, wpn_error *error)
{
    if (sql->skip_quote) {
        sql->skip_quote = false;
        return WPN_OK;
    }
    if (!sql->in_literal) {
        sql->in_literal = true;
        sql->literal_start = at;
        sql->plain.len = 0;
        sql->plain.closer_look = sql->options.rules && (sql->options.rules->base64 || sql->options.rules->decode_all);
        return WPN_OK;
    }
    if (sql->in.data[at + 1] == '\'') { /* '' is a quote in the value; blocks end before the last byte of the input */
        sql->skip_quote = true;
        return WPN_OK;
    }
    return close_literal(sql, at, error);
}

/* Whether the byte behind the row, data[at], keeps the block scanner going. */
static bool next_row_follows(const wpn_sql *sql, size_t at)
{
    return sql->in.data[at] == ',';
}

/* One byte of punctuation outside of literals; *stop where the block scanner cannot go on. */
static wpn_status on_punctuation(wpn_sql *sql, size_t at, bool *stop, size_t *stop_pos, wpn_error *error)
{
    wpn_status status;
    *stop_pos = at;
    switch (sql->in.data[at]) {
    case '(':
        wpn_sql_row_open(sql, at + 1);
        return WPN_OK;
    case ')':
        status = wpn_sql_row_close(sql, at + 1, error);
        *stop_pos = at + 1;
        sql->pos = at + 1;
        *stop = sql->depth == 0 && (!next_row_follows(sql, at + 1) || wpn_sql_row_is_last(sql));
        return status;
    case ',':
        return wpn_sql_row_comma(sql, at, error);
    case '-':
        *stop = sql->in.data[at + 1] == '-';
        return WPN_OK;
    case '/':
        if (at && sql->in.data[at - 1] == '*') { /* the end of a conditional comment */
            *stop = true;
            *stop_pos = at - 1;
            return WPN_OK;
        }
        *stop = sql->in.data[at + 1] == '*';
        return WPN_OK;
    default:
        *stop = true;
        return WPN_OK;
    }
}

/* Reads one block of which the bits from `first` on are unread. */
static wpn_status scan_block(wpn_sql *sql, size_t start, unsigned first, const wpn_lex_masks *masks, bool *stop,
                             size_t *stop_pos, wpn_error *error)
{
    uint64_t unread = ~UINT64_C(0) << first;
    uint64_t backslash = sql->modes & WPN_MODE_NO_BACKSLASH_ESCAPES ? 0 : masks->backslash & unread;
    uint64_t escaped = escaped_bytes(backslash, &sql->escaped);
    uint64_t quotes = masks->quote & unread & ~escaped;
    uint64_t inside = (quotes ? parity_up_to(quotes) : 0) ^ (sql->in_string ? unread : 0);
    sql->in_string = inside >> 63;
    /* An escape that no dump program writes may hide a match: \e\x\a\m\p\l\e.com. Then the literal is decoded. */
    uint64_t odd = escaped & ~masks->escapable & inside;
    uint64_t outside = (masks->special | backslash) & unread & ~inside & ~quotes;
    uint64_t candidates = sql->options.rules ? masks->candidate & unread & inside : 0;
    for (uint64_t events = quotes | outside | candidates | odd; events; events &= events - 1) {
        uint64_t bit = events & -events;
        size_t at = start + (size_t)__builtin_ctzll(events);
        wpn_status status = WPN_OK;
        if (quotes & bit) {
            status = on_quote(sql, at, error);
        } else if (outside & bit) {
            status = on_punctuation(sql, at, stop, stop_pos, error);
        } else if (odd & bit) {
            sql->plain.closer_look = true;
        } else if (!sql->plain.closer_look) {
            wpn_plain_candidate(&sql->plain, sql->options.rules, sql->in.data, sql->in.len, sql->literal_start + 1, at);
        }
        if (status != WPN_OK || *stop) {
            return status;
        }
    }
    return WPN_OK;
}

/* Masks for the blocks from data[at] on; they stay valid when the scanner stops and starts again among them. */
static bool fill_masks(wpn_sql *sql, size_t at)
{
    size_t left = sql->in.len - at;
    sql->masks_len = 0;
    if (left < WPN_SCAN_BLOCK + WPN_NEEDLE_LEN - 1) {
        return false;
    }
    size_t blocks = (left - (WPN_NEEDLE_LEN - 1)) / WPN_SCAN_BLOCK;
    sql->masks_len = blocks < WPN_SQL_MASKS ? blocks : WPN_SQL_MASKS;
    sql->masks_start = at;
    const wpn_rules *rules = sql->options.rules;
    sql->scan->lex(sql->in.data + at, sql->masks_len, rules && rules->patterns_len ? &rules->needles : NULL,
                   sql->masks);
    return true;
}

wpn_rows_result wpn_sql_scan_rows(wpn_sql *sql, wpn_error *error)
{
    if (!sql->scanning) {
        sql->scanning = true;
        sql->in_literal = sql->in_string = sql->skip_quote = false;
        sql->escaped = 0;
        sql->scan_at = sql->pos;
    }
    for (;;) {
        size_t masks_end = sql->masks_start + sql->masks_len * WPN_SCAN_BLOCK;
        if (sql->scan_at < sql->masks_start || sql->scan_at >= masks_end) {
            if (!fill_masks(sql, sql->scan_at)) {
                break;
            }
            masks_end = sql->masks_start + sql->masks_len * WPN_SCAN_BLOCK;
        }
        while (sql->scan_at < masks_end) {
            size_t block = (sql->scan_at - sql->masks_start) / WPN_SCAN_BLOCK;
            size_t start = sql->masks_start + block * WPN_SCAN_BLOCK;
            bool stop = false;
            size_t stop_pos = 0;
            if (scan_block(sql, start, (unsigned)(sql->scan_at - start), &sql->masks[block], &stop, &stop_pos, error) !=
                WPN_OK) {
                return WPN_ROWS_ERROR;
            }
            if (stop) {
                stop_at(sql, stop_pos);
                return sql->after_row && wpn_sql_row_is_last(sql) ? WPN_ROWS_CUT : WPN_ROWS_TOKEN;
            }
            sql->scan_at = start + WPN_SCAN_BLOCK;
        }
    }
    sql->pos = sql->in_literal ? sql->literal_start : sql->scan_at;
    if (sql->ended) { /* the last bytes are read as tokens */
        sql->scanning = false;
        return WPN_ROWS_TOKEN;
    }
    if (sql->in_literal && sql->options.max_literal &&
        sql->scan_at - sql->literal_start - 1 > sql->options.max_literal) {
        wpn_fail_sql(error, wpn_sql_line(sql, sql->literal_start), wpn_sql_offset(sql, sql->literal_start),
                     "a string literal is longer than %zu bytes, the limit in force", sql->options.max_literal);
        return WPN_ROWS_ERROR;
    }
    return WPN_ROWS_MORE;
}
