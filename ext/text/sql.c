/* SQL as statements. Only as much grammar as is needed to know where statements end, what they are, which table
 * and columns they name, and which literals are values. */
#include "text/sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/ascii.h"
#include "text/sql_internal.h"
#include "text/sql_set.h"
#include "text/sql_tokens.h"

/* Bytes kept before the unread input: sql_rows.c looks back at the x of x'41'. */
enum { LOOK_BACK = 2 };

static void begin_statement(wpn_sql *sql);

const char *wpn_sql_kind_name(wpn_sql_kind kind)
{
    static const char *const names[] = {
        [WPN_SQL_OTHER] = "other",
        [WPN_SQL_INSERT] = "insert",
        [WPN_SQL_REPLACE] = "replace",
        [WPN_SQL_CREATE_TABLE] = "create_table",
        [WPN_SQL_DROP_TABLE] = "drop_table",
        [WPN_SQL_ALTER_TABLE] = "alter_table",
        [WPN_SQL_LOCK_TABLES] = "lock_tables",
        [WPN_SQL_UNLOCK_TABLES] = "unlock_tables",
        [WPN_SQL_SET] = "set",
        [WPN_SQL_USE] = "use",
        [WPN_SQL_CREATE_VIEW] = "create_view",
        [WPN_SQL_DROP_VIEW] = "drop_view",
        [WPN_SQL_CREATE_TRIGGER] = "create_trigger",
        [WPN_SQL_DROP_TRIGGER] = "drop_trigger",
        [WPN_SQL_CREATE_ROUTINE] = "create_routine",
        [WPN_SQL_DROP_ROUTINE] = "drop_routine",
        [WPN_SQL_CREATE_EVENT] = "create_event",
        [WPN_SQL_DROP_EVENT] = "drop_event",
        [WPN_SQL_CREATE_DATABASE] = "create_database",
        [WPN_SQL_BEGIN] = "begin",
        [WPN_SQL_COMMIT] = "commit",
        [WPN_SQL_DELIMITER] = "delimiter",
        [WPN_SQL_EMPTY] = "empty",
    };
    return names[kind];
}

/* ---- construction, input, output ---- */

wpn_sql *wpn_sql_new(const wpn_sql_options *options, wpn_rewriter *rewriter)
{
    wpn_sql *sql = calloc(1, sizeof(*sql));
    if (sql && !wpn_buffer_reserve(&sql->in, 1)) { /* so that in.data is never NULL */
        free(sql);
        return NULL;
    }
    if (sql) {
        sql->options = *options;
        sql->rewriter = rewriter;
        sql->scan = options->rules ? options->rules->scan : wpn_scan_best();
        sql->line = 1;
        sql->delimiter[0] = ';';
        sql->delimiter_len = 1;
        begin_statement(sql);
    }
    return sql;
}

void wpn_sql_free(wpn_sql *sql)
{
    if (!sql) {
        return;
    }
    wpn_buffer_free(&sql->in);
    wpn_buffer_free(&sql->out);
    wpn_buffer_free(&sql->schema);
    wpn_buffer_free(&sql->name);
    wpn_buffer_free(&sql->header);
    wpn_buffer_free(&sql->column_name);
    wpn_buffer_free(&sql->new_host);
    wpn_buffer_free(&sql->new_path);
    wpn_decoded_free(&sql->decoded);
    wpn_decoded_free(&sql->decoded_path);
    wpn_sql_table_free(sql->listed);
    wpn_sql_tables_free(&sql->tables);
    wpn_map_free(&sql->variables);
    free(sql->literals);
    free(sql->plain.items);
    free(sql);
}

bool wpn_sql_copy(wpn_sql *sql, size_t to)
{
    if (!wpn_buffer_append(&sql->out, sql->in.data + sql->copied, to - sql->copied)) {
        return false;
    }
    sql->copied = to;
    return true;
}

uint64_t wpn_sql_line(wpn_sql *sql, size_t at)
{
    if (at > sql->line_pos) {
        sql->line += sql->scan->count(sql->in.data + sql->line_pos, at - sql->line_pos, '\n');
        sql->line_pos = at;
    }
    return sql->line;
}

