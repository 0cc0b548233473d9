/* The values of INSERT and REPLACE: which column a literal belongs to, and how it is rewritten there. */
#include "text/host_column.h"
#include "text/sql_fakes.h"
#include "text/sql_internal.h"

#include <string.h>

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
static bool decode(const wpn_sql *sql, const wpn_literal *literal, wpn_decoded *decoded, wpn_string *value)
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

bool wpn_sql_decode_literal(const wpn_sql *sql, const wpn_row_literal *item, wpn_decoded *decoded, wpn_string *value)
{
    wpn_literal literal = literal_at(sql, item);
    return decode(sql, &literal, decoded, value);
}

/* Writes the matches of a literal that is plain text as it stands in the SQL. */
static wpn_status rewrite_plain(wpn_sql *sql, const wpn_plain_matches *matches, wpn_counts *counts, wpn_error *error)
{
    uint64_t references = 0;
    for (size_t i = 0; i < matches->len; i++) {
        const wpn_plain_match *match = &matches->items[i];
        if (match->plain->rule->identity) {
            continue;
        }
        references++;
        if (!wpn_sql_copy(sql, match->start) ||
            !wpn_buffer_append(&sql->out, match->plain->replacement, match->plain->len)) {
            return wpn_fail_memory(error);
        }
        sql->copied = match->end;
    }
    if (counts) {
        wpn_counts_add(counts, &(wpn_counts){.values = 1, .changed = references > 0, .references = references});
    }
    return WPN_OK;
}

/* Rewrites a literal, which belongs to a column of sql->table. matches is what the block scanner has found in it; NULL
 * where it has not looked. */
static wpn_status rewrite_literal(wpn_sql *sql, const wpn_row_literal *item, const wpn_plain_matches *matches,
                                  wpn_error *error)
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
    if (report && rules->foreign_hosts &&
        !wpn_report_foreign_hosts(sql->rewriter->report, rules, literal.raw, literal.len)) {
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
    if (report && !wpn_report_value(sql->rewriter->report, table->name, report, row, &sql->rewriter->counts,
                                    value.bytes, value.len)) {
        return wpn_fail_memory(error);
    }
    if (!sql->rewriter->edits.len) {
        return WPN_OK;
    }
    if (!wpn_sql_copy(sql, item->start) ||
        !wpn_literal_write(&literal, &sql->decoded, &sql->rewriter->edits, &sql->out)) {
        return wpn_fail_memory(error);
    }
    sql->copied = item->end;
    return WPN_OK;
}

/* ---- rows that are kept until their end ----
 *
 * The host and the path beside it are one address, so both are replaced together, at the end of the row. Such tables
 * (wp_blogs, wp_site) are small. For personal data see sql_fakes.c. */

bool wpn_sql_replace_literal(wpn_sql *sql, const wpn_row_literal *item, const wpn_buffer *bytes)
{
    wpn_literal literal = literal_at(sql, item);
    if (!wpn_sql_copy(sql, item->start) || !wpn_literal_escape(&literal, bytes->data, bytes->len, &sql->out)) {
        return false;
    }
    sql->copied = item->end;
    return true;
}

/* Fills new_host and new_path, if a rule takes the address of the row. */
static wpn_status rewrite_address(wpn_sql *sql, const wpn_row_literal *host, const wpn_row_literal *path,
                                  wpn_host_result *result, wpn_error *error)
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
                                 &sql->new_host, &sql->new_path, result)) {
        return wpn_fail_memory(error);
    }
    if (*result == WPN_HOST_REPLACED && sql->rewriter->report) {
        wpn_report_column *report =
            column_report(sql, &sql->table->columns[host->column], sql->table->names[host->column]);
        if (!report) {
            return wpn_fail_memory(error);
        }
        wpn_counts_add(&report->counts, &(wpn_counts){.values = 1, .changed = 1, .references = 1});
    }
    return WPN_OK;
}

static wpn_status count_fake(wpn_sql *sql, size_t number, wpn_error *error)
{
    if (!sql->rewriter->report) {
        return WPN_OK;
    }
    wpn_report_column *report = column_report(sql, &sql->table->columns[number], sql->table->names[number]);
    if (!report) {
        return wpn_fail_memory(error);
    }
    wpn_counts_add(&report->counts, &(wpn_counts){.values = 1, .changed = 1});
    report->faked++;
    return WPN_OK;
}

static wpn_status rewrite_fake(wpn_sql *sql, const wpn_row_literal *item, wpn_error *error)
{
    wpn_status status = wpn_sql_write_fake(sql, item, error);
    return status == WPN_OK ? count_fake(sql, item->column, error) : status;
}

