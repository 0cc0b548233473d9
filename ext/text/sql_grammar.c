/* The grammar of statements: only as much as is needed to know what a statement is, which table and columns it names,
 * and which of its literals are values. */
#include "text/sql_grammar.h"

#include <stdlib.h>
#include <string.h>

#include "text/sql_fakes.h"
#include "text/sql_set.h"

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
        {"INSERT", WPN_SQL_INSERT, WPN_PHASE_NAME},
        {"REPLACE", WPN_SQL_REPLACE, WPN_PHASE_NAME},
        {"CREATE", WPN_SQL_OTHER, WPN_PHASE_CREATE},
        {"DROP", WPN_SQL_OTHER, WPN_PHASE_CREATE},
        {"ALTER", WPN_SQL_OTHER, WPN_PHASE_CREATE},
        {"LOCK", WPN_SQL_LOCK_TABLES, WPN_PHASE_NAME},
        {"UNLOCK", WPN_SQL_UNLOCK_TABLES, WPN_PHASE_REST},
        {"SET", WPN_SQL_SET, WPN_PHASE_SET},
        {"USE", WPN_SQL_USE, WPN_PHASE_REST},
        {"BEGIN", WPN_SQL_BEGIN, WPN_PHASE_REST},
        {"START", WPN_SQL_BEGIN, WPN_PHASE_REST},
        {"COMMIT", WPN_SQL_COMMIT, WPN_PHASE_REST},
    };
    sql->kind = WPN_SQL_OTHER;
    sql->phase = WPN_PHASE_REST;
    for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
        if (wpn_token_is_word(sql, t, starts[i].word)) {
            sql->kind = starts[i].kind;
            sql->phase = starts[i].phase;
        }
    }
    sql->verb = wpn_token_is_word(sql, t, "CREATE") ? WPN_VERB_CREATE
                : wpn_token_is_word(sql, t, "DROP") ? WPN_VERB_DROP
                                                    : WPN_VERB_ALTER;
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
    static const char *const others[] = {"USER",    "ROLE",       "INDEX", "SERVER", "SEQUENCE",
                                         "PACKAGE", "TABLESPACE", "AS",    NULL};
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
    static const char *const skipped[] = {"IF",     "NOT",     "EXISTS",       "TABLE",         "TABLES", "INTO",
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
static wpn_status alter_token(wpn_sql *sql, const wpn_token *t, wpn_error *error);

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
    if (sql->kind == WPN_SQL_ALTER_TABLE) {
        sql->phase = WPN_PHASE_ALTER;
        return alter_token(sql, t, error);
    }
    sql->phase = WPN_PHASE_REST;
    return WPN_OK;
}

static wpn_status create_body_token(wpn_sql *sql, const wpn_token *t, wpn_error *error)
{
    wpn_sql_table_clear(sql->table);
    if (!wpn_token_is_mark(sql, t, '(')) {
        sql->phase = WPN_PHASE_REST; /* LIKE, SELECT */
        return WPN_OK;
    }
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
        bool column =
            t->kind == WPN_TOKEN_NAME || (t->kind == WPN_TOKEN_WORD && !wpn_token_is_any_word(sql, t, not_columns));
        if (column) {
            return add_column(sql, t, sql->table, error);
        }
    }
    return WPN_OK;
}

/* What ALTER TABLE only adds shows in the number of values of a row; what it moves or renames does not. */
static wpn_status alter_token(wpn_sql *sql, const wpn_token *t, wpn_error *error)
{
    static const char *const moving[] = {"AFTER", "CHANGE", "DROP", "FIRST", "RENAME", NULL};
    return wpn_token_is_any_word(sql, t, moving) ? wpn_sql_fakes_altered(sql, error) : WPN_OK;
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
        return wpn_sql_row_comma(sql, t->start, error);
    } else if (t->kind == WPN_TOKEN_WORD && sql->depth == 0 && sql->after_row) {
        sql->phase = WPN_PHASE_AFTER_ROWS;
    }
    return WPN_OK;
}

static void after_rows_token(wpn_sql *sql, const wpn_token *t)
{
    if (wpn_token_is_mark(sql, t, '(')) {
        sql->depth++;
    } else if (wpn_token_is_mark(sql, t, ')')) {
        sql->depth -= sql->depth > 0;
    } else if (sql->depth == 0 && wpn_token_is_word(sql, t, "UPDATE")) {
        sql->phase = WPN_PHASE_ASSIGN;
        sql->assigned = NULL;
    }
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

static wpn_status read_token(wpn_sql *sql, const wpn_token *t, wpn_error *error)
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
    case WPN_PHASE_ALTER:
        return alter_token(sql, t, error);
    case WPN_PHASE_INSERT_TABLE:
        return insert_table_token(sql, t, error);
    case WPN_PHASE_COLUMN_LIST:
        return column_list_token(sql, t, error);
    case WPN_PHASE_ROWS:
        return row_token(sql, t, error);
    case WPN_PHASE_AFTER_ROWS:
        after_rows_token(sql, t);
        return WPN_OK;
    case WPN_PHASE_ASSIGN:
        return assign_token(sql, t, error);
    case WPN_PHASE_SET:
        return wpn_sql_set_token(sql, t, error);
    case WPN_PHASE_REST:
        return WPN_OK;
    }
    return WPN_OK;
}

wpn_status wpn_sql_grammar_token(wpn_sql *sql, const wpn_token *t, wpn_error *error)
{
    wpn_sql_phase before = sql->phase;
    wpn_status status = read_token(sql, t, error);
    return status == WPN_OK && sql->phase != before ? wpn_sql_fakes_phase(sql, t, error) : status;
}