/* Makes room by dropping input that has been copied. */
static void drop_read(wpn_sql *sql)
{
    if (sql->copied <= LOOK_BACK) {
        return;
    }
    size_t shift = sql->copied - LOOK_BACK;
    wpn_sql_line(sql, sql->copied);
    sql->line_pos -= shift;
    wpn_buffer_shift(&sql->in, shift);
    sql->before += shift;
    sql->pos -= shift;
    sql->copied -= shift;
    size_t *const places[] = {&sql->resume, &sql->scan_at, &sql->literal_start, &sql->kept_from};
    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
        *places[i] = *places[i] > shift ? *places[i] - shift : 0;
    }
    for (size_t i = 0; i < sql->literals_len; i++) {
        sql->literals[i].start -= shift;
        sql->literals[i].end -= shift;
    }
    for (size_t i = 0; i < sql->plain.len; i++) {
        sql->plain.items[i].start -= shift;
        sql->plain.items[i].end -= shift;
    }
    sql->masks_len = 0;
}

char *wpn_sql_reserve(wpn_sql *sql, size_t len)
{
    drop_read(sql);
    return wpn_buffer_reserve(&sql->in, len) ? sql->in.data + sql->in.len : NULL;
}

void wpn_sql_fed(wpn_sql *sql, size_t len)
{
    sql->in.len += len;
}

wpn_status wpn_sql_feed(wpn_sql *sql, const char *data, size_t len, wpn_error *error)
{
    char *room = wpn_sql_reserve(sql, len);
    if (!room) {
        return wpn_fail_memory(error);
    }
    if (len) {
        memcpy(room, data, len);
    }
    wpn_sql_fed(sql, len);
    return WPN_OK;
}

void wpn_sql_end(wpn_sql *sql)
{
    sql->ended = true;
}

size_t wpn_sql_output(const wpn_sql *sql, const char **bytes)
{
    *bytes = sql->out.data;
    return sql->committed;
}

void wpn_sql_drain(wpn_sql *sql)
{
    size_t shift = sql->committed;
    wpn_buffer_shift(&sql->out, shift);
    sql->committed = 0;
    sql->text_start -= shift;
    sql->body_start -= sql->has_body ? shift : 0;
    sql->header_end -= sql->header_end ? shift : 0;
    sql->row_start -= sql->row_start >= shift ? shift : sql->row_start;
    sql->name_start -= sql->name_start >= shift ? shift : sql->name_start;
}

const wpn_sql_statement *wpn_sql_statement_read(const wpn_sql *sql)
{
    return &sql->statement;
}

const char *wpn_sql_dumper(const wpn_sql *sql)
{
    return sql->dumper;
}

int wpn_sql_complete(const wpn_sql *sql)
{
    bool closes = sql->dumper && strcmp(sql->dumper, "phpmyadmin");
    return closes ? sql->complete : -1;
}

/* ---- statements ---- */

static void begin_statement(wpn_sql *sql)
{
    sql->phase = WPN_PHASE_FIRST;
    sql->kind = WPN_SQL_EMPTY;
    sql->text_start = sql->committed;
    sql->has_body = sql->in_condition = sql->after_row = sql->was_cut = false;
    sql->wants_comma = sql->in_partition = false;
    sql->depth = 0;
    sql->rows = 0;
    sql->longest_row = 0;
    sql->row_start = 0;
    sql->header_end = 0;
    sql->name.len = sql->schema.len = 0;
    sql->name_start = sql->name_len = 0;
    sql->table = sql->named = NULL;
    sql->assigned = NULL;
    sql->assignment = (wpn_sql_assignment){0};
    sql->new_modes = sql->modes;
}

