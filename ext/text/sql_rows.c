/* The rows of INSERT and REPLACE. Most bytes of a dump stand here, so they are read 64 at a time: scan.c says where quotes,
 * backslashes and punctuation are, a carry-free sum of the quote bits says which bytes lie inside literals, and only the
 * ends of literals, the punctuation between them, and candidates inside them are looked at one by one. What does not fit
 * (comments, "..." strings, words behind the rows) is left to the tokens of sql.c. */
#include "text/sql_internal.h"

#include <stdlib.h>
#include <string.h>

#include "text/ascii.h"
#include "text/host_column.h"

/* ---- literals ---- */

static wpn_report_column *column_report(wpn_sql *sql, wpn_sql_column *column, const char *name)
{
    if (!column->report) {
        column->report = wpn_report_at(sql->rewriter->report, sql->table->name, name);
    }
    return column->report;
}

static wpn_literal literal_at(const wpn_sql *sql, const wpn_row_literal *item)
{
    bool backslashes = !(sql->modes & WPN_MODE_NO_BACKSLASH_ESCAPES);
    return (wpn_literal){sql->in.data + item->start, item->end - item->start, item->quote, backslashes};
}

/* The literal's value: decoded, or the bytes themselves where nothing is escaped. */
static bool decode(wpn_sql *sql, const wpn_literal *literal, wpn_decoded *decoded, wpn_string *value)
{
    char backslash = literal->backslashes ? '\\' : literal->quote;
    if (sql->scan->find_either(literal->raw, literal->len, backslash, literal->quote) == literal->len) {
        decoded->pairs_len = 0;
        *value = (wpn_string){literal->raw, literal->len};
        return true;
    }
    if (!wpn_literal_decode(sql->scan, literal, decoded)) {
        return false;
    }
    *value = (wpn_string){decoded->text.data, decoded->text.len};
    return true;
}

/* Writes the matches of a literal that is plain text as it stands in the SQL. */
static wpn_status rewrite_plain(wpn_sql *sql, const wpn_plain_matches *matches, wpn_counts *counts, wpn_error *error)
{
    uint64_t references = 0;
    for (size_t i = 0; i < matches->len; i++) {
        const wpn_plain_match *match = &matches->items[i];
        if (match->plain->identity) {
            continue;
        }
        references++;
        if (!wpn_sql_copy(sql, match->start) || !wpn_buffer_append(&sql->out, match->plain->replacement, match->plain->len)) {
            return wpn_fail_memory(error);
        }
        sql->copied = match->end;
    }
    if (counts) {
        wpn_counts_add(counts, &(wpn_counts){.values = 1, .changed = references > 0, .references = references});
    }
    return WPN_OK;
}

/* Rewrites a literal, which belongs to a column of sql->table. matches is what the block scanner has found in it; NULL where it
 * has not looked. */
static wpn_status rewrite_literal(wpn_sql *sql, const wpn_row_literal *item, const wpn_plain_matches *matches, wpn_error *error)
{
    wpn_sql_table *table = sql->table;
    wpn_sql_column *column = wpn_sql_table_column(table, item->column);
    if (!column) {
        return wpn_fail_memory(error);
    }
    wpn_report_column *report = NULL;
    if (sql->rewriter->report && !(report = column_report(sql, column, table->names[item->column]))) {
        return wpn_fail_memory(error);
    }
    wpn_literal literal = literal_at(sql, item);
    const wpn_rules *rules = sql->options.rules;
    if (report && rules->foreign_hosts && !wpn_report_foreign_hosts(sql->rewriter->report, rules, literal.raw, literal.len)) {
        return wpn_fail_memory(error);
    }
    if (column->skip || (matches && !matches->closer_look && !matches->len)) {
        if (report) {
            report->counts.values++;
        }
        return WPN_OK;
    }
    if (matches && !matches->closer_look && wpn_plain_text(sql->in.data, item->start, item->end)) {
        return rewrite_plain(sql, matches, report ? &report->counts : NULL, error);
    }
    wpn_string value;
    if (!decode(sql, &literal, &sql->decoded, &value)) {
        return wpn_fail_memory(error);
    }
    wpn_status status = wpn_rewrite_value(sql->rewriter, value.bytes, value.len, error);
    if (status != WPN_OK) {
        return status;
    }
    uint64_t row = sql->named ? sql->named->rows + sql->rows : 0;
    if (report && !wpn_report_value(sql->rewriter->report, table->name, report, row, &sql->rewriter->counts, value.bytes, value.len)) {
        return wpn_fail_memory(error);
    }
    if (!sql->rewriter->edits.len) {
        return WPN_OK;
    }
    if (!wpn_sql_copy(sql, item->start) || !wpn_literal_write(&literal, &sql->decoded, &sql->rewriter->edits, &sql->out)) {
        return wpn_fail_memory(error);
    }
    sql->copied = item->end;
    return WPN_OK;
}