/* The row ends before data[end] without standing in the output. */
static wpn_status drop_row(wpn_sql *sql, size_t end, wpn_error *error)
{
    sql->rows--;
    if (sql->rewriter->report) {
        sql->rewriter->report->dropped_rows++;
    }
    return wpn_sql_take_back(sql, sql->rows_end, end) ? WPN_OK : wpn_fail_memory(error);
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
    static const wpn_plain_matches nothing; /* what an identity rule keeps is not looked into */
    wpn_host_result result = WPN_HOST_FOREIGN;
    wpn_status status = host ? rewrite_address(sql, host, path, &result, error) : WPN_OK;
    for (size_t i = 0; status == WPN_OK && i < sql->literals_len; i++) {
        const wpn_row_literal *item = &sql->literals[i];
        bool is_address = item == host || (host && item == path);
        if (item->fake != WPN_FAKE_NONE) {
            status = rewrite_fake(sql, item, error);
        } else if (is_address && result == WPN_HOST_REPLACED) {
            bool ok = wpn_sql_replace_literal(sql, item, item == host ? &sql->new_host : &sql->new_path);
            status = ok ? WPN_OK : wpn_fail_memory(error);
        } else {
            bool stays = item->clean || (is_address && result == WPN_HOST_KEPT);
            status = rewrite_literal(sql, item, stays ? &nothing : NULL, error);
        }
    }
    return status;
}

/* Ends the row in hand, before data[end]. */
static wpn_status end_kept_row(wpn_sql *sql, size_t end, bool *dropped, wpn_error *error)
{
    wpn_status status = wpn_sql_judge_row(sql, dropped, error);
    if (status == WPN_OK) {
        status = *dropped ? drop_row(sql, end, error) : rewrite_kept_row(sql, error);
    }
    sql->literals_len = sql->cell_ends_len = 0;
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
    wpn_row_literal item = {
        .start = start, .end = end, .quote = quote, .column = (size_t)(sql->assigned - sql->table->columns)};
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
    wpn_status status = sql->row_is_kept ? rewrite_kept_row(sql, error) : WPN_OK;
    sql->literals_len = 0;
    sql->row_is_kept = false;
    return status;
}

/* ---- the parts of a row ---- */

/* A row that may be dropped begins at data[at]. Where all before it were, the comma behind them goes too. */
static void begin_droppable(wpn_sql *sql, size_t at)
{
    if (!sql->drops_rows) {
        sql->drops_rows = true;
        sql->rows_end = wpn_sql_out_offset(sql, at);
    } else if (sql->rows == 1) {
        wpn_sql_take_back(sql, sql->rows_end, at); /* it cannot fail: the output reaches there since the last one */
    }
}

void wpn_sql_row_open(wpn_sql *sql, size_t at)
{
    if (++sql->depth > 1) {
        return;
    }
    sql->column = 0;
    sql->rows++;
    sql->after_row = false;
    if (sql->table && sql->table->plan && sql->table->plan->drops) {
        begin_droppable(sql, at - 1);
    }
    sql->row_start = wpn_sql_out_offset(sql, at - 1);
    if (sql->table && (sql->table->has_host || sql->table->plan)) {
        sql->row_is_kept = true;
        sql->kept_from = at - 1;
        sql->literals_len = sql->cell_ends_len = 0;
    }
}

wpn_status wpn_sql_row_comma(wpn_sql *sql, size_t at, wpn_error *error)
{
    sql->after_row = false;
    if (sql->depth != 1) {
        return WPN_OK;
    }
    sql->column += sql->column + 1 < WPN_SQL_COLUMNS_MAX;
    return !sql->row_is_kept || wpn_sql_end_cell(sql, at) ? WPN_OK : wpn_fail_memory(error);
}

wpn_status wpn_sql_row_close(wpn_sql *sql, size_t at, wpn_error *error)
{
    if (!sql->depth || --sql->depth) {
        return WPN_OK;
    }
    sql->after_row = true;
    if (sql->row_is_kept) {
        bool dropped = false;
        bool ok = wpn_sql_end_cell(sql, at - 1);
        wpn_status status = ok ? end_kept_row(sql, at, &dropped, error) : wpn_fail_memory(error);
        if (status != WPN_OK || dropped) {
            return status;
        }
        sql->rows_end = wpn_sql_out_offset(sql, at);
    }
    size_t len = wpn_sql_out_offset(sql, at) - sql->row_start;
    sql->longest_row = len > sql->longest_row ? len : sql->longest_row;
    return WPN_OK;
}

wpn_status wpn_sql_row_literal(wpn_sql *sql, size_t start, size_t end, char quote, const wpn_plain_matches *matches,
                               wpn_error *error)
{
    if (sql->options.max_literal && end - start > sql->options.max_literal) {
        return wpn_fail_sql(error, wpn_sql_line(sql, start - 1), wpn_sql_offset(sql, start - 1),
                            "a string literal is longer than %zu bytes, the limit in force", sql->options.max_literal);
    }
    if (!sql->options.rules || !sql->depth) {
        return WPN_OK;
    }
    wpn_row_literal item = {.start = start, .end = end, .quote = quote, .column = sql->column};
    item.clean = matches && !matches->closer_look && !matches->len;
    return sql->row_is_kept ? keep_literal(sql, &item, error) : rewrite_literal(sql, &item, matches, error);
}

bool wpn_sql_row_is_last(const wpn_sql *sql)
{
    return sql->options.batch_size && sql->rows && sql->depth == 0 && !sql->in_condition &&
           wpn_sql_out_offset(sql, sql->pos) - sql->body_start > sql->options.batch_size;
}