/* The statement ends; data[.. end) belongs to it, data[.. body_end) to its body. */
static wpn_status finish_statement(wpn_sql *sql, size_t body_end, size_t end, wpn_error *error)
{
    size_t body_len = sql->has_body ? wpn_sql_out_offset(sql, body_end) - sql->body_start : 0;
    if (!wpn_sql_copy(sql, end)) {
        return wpn_fail_memory(error);
    }
    const char *out = sql->out.data;
    wpn_sql_table *table = sql->table;
    sql->statement = (wpn_sql_statement){
        .kind = sql->kind,
        .text = out + sql->text_start,
        .text_len = sql->out.len - sql->text_start,
        .body = out + (sql->has_body ? sql->body_start : sql->text_start),
        .body_len = body_len,
        .schema = sql->schema.len ? sql->schema.data : NULL,
        .schema_len = sql->schema.len,
        .table = sql->name.len ? sql->name.data : NULL,
        .table_len = sql->name.len,
        .name_offset = sql->name_len ? sql->name_start - sql->body_start : 0,
        .name_len = sql->name_len,
        .columns = table && table->known ? (const char *const *)table->names : NULL,
        .columns_len = table && table->known ? table->len : 0,
        .rows = sql->rows,
        .longest_row = sql->longest_row,
        .line = sql->body_line,
        .offset = sql->body_offset,
    };
    while (sql->statement.body_len && wpn_is_space(sql->statement.body[sql->statement.body_len - 1])) {
        sql->statement.body_len--;
    }
    sql->committed = sql->out.len;
    if (sql->named) {
        sql->named->rows += sql->rows;
    }
    return WPN_OK;
}

/* Rows of an INSERT become a statement of their own; the rows behind them will get the same beginning. */
static wpn_status cut_statement(wpn_sql *sql, wpn_error *error)
{
    sql->header.len = 0;
    if (!wpn_sql_copy(sql, sql->pos) || !wpn_buffer_append(&sql->header, sql->out.data + sql->body_start, sql->header_end - sql->body_start)) {
        return wpn_fail_memory(error);
    }
    size_t name_offset = sql->name_start - sql->body_start;
    wpn_status status = finish_statement(sql, sql->pos, sql->pos, error);
    if (status != WPN_OK) {
        return status;
    }
    sql->rows = 0;
    sql->longest_row = 0;
    sql->was_cut = true;
    sql->text_start = sql->body_start = sql->committed;
    sql->name_start = sql->body_start + name_offset;
    sql->header_end = sql->body_start + sql->header.len;
    return WPN_OK;
}

/* Behind a cut: drops the comma, and repeats the statement's beginning before the next row. */
static wpn_status resume_cut(wpn_sql *sql, const wpn_token *comma, wpn_error *error)
{
    sql->body_line = wpn_sql_line(sql, comma->end);
    sql->body_offset = wpn_sql_offset(sql, comma->end);
    sql->copied = sql->pos = comma->end;
    sql->was_cut = false;
    sql->after_row = false;
    return wpn_buffer_append(&sql->out, sql->header.data, sql->header.len) ? WPN_OK : wpn_fail_memory(error);
}

static bool take_name(wpn_sql *sql, const wpn_token *t)
{
    if (!wpn_token_unquote(sql, t, &sql->name)) {
        return false;
    }
    sql->name_start = wpn_sql_out_offset(sql, t->start);
    sql->name_len = t->end - t->start;
    return true;
}

static void first_word(wpn_sql *sql, const wpn_token *t)
{
    static const struct {
        const char *word;
        wpn_sql_kind kind;
        wpn_sql_phase phase;
    } starts[] = {
        {"INSERT", WPN_SQL_INSERT, WPN_PHASE_NAME}, {"REPLACE", WPN_SQL_REPLACE, WPN_PHASE_NAME},
        {"CREATE", WPN_SQL_OTHER, WPN_PHASE_CREATE}, {"DROP", WPN_SQL_OTHER, WPN_PHASE_CREATE},
        {"ALTER", WPN_SQL_OTHER, WPN_PHASE_CREATE}, {"LOCK", WPN_SQL_LOCK_TABLES, WPN_PHASE_NAME},
        {"UNLOCK", WPN_SQL_UNLOCK_TABLES, WPN_PHASE_REST}, {"SET", WPN_SQL_SET, WPN_PHASE_SET},
        {"USE", WPN_SQL_USE, WPN_PHASE_REST}, {"BEGIN", WPN_SQL_BEGIN, WPN_PHASE_REST},
        {"START", WPN_SQL_BEGIN, WPN_PHASE_REST}, {"COMMIT", WPN_SQL_COMMIT, WPN_PHASE_REST},
    };
    sql->kind = WPN_SQL_OTHER;
    sql->phase = WPN_PHASE_REST;
    for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
        if (wpn_token_is_word(sql, t, starts[i].word)) {
            sql->kind = starts[i].kind;
            sql->phase = starts[i].phase;
        }
    }
    sql->verb = wpn_token_is_word(sql, t, "CREATE") ? WPN_VERB_CREATE : wpn_token_is_word(sql, t, "DROP") ? WPN_VERB_DROP : WPN_VERB_ALTER;
}