/* ---- rows of a table with a host column ----
 *
 * The host and the path beside it are one address, so both are replaced together, at the end of the row. Such tables
 * (wp_blogs, wp_site) are small. */

/* Writes new bytes in place of a whole literal. */
static bool replace_literal(wpn_sql *sql, const wpn_row_literal *item, const wpn_buffer *bytes)
{
    wpn_literal literal = literal_at(sql, item);
    if (!wpn_sql_copy(sql, item->start) || !wpn_literal_escape(&literal, bytes->data, bytes->len, &sql->out)) {
        return false;
    }
    sql->copied = item->end;
    return true;
}

/* Fills new_host and new_path, if a rule takes the address of the row. */
static wpn_status rewrite_address(wpn_sql *sql, const wpn_row_literal *host, const wpn_row_literal *path, bool *changed, wpn_error *error)
{
    wpn_literal host_literal = literal_at(sql, host);
    wpn_string host_value, path_value = {"", 0};
    bool ok = decode(sql, &host_literal, &sql->decoded, &host_value);
    if (ok && path) {
        wpn_literal path_literal = literal_at(sql, path);
        ok = decode(sql, &path_literal, &sql->decoded_path, &path_value);
    }
    sql->new_host.len = sql->new_path.len = 0;
    if (!ok || !wpn_rewrite_host(sql->options.rules, host_value.bytes, host_value.len, path_value.bytes, path_value.len,
                                 &sql->new_host, &sql->new_path, changed)) {
        return wpn_fail_memory(error);
    }
    if (*changed && sql->rewriter->report) {
        wpn_report_column *report = column_report(sql, &sql->table->columns[host->column], sql->table->names[host->column]);
        if (!report) {
            return wpn_fail_memory(error);
        }
        wpn_counts_add(&report->counts, &(wpn_counts){.values = 1, .changed = 1, .references = 1});
    }
    return WPN_OK;
}

static wpn_status rewrite_kept_row(wpn_sql *sql, wpn_error *error)
{
    const wpn_row_literal *host = NULL, *path = NULL;
    for (size_t i = 0; i < sql->literals_len; i++) {
        const wpn_sql_column *column = wpn_sql_table_column(sql->table, sql->literals[i].column);
        if (!column) {
            return wpn_fail_memory(error);
        }
        host = !host && column->host ? &sql->literals[i] : host;
        path = !path && column->path ? &sql->literals[i] : path;
    }
    bool changed = false;
    wpn_status status = host ? rewrite_address(sql, host, path, &changed, error) : WPN_OK;
    for (size_t i = 0; status == WPN_OK && i < sql->literals_len; i++) {
        const wpn_row_literal *item = &sql->literals[i];
        if (changed && (item == host || item == path)) {
            bool ok = replace_literal(sql, item, item == host ? &sql->new_host : &sql->new_path);
            status = ok ? WPN_OK : wpn_fail_memory(error);
        } else {
            status = rewrite_literal(sql, item, NULL, error);
        }
    }
    sql->literals_len = 0;
    sql->row_is_kept = false;
    return status;
}

static wpn_status keep_literal(wpn_sql *sql, const wpn_row_literal *item, wpn_error *error)
{
    if (!wpn_array_grow((void **)&sql->literals, &sql->literals_cap, sql->literals_len + 1, sizeof(*sql->literals))) {
        return wpn_fail_memory(error);
    }
    sql->literals[sql->literals_len++] = *item;
    return WPN_OK;
}

/* ---- assignments ---- */

wpn_status wpn_sql_assigned_literal(wpn_sql *sql, size_t start, size_t end, char quote, wpn_error *error)
{
    wpn_row_literal item = {start, end, quote, (size_t)(sql->assigned - sql->table->columns)};
    if (!sql->options.rules) {
        return WPN_OK;
    }
    if (!sql->table->has_host) {
        return rewrite_literal(sql, &item, NULL, error);
    }
    if (!sql->row_is_kept) {
        sql->row_is_kept = true;
        sql->kept_from = start;
        sql->literals_len = 0;
    }
    return keep_literal(sql, &item, error);
}

