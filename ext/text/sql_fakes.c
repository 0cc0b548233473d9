/* Rows of tables that a rule about personal data names. They are kept until their end, like those with a host column;
 * then it is decided what becomes of each cell, by the other cells of the row too.
 *
 * No cell that a rule takes may pass as it is: what cannot be read for certain is an error. That is a row whose columns
 * are not known, an expression or a hexadecimal literal where a plain one is expected, ON DUPLICATE KEY UPDATE. */
#include "text/sql_internal.h"

#include <strings.h>

#include "text/ascii.h"
#include "text/sql_fakes.h"

static const wpn_fakes *fakes_of(const wpn_sql *sql)
{
    return sql->options.rules ? sql->options.rules->fakes : NULL;
}

wpn_status wpn_sql_fakes_phase(wpn_sql *sql, const wpn_token *t, wpn_error *error)
{
    const wpn_fakes *fakes = fakes_of(sql);
    bool inserts = sql->kind == WPN_SQL_INSERT || sql->kind == WPN_SQL_REPLACE;
    if (!fakes || !inserts || !sql->table || !wpn_fakes_name_table(fakes, sql->table->name)) {
        return WPN_OK;
    }
    wpn_sql_table *table = sql->table;
    const char *what = NULL;
    if (sql->phase == WPN_PHASE_ASSIGN || sql->phase == WPN_PHASE_REST) {
        what = "only rows behind VALUES can be told apart";
    } else if (sql->phase == WPN_PHASE_ROWS && !table->known) {
        what = "its columns are not known: neither CREATE TABLE nor the statement names them";
    }
    if (what) {
        return wpn_fail_sql(error, wpn_sql_line(sql, t->start), wpn_sql_offset(sql, t->start),
                            "the table %.64s may hold personal data, and %s", table->name, what);
    }
    if (sql->phase == WPN_PHASE_ROWS && !table->plan) {
        table->plan = wpn_fake_plan_new(fakes, table->name, table->names, table->len);
        return table->plan ? WPN_OK : wpn_fail_memory(error);
    }
    return WPN_OK;
}

wpn_status wpn_sql_fakes_altered(wpn_sql *sql, wpn_error *error)
{
    const wpn_fakes *fakes = fakes_of(sql);
    if (!fakes) {
        return WPN_OK;
    }
    wpn_sql_table *table = wpn_sql_tables_at(&sql->tables, sql->name.data, sql->name.len);
    if (!table) {
        return wpn_fail_memory(error);
    }
    if (wpn_fakes_name_table(fakes, table->name)) {
        wpn_sql_table_clear(table);
    }
    return WPN_OK;
}

/* ---- cells ---- */

bool wpn_sql_end_cell(wpn_sql *sql, size_t at)
{
    if (!wpn_array_grow((void **)&sql->cell_ends, &sql->cell_ends_cap, sql->cell_ends_len + 1,
                        sizeof(*sql->cell_ends))) {
        return false;
    }
    sql->cell_ends[sql->cell_ends_len++] = at;
    return true;
}

/* A cell of the row in hand, as it stands in the input, without white space around it. */
typedef struct cell {
    size_t start, end;
    size_t first_literal, literals_len; /* in sql->literals */
} cell;

static cell cell_at(const wpn_sql *sql, size_t column, size_t first_literal)
{
    const char *in = sql->in.data;
    cell cell = {
        .start = (column ? sql->cell_ends[column - 1] : sql->kept_from) + 1,
        .end = sql->cell_ends[column],
        .first_literal = first_literal,
    };
    while (cell.start < cell.end && wpn_is_space(in[cell.start])) {
        cell.start++;
    }
    while (cell.end > cell.start && wpn_is_space(in[cell.end - 1])) {
        cell.end--;
    }
    while (first_literal + cell.literals_len < sql->literals_len &&
           sql->literals[first_literal + cell.literals_len].column == column) {
        cell.literals_len++;
    }
    return cell;
}

/* 'a', N'a' or _utf8mb4 'a' */
static bool is_literal(const wpn_sql *sql, const cell *cell)
{
    if (cell->literals_len != 1) {
        return false;
    }
    const wpn_row_literal *literal = &sql->literals[cell->first_literal];
    const char *in = sql->in.data;
    size_t quote = literal->start - 1, at = cell->start;
    if (literal->end + 1 != cell->end) {
        return false;
    }
    if (at + 1 == quote && wpn_lower(in[at]) == 'n') {
        return true;
    }
    if (at < quote && in[at] != '_') {
        return false;
    }
    while (at < quote && (wpn_is_alnum(in[at]) || in[at] == '_')) {
        at++;
    }
    while (at < quote && wpn_is_space(in[at])) {
        at++;
    }
    return at == quote;
}

static bool is_word(const wpn_sql *sql, const cell *cell, const char *word)
{
    size_t len = strlen(word);
    return cell->end - cell->start == len && !strncasecmp(sql->in.data + cell->start, word, len);
}

static bool is_null(const wpn_sql *sql, const cell *cell)
{
    return is_word(sql, cell, "NULL") || is_word(sql, cell, "DEFAULT");
}

static bool is_number(const wpn_sql *sql, const cell *cell)
{
    const char *in = sql->in.data;
    for (size_t i = cell->start; i < cell->end; i++) {
        bool exponent = i > cell->start && wpn_is_digit(in[i - 1]) && wpn_lower(in[i]) == 'e';
        if (!wpn_is_digit(in[i]) && !exponent && !strchr("+-.", in[i])) {
            return false;
        }
    }
    return cell->end > cell->start && !cell->literals_len;
}