/* CREATE, DROP or ALTER: looks for what is created. */
static void create_word(wpn_sql *sql, const wpn_token *t)
{
    static const struct {
        const char *word;
        wpn_sql_kind kinds[3]; /* by verb */
    } objects[] = {
        {"TABLE", {WPN_SQL_CREATE_TABLE, WPN_SQL_DROP_TABLE, WPN_SQL_ALTER_TABLE}},
        {"VIEW", {WPN_SQL_CREATE_VIEW, WPN_SQL_DROP_VIEW, WPN_SQL_OTHER}},
        {"TRIGGER", {WPN_SQL_CREATE_TRIGGER, WPN_SQL_DROP_TRIGGER, WPN_SQL_OTHER}},
        {"PROCEDURE", {WPN_SQL_CREATE_ROUTINE, WPN_SQL_DROP_ROUTINE, WPN_SQL_OTHER}},
        {"FUNCTION", {WPN_SQL_CREATE_ROUTINE, WPN_SQL_DROP_ROUTINE, WPN_SQL_OTHER}},
        {"EVENT", {WPN_SQL_CREATE_EVENT, WPN_SQL_DROP_EVENT, WPN_SQL_OTHER}},
        {"DATABASE", {WPN_SQL_CREATE_DATABASE, WPN_SQL_OTHER, WPN_SQL_OTHER}},
        {"SCHEMA", {WPN_SQL_CREATE_DATABASE, WPN_SQL_OTHER, WPN_SQL_OTHER}},
    };
    static const char *const others[] = {"USER", "ROLE", "INDEX", "SERVER", "SEQUENCE", "PACKAGE", "TABLESPACE", "AS", NULL};
    for (size_t i = 0; i < sizeof(objects) / sizeof(*objects); i++) {
        if (wpn_token_is_word(sql, t, objects[i].word)) {
            sql->kind = objects[i].kinds[sql->verb];
            sql->phase = sql->kind == WPN_SQL_OTHER ? WPN_PHASE_REST : WPN_PHASE_NAME;
            return;
        }
    }
    if (wpn_token_is_any_word(sql, t, others)) {
        sql->phase = WPN_PHASE_REST;
    }
}

/* The table of an INSERT or CREATE TABLE, once its name is complete. */
static wpn_status resolve_table(wpn_sql *sql, wpn_error *error)
{
    sql->table = sql->named = wpn_sql_tables_at(&sql->tables, sql->name.data, sql->name.len);
    return sql->table ? WPN_OK : wpn_fail_memory(error);
}

static wpn_status name_token(wpn_sql *sql, const wpn_token *t, wpn_error *error)
{
    static const char *const skipped[] = {"IF",     "NOT",   "EXISTS",       "TABLE",         "TABLES", "INTO",
                                          "IGNORE", "DELAYED", "LOW_PRIORITY", "HIGH_PRIORITY", NULL};
    if (wpn_token_is_any_word(sql, t, skipped)) {
        return WPN_OK;
    }
    if (t->kind != WPN_TOKEN_WORD && t->kind != WPN_TOKEN_NAME) {
        sql->phase = WPN_PHASE_REST;
        return WPN_OK;
    }
    sql->phase = WPN_PHASE_NAME_END;
    return take_name(sql, t) ? WPN_OK : wpn_fail_memory(error);
}

static wpn_status insert_table_token(wpn_sql *sql, const wpn_token *t, wpn_error *error);
static wpn_status create_body_token(wpn_sql *sql, const wpn_token *t, wpn_error *error);