wpn_status wpn_sql_end_assigned(wpn_sql *sql, wpn_error *error)
{
    return sql->row_is_kept ? rewrite_kept_row(sql, error) : WPN_OK;
}

/* ---- the parts of a row ---- */

void wpn_sql_row_open(wpn_sql *sql, size_t at)
{
    if (++sql->depth > 1) {
        return;
    }
    sql->column = 0;
    sql->rows++;
    sql->after_row = false;
    sql->row_start = wpn_sql_out_offset(sql, at - 1);
    if (sql->table && sql->table->has_host) {
        sql->row_is_kept = true;
        sql->kept_from = at - 1;
        sql->literals_len = 0;
    }
}

void wpn_sql_row_comma(wpn_sql *sql)
{
    sql->column += sql->depth == 1 && sql->column + 1 < WPN_SQL_COLUMNS_MAX;
    sql->after_row = false;
}

wpn_status wpn_sql_row_close(wpn_sql *sql, size_t at, wpn_error *error)
{
    if (!sql->depth || --sql->depth) {
        return WPN_OK;
    }
    if (sql->row_is_kept) {
        wpn_status status = rewrite_kept_row(sql, error);
        if (status != WPN_OK) {
            return status;
        }
    }
    size_t len = wpn_sql_out_offset(sql, at) - sql->row_start;
    sql->longest_row = len > sql->longest_row ? len : sql->longest_row;
    sql->after_row = true;
    return WPN_OK;
}

wpn_status wpn_sql_row_literal(wpn_sql *sql, size_t start, size_t end, char quote, const wpn_plain_matches *matches, wpn_error *error)
{
    if (sql->options.max_literal && end - start > sql->options.max_literal) {
        return wpn_fail_sql(error, wpn_sql_line(sql, start), wpn_sql_offset(sql, start),
                            "a string literal is longer than %zu bytes, the limit in force", sql->options.max_literal);
    }
    if (!sql->options.rules || !sql->depth) {
        return WPN_OK;
    }
    wpn_row_literal item = {start, end, quote, sql->column};
    return sql->row_is_kept ? keep_literal(sql, &item, error) : rewrite_literal(sql, &item, matches, error);
}

bool wpn_sql_row_is_last(const wpn_sql *sql)
{
    return sql->options.batch_size && sql->depth == 0 && !sql->in_condition &&
           wpn_sql_out_offset(sql, sql->pos) - sql->body_start > sql->options.batch_size;
}

/* ---- the block scanner ---- */

/* Bits of the bytes that a backslash escapes. A run of backslashes escapes in pairs; the sum carries through each run, so
 * that its parity shows in the bit behind it (the method is simdjson's). *carry: the first byte of the next block is. */
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
        sql->plain.closer_look = sql->options.rules && sql->options.rules->base64;
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
        wpn_sql_row_comma(sql);
        return WPN_OK;
    case '-':
        *stop = sql->in.data[at + 1] == '-';
        return WPN_OK;
    case '/':
        *stop = sql->in.data[at + 1] == '*';
        return WPN_OK;
    default:
        *stop = true;
        return WPN_OK;
    }
}

/* Reads one block of which the bits from `first` on are unread. */
static wpn_status scan_block(wpn_sql *sql, size_t start, unsigned first, const wpn_lex_masks *masks, bool *stop, size_t *stop_pos, wpn_error *error)
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
    sql->scan->lex(sql->in.data + at, sql->masks_len, rules && rules->patterns_len ? &rules->needles : NULL, sql->masks);
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
            if (scan_block(sql, start, (unsigned)(sql->scan_at - start), &sql->masks[block], &stop, &stop_pos, error) != WPN_OK) {
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
    if (sql->in_literal && sql->options.max_literal && sql->scan_at - sql->literal_start - 1 > sql->options.max_literal) {
        wpn_fail_sql(error, wpn_sql_line(sql, sql->literal_start), wpn_sql_offset(sql, sql->literal_start),
                     "a string literal is longer than %zu bytes, the limit in force", sql->options.max_literal);
        return WPN_ROWS_ERROR;
    }
    return WPN_ROWS_MORE;
}