static wpn_status fail_cell(wpn_sql *sql, size_t column, wpn_error *error)
{
    return wpn_fail_sql(error, wpn_sql_line(sql, sql->kept_from), wpn_sql_offset(sql, sql->kept_from),
                        "a value of %.64s.%.64s, which may be personal data, is no plain literal", sql->table->name,
                        sql->table->names[column]);
}

/* ---- rows ---- */

static wpn_status read_sibling(wpn_sql *sql, wpn_fake_sibling *sibling, const cell *cell, wpn_error *error)
{
    if (is_literal(sql, cell)) {
        wpn_decoded decoded = {.text = sibling->decoded};
        bool ok = wpn_sql_decode_literal(sql, &sql->literals[cell->first_literal], &decoded, &sibling->value);
        sibling->decoded = decoded.text;
        decoded.text = (wpn_buffer){0};
        wpn_decoded_free(&decoded);
        return ok ? WPN_OK : wpn_fail_memory(error);
    }
    if (is_null(sql, cell)) {
        sibling->value = (wpn_string){0};
    } else if (is_number(sql, cell)) {
        sibling->value = (wpn_string){sql->in.data + cell->start, cell->end - cell->start};
    } else {
        return fail_cell(sql, sibling->column, error);
    }
    return WPN_OK;
}

static wpn_status read_siblings(wpn_sql *sql, wpn_fake_plan *plan, wpn_error *error)
{
    for (size_t i = 0; i < plan->siblings_len; i++) {
        wpn_fake_sibling *sibling = &plan->siblings[i];
        size_t first = 0;
        while (first < sql->literals_len && sql->literals[first].column < sibling->column) {
            first++;
        }
        cell cell = cell_at(sql, sibling->column, first);
        wpn_status status = read_sibling(sql, sibling, &cell, error);
        if (status != WPN_OK) {
            return status;
        }
    }
    return WPN_OK;
}

/* A number is replaced too, by 0: it becomes a literal without quotes among the others. */
static bool insert_number(wpn_sql *sql, size_t column, const cell *cell)
{
    if (!wpn_array_grow((void **)&sql->literals, &sql->literals_cap, sql->literals_len + 1, sizeof(*sql->literals))) {
        return false;
    }
    wpn_row_literal *place = &sql->literals[cell->first_literal];
    memmove(place + 1, place, (sql->literals_len - cell->first_literal) * sizeof(*place));
    *place = (wpn_row_literal){.start = cell->start, .end = cell->end, .column = column};
    sql->literals_len++;
    return true;
}

/* Marks the literals that become fakes. */
static wpn_status mark_literals(wpn_sql *sql, const wpn_fake_plan *plan, wpn_error *error)
{
    size_t next = 0;
    for (size_t column = 0; column < plan->kinds_len; column++) {
        cell cell = cell_at(sql, column, next);
        bool faked = plan->kinds[column] > WPN_FAKE_KEEP && !is_null(sql, &cell);
        if (faked && !is_literal(sql, &cell)) {
            if (!is_number(sql, &cell)) {
                return fail_cell(sql, column, error);
            }
            if (!insert_number(sql, column, &cell)) {
                return wpn_fail_memory(error);
            }
            cell.literals_len = 1;
        }
        if (faked) {
            sql->literals[next].fake = plan->kinds[column];
        }
        next += cell.literals_len;
    }
    return WPN_OK;
}

wpn_status wpn_sql_judge_row(wpn_sql *sql, bool *dropped, wpn_error *error)
{
    wpn_fake_plan *plan = sql->table->plan;
    *dropped = false;
    if (!plan) {
        return WPN_OK;
    }
    cell first = cell_at(sql, 0, 0);
    if (sql->cell_ends_len == 1 && first.start == first.end) {
        return WPN_OK; /* (): a row of defaults */
    }
    if (sql->cell_ends_len != plan->kinds_len) {
        return wpn_fail_sql(error, wpn_sql_line(sql, sql->kept_from), wpn_sql_offset(sql, sql->kept_from),
                            "a row of %.64s, which may hold personal data, has %zu values for %zu columns",
                            sql->table->name, sql->cell_ends_len, plan->kinds_len);
    }
    wpn_status status = read_siblings(sql, plan, error);
    if (status != WPN_OK) {
        return status;
    }
    *dropped = wpn_fake_plan_judge(plan);
    return *dropped ? WPN_OK : mark_literals(sql, plan, error);
}

wpn_status wpn_sql_write_fake(wpn_sql *sql, const wpn_row_literal *item, wpn_error *error)
{
    sql->fake.len = 0;
    if (!item->quote) {
        if (!wpn_sql_copy(sql, item->start) || !wpn_buffer_push(&sql->out, '0')) {
            return wpn_fail_memory(error);
        }
        sql->copied = item->end;
        return WPN_OK;
    }
    wpn_string value;
    if (!wpn_sql_decode_literal(sql, item, &sql->decoded, &value)) {
        return wpn_fail_memory(error);
    }
    const wpn_fake_key *key = wpn_fakes_key(sql->options.rules->fakes);
    wpn_status status = wpn_fake_value(key, item->fake, value.bytes, value.len, &sql->fake, error);
    if (status != WPN_OK) {
        return status;
    }
    return wpn_sql_replace_literal(sql, item, &sql->fake) ? WPN_OK : wpn_fail_memory(error);
}

/* ---- rows that are left out ----
 *
 * The output of a statement is held back until its end, so that what has been copied of a row can be taken back. */

bool wpn_sql_take_back(wpn_sql *sql, size_t to, size_t at)
{
    if (sql->out.len < to && !wpn_sql_copy(sql, sql->copied + (to - sql->out.len))) {
        return false;
    }
    sql->out.len = to;
    sql->copied = at;
    return true;
}