/* What comes behind a table's name. */
static wpn_status name_end_token(wpn_sql *sql, const wpn_token *t, wpn_error *error)
{
    if (wpn_token_is_mark(sql, t, '.')) {
        wpn_buffer schema = sql->schema;
        sql->schema = sql->name;
        sql->name = schema;
        sql->name.len = 0;
        sql->phase = WPN_PHASE_NAME;
        return WPN_OK;
    }
    if (sql->kind == WPN_SQL_INSERT || sql->kind == WPN_SQL_REPLACE || sql->kind == WPN_SQL_CREATE_TABLE) {
        wpn_status status = resolve_table(sql, error);
        if (status != WPN_OK) {
            return status;
        }
    }
    if (sql->kind == WPN_SQL_CREATE_TABLE) {
        sql->phase = WPN_PHASE_CREATE_BODY;
        return create_body_token(sql, t, error);
    }
    if (sql->table) {
        sql->phase = WPN_PHASE_INSERT_TABLE;
        return insert_table_token(sql, t, error);
    }
    sql->phase = WPN_PHASE_REST;
    return WPN_OK;
}

static wpn_status create_body_token(wpn_sql *sql, const wpn_token *t, wpn_error *error)
{
    if (!wpn_token_is_mark(sql, t, '(')) {
        sql->phase = WPN_PHASE_REST; /* LIKE, SELECT */
        return WPN_OK;
    }
    wpn_sql_table_clear(sql->table);
    sql->table->known = true;
    sql->phase = WPN_PHASE_DEFINITIONS;
    sql->depth = 1;
    sql->wants_comma = false;
    return WPN_OK;
}

static wpn_status add_column(wpn_sql *sql, const wpn_token *t, wpn_sql_table *table, wpn_error *error)
{
    bool ok = wpn_token_unquote(sql, t, &sql->column_name) &&
              wpn_sql_table_add(table, sql->options.rules, sql->column_name.data, sql->column_name.len);
    return ok ? WPN_OK : wpn_fail_memory(error);
}

static wpn_status definition_token(wpn_sql *sql, const wpn_token *t, wpn_error *error)
{
    static const char *const not_columns[] = {"PRIMARY", "KEY",     "UNIQUE", "INDEX",  "CONSTRAINT", "FULLTEXT",
                                              "SPATIAL", "FOREIGN", "CHECK",  "PERIOD", NULL};
    if (wpn_token_is_mark(sql, t, '(')) {
        sql->depth++;
    } else if (wpn_token_is_mark(sql, t, ')') && --sql->depth == 0) {
        sql->phase = WPN_PHASE_REST;
    } else if (wpn_token_is_mark(sql, t, ',') && sql->depth == 1) {
        sql->wants_comma = false;
    } else if (!sql->wants_comma) {
        sql->wants_comma = true;
        bool column = t->kind == WPN_TOKEN_NAME || (t->kind == WPN_TOKEN_WORD && !wpn_token_is_any_word(sql, t, not_columns));
        if (column) {
            return add_column(sql, t, sql->table, error);
        }
    }
    return WPN_OK;
}

/* ---- INSERT and REPLACE ---- */

static wpn_status insert_table_token(wpn_sql *sql, const wpn_token *t, wpn_error *error)
{
    if (sql->depth) { /* PARTITION (p0, p1) */
        sql->depth -= wpn_token_is_mark(sql, t, ')');
        return WPN_OK;
    }
    if (wpn_token_is_word(sql, t, "VALUES") || wpn_token_is_word(sql, t, "VALUE")) {
        sql->phase = WPN_PHASE_ROWS;
        sql->header_end = wpn_sql_out_offset(sql, t->end);
    } else if (wpn_token_is_word(sql, t, "SET")) {
        sql->phase = WPN_PHASE_ASSIGN;
        sql->rows = 1;
        sql->assigned = NULL;
    } else if (wpn_token_is_word(sql, t, "PARTITION")) {
        sql->in_partition = true;
    } else if (wpn_token_is_mark(sql, t, '(') && sql->in_partition) {
        sql->in_partition = false;
        sql->depth = 1;
    } else if (wpn_token_is_mark(sql, t, '(')) {
        sql->phase = WPN_PHASE_COLUMN_LIST;
        wpn_sql_table *listed = calloc(1, sizeof(*listed));
        if (!listed || !(listed->name = strdup(sql->named->name))) {
            free(listed);
            return wpn_fail_memory(error);
        }
        listed->known = true;
        sql->table = sql->named; /* it may be the list that is freed */
        wpn_sql_table_free(sql->listed);
        sql->listed = listed;
    } else if (t->kind == WPN_TOKEN_WORD) {
        sql->phase = WPN_PHASE_REST; /* SELECT, TABLE, WITH */
    }
    return WPN_OK;
}

static wpn_status column_list_token(wpn_sql *sql, const wpn_token *t, wpn_error *error)
{
    if (wpn_token_is_mark(sql, t, ')')) {
        if (sql->listed->len) {
            sql->table = sql->listed;
        }
        sql->phase = WPN_PHASE_INSERT_TABLE;
        return WPN_OK;
    }
    if (wpn_token_is_word(sql, t, "SELECT") || wpn_token_is_word(sql, t, "WITH")) {
        sql->phase = WPN_PHASE_REST;
        return WPN_OK;
    }
    if (t->kind != WPN_TOKEN_WORD && t->kind != WPN_TOKEN_NAME) {
        return WPN_OK;
    }
    return add_column(sql, t, sql->listed, error);
}

static wpn_status row_token(wpn_sql *sql, const wpn_token *t, wpn_error *error)
{
    if (sql->was_cut) {
        if (wpn_token_is_mark(sql, t, ',')) {
            return resume_cut(sql, t, error);
        }
        return wpn_fail_sql(error, wpn_sql_line(sql, t->start), wpn_sql_offset(sql, t->start),
                            "an INSERT longer than the batch size cannot be cut: something follows its rows");
    }
    if (t->kind == WPN_TOKEN_STRING) {
        if (wpn_sql_opens_bits(sql, t->start)) {
            return WPN_OK;
        }
        return wpn_sql_row_literal(sql, t->start + 1, t->end - 1, sql->in.data[t->start], NULL, error);
    }
    if (wpn_token_is_mark(sql, t, '(')) {
        wpn_sql_row_open(sql, t->end);
    } else if (wpn_token_is_mark(sql, t, ')')) {
        return wpn_sql_row_close(sql, t->end, error);
    } else if (wpn_token_is_mark(sql, t, ',')) {
        wpn_sql_row_comma(sql);
    } else if (sql->depth == 0 && wpn_token_is_word(sql, t, "UPDATE")) {
        sql->phase = WPN_PHASE_ASSIGN; /* ON DUPLICATE KEY UPDATE */
        sql->assigned = NULL;
    }
    return WPN_OK;
}

/* a = 'x', b = CONCAT('y', 'z') */
static wpn_status assign_token(wpn_sql *sql, const wpn_token *t, wpn_error *error)
{
    if (wpn_token_is_mark(sql, t, '(')) {
        sql->depth++;
    } else if (wpn_token_is_mark(sql, t, ')')) {
        sql->depth -= sql->depth > 0;
    } else if (wpn_token_is_mark(sql, t, ',') && !sql->depth) {
        sql->assigned = NULL;
    } else if ((t->kind == WPN_TOKEN_WORD || t->kind == WPN_TOKEN_NAME) && !sql->assigned) {
        if (!wpn_token_unquote(sql, t, &sql->column_name)) {
            return wpn_fail_memory(error);
        }
        sql->assigned = wpn_sql_table_find(sql->table, sql->column_name.data, sql->column_name.len);
        if (!sql->assigned) {
            if (add_column(sql, t, sql->table, error) != WPN_OK) {
                return error->status;
            }
            sql->assigned = &sql->table->columns[sql->table->len - 1];
        }
    } else if (t->kind == WPN_TOKEN_STRING && sql->assigned && !wpn_sql_opens_bits(sql, t->start)) {
        return wpn_sql_assigned_literal(sql, t->start + 1, t->end - 1, sql->in.data[t->start], error);
    }
    return WPN_OK;
}

/* ---- the statement machine ---- */

/* DELIMITER ;; is a line of its own, for the client. */
static wpn_sql_result delimiter_command(wpn_sql *sql, const wpn_token *t, wpn_error *error)
{
    const char *newline = memchr(sql->in.data + t->end, '\n', sql->in.len - t->end);
    if (!newline && !sql->ended) {
        return WPN_SQL_MORE;
    }
    size_t end = newline ? (size_t)(newline - sql->in.data) : sql->in.len, first = t->end, last = end;
    while (first < last && wpn_is_space(sql->in.data[first])) {
        first++;
    }
    while (last > first && wpn_is_space(sql->in.data[last - 1])) {
        last--;
    }
    if (first == last || last - first > WPN_SQL_DELIMITER_MAX || memchr(sql->in.data + first, '\\', last - first)) {
        wpn_fail_sql(error, wpn_sql_line(sql, t->start), wpn_sql_offset(sql, t->start), "DELIMITER without a usable delimiter");
        return WPN_SQL_ERROR;
    }
    sql->delimiter_len = last - first;
    memcpy(sql->delimiter, sql->in.data + first, sql->delimiter_len);
    sql->kind = WPN_SQL_DELIMITER;
    sql->pos = end;
    if (finish_statement(sql, end, end, error) != WPN_OK) {
        return WPN_SQL_ERROR;
    }
    begin_statement(sql);
    return WPN_SQL_STATEMENT;
}

static bool begins_with(const wpn_sql *sql, const wpn_token *t, const char *text)
{
    size_t len = strlen(text);
    return t->end - t->start >= len && !memcmp(sql->in.data + t->start, text, len);
}

static void comment_token(wpn_sql *sql, const wpn_token *t)
{
    if (sql->has_body) {
        return;
    }
    if (begins_with(sql, t, "-- MariaDB dump")) {
        sql->dumper = "mariadb-dump";
    } else if (begins_with(sql, t, "-- MySQL dump")) {
        sql->dumper = "mysqldump";
    } else if (begins_with(sql, t, "-- phpMyAdmin SQL Dump")) {
        sql->dumper = "phpmyadmin";
    } else if (begins_with(sql, t, "-- Dump completed")) {
        sql->complete = true;
    }
}

static void begin_body(wpn_sql *sql, const wpn_token *t)
{
    sql->has_body = true;
    sql->complete = false; /* the closing line closes nothing when a statement follows */
    sql->body_start = wpn_sql_out_offset(sql, t->start);
    sql->body_line = wpn_sql_line(sql, t->start);
    sql->body_offset = wpn_sql_offset(sql, t->start);
}

static wpn_status statement_token(wpn_sql *sql, const wpn_token *t, wpn_error *error)
{
    switch (sql->phase) {
    case WPN_PHASE_FIRST:
        first_word(sql, t);
        return WPN_OK;
    case WPN_PHASE_CREATE:
        create_word(sql, t);
        return WPN_OK;
    case WPN_PHASE_NAME:
        return name_token(sql, t, error);
    case WPN_PHASE_NAME_END:
        return name_end_token(sql, t, error);
    case WPN_PHASE_CREATE_BODY:
        return create_body_token(sql, t, error);
    case WPN_PHASE_DEFINITIONS:
        return definition_token(sql, t, error);
    case WPN_PHASE_INSERT_TABLE:
        return insert_table_token(sql, t, error);
    case WPN_PHASE_COLUMN_LIST:
        return column_list_token(sql, t, error);
    case WPN_PHASE_ROWS:
        return row_token(sql, t, error);
    case WPN_PHASE_ASSIGN:
        return assign_token(sql, t, error);
    case WPN_PHASE_SET:
        return wpn_sql_set_token(sql, t, error);
    case WPN_PHASE_REST:
        return WPN_OK;
    }
    return WPN_OK;
}

static wpn_sql_result end_statement(wpn_sql *sql, const wpn_token *t, wpn_error *error)
{
    if (sql->phase == WPN_PHASE_ROWS && (sql->depth || !sql->after_row)) {
        wpn_fail_sql(error, sql->body_line, sql->body_offset, sql->depth ? "a row is not closed before the end of its statement"
                                                                         : "a statement ends where a row must follow");
        return WPN_SQL_ERROR;
    }
    if ((sql->phase == WPN_PHASE_SET && wpn_sql_end_assignment(sql, error) != WPN_OK) || wpn_sql_end_assigned(sql, error) != WPN_OK) {
        return WPN_SQL_ERROR;
    }
    sql->modes = sql->new_modes;
    sql->pos = t->end;
    bool nothing_left = sql->was_cut; /* all its rows have been handed out already */
    if (nothing_left) {
        sql->kind = WPN_SQL_EMPTY;
        sql->has_body = false;
    }
    if (finish_statement(sql, t->start, t->end, error) != WPN_OK) {
        return WPN_SQL_ERROR;
    }
    begin_statement(sql);
    return WPN_SQL_STATEMENT;
}

/* The input has ended. */
static wpn_sql_result end_input(wpn_sql *sql, const wpn_token *t, wpn_error *error)
{
    if (sql->has_body) {
        bool complete = sql->options.delimiter_optional && !sql->in_condition && sql->phase != WPN_PHASE_DEFINITIONS &&
                        sql->phase != WPN_PHASE_COLUMN_LIST && sql->phase != WPN_PHASE_INSERT_TABLE;
        if (complete) {
            return end_statement(sql, &(wpn_token){.start = t->start, .end = t->start}, error);
        }
        wpn_fail_sql(error, sql->body_line, sql->body_offset, "a statement does not end: the input is cut off");
        return WPN_SQL_ERROR;
    }
    if (wpn_sql_out_offset(sql, sql->pos) == sql->committed) {
        return WPN_SQL_END;
    }
    if (finish_statement(sql, sql->pos, sql->pos, error) != WPN_OK) {
        return WPN_SQL_ERROR;
    }
    begin_statement(sql);
    return WPN_SQL_STATEMENT;
}

/* More input is needed: what has been read is copied, so that the input buffer holds only the token in hand. */
static wpn_sql_result need_more(wpn_sql *sql, wpn_error *error)
{
    size_t to = sql->row_is_kept ? sql->kept_from : sql->pos;
    if (to > sql->copied && !wpn_sql_copy(sql, to)) {
        wpn_fail_memory(error);
        return WPN_SQL_ERROR;
    }
    return WPN_SQL_MORE;
}

wpn_sql_result wpn_sql_step(wpn_sql *sql, wpn_error *error)
{
    for (;;) {
        /* the block scanner reads rows as long as ; ends statements; DELIMITER is used around triggers only */
        bool blocks = sql->phase == WPN_PHASE_ROWS && !sql->after_row && sql->delimiter[0] == ';' && sql->delimiter_len == 1;
        if (blocks) {
            wpn_rows_result rows = wpn_sql_scan_rows(sql, error);
            if (rows == WPN_ROWS_MORE) {
                return need_more(sql, error);
            }
            if (rows == WPN_ROWS_ERROR || (rows == WPN_ROWS_CUT && cut_statement(sql, error) != WPN_OK)) {
                return WPN_SQL_ERROR;
            }
            if (rows == WPN_ROWS_CUT) {
                return WPN_SQL_STATEMENT;
            }
        }
        wpn_token t = wpn_sql_next_token(sql, error);
        switch (t.kind) {
        case WPN_TOKEN_MORE:
            return need_more(sql, error);
        case WPN_TOKEN_ERROR:
            return WPN_SQL_ERROR;
        case WPN_TOKEN_END:
            return end_input(sql, &t, error);
        case WPN_TOKEN_COMMENT:
            comment_token(sql, &t);
            sql->pos = t.end;
            continue;
        default:
            break;
        }
        if (!sql->has_body && !sql->was_cut) {
            begin_body(sql, &t);
        }
        if (t.kind == WPN_TOKEN_DELIMITER) {
            return end_statement(sql, &t, error);
        }
        if (t.kind == WPN_TOKEN_CONDITION || t.kind == WPN_TOKEN_CONDITION_END) {
            sql->in_condition = t.kind == WPN_TOKEN_CONDITION;
            sql->pos = t.end;
            continue;
        }
        if (sql->phase == WPN_PHASE_FIRST && wpn_token_is_word(sql, &t, "DELIMITER")) {
            wpn_sql_result result = delimiter_command(sql, &t, error);
            return result == WPN_SQL_MORE ? need_more(sql, error) : result;
        }
        if (statement_token(sql, &t, error) != WPN_OK) {
            return WPN_SQL_ERROR;
        }
        sql->pos = t.end;
        if (sql->phase == WPN_PHASE_ROWS && sql->after_row && !sql->was_cut && wpn_sql_row_is_last(sql)) {
            return cut_statement(sql, error) == WPN_OK ? WPN_SQL_STATEMENT : WPN_SQL_ERROR;
        }
    }
}
