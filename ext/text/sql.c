/* SQL as statements: the machine that reads tokens up to a delimiter and hands whole statements out. */
#include "text/sql.h"

#include <stdlib.h>
#include <string.h>

#include "text/ascii.h"
#include "text/sql_fakes.h"
#include "text/sql_grammar.h"
#include "text/sql_internal.h"
#include "text/sql_set.h"
#include "text/sql_tokens.h"

static void begin_statement(wpn_sql *sql);
static void begin_session(wpn_sql *sql, const char *delimiter, size_t delimiter_len);

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

/* ---- construction ---- */

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
        begin_session(sql, ";", 1);
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
    wpn_buffer_free(&sql->fake);
    free(sql->literals);
    free(sql->cell_ends);
    free(sql->plain.items);
    free(sql);
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

/* ---- files ---- */

/* What a client and its connection begin with. */
static void begin_session(wpn_sql *sql, const char *delimiter, size_t delimiter_len)
{
    memcpy(sql->delimiter, delimiter, delimiter_len);
    sql->delimiter_len = delimiter_len;
    sql->modes = 0;
}

void wpn_sql_continue(wpn_sql *sql, const char *delimiter, size_t delimiter_len)
{
    /* all input has been read and copied */
    sql->in.len = sql->pos = sql->copied = sql->resume = sql->masks_len = 0;
    sql->before = 0;
    sql->line = 1;
    sql->line_pos = 0;
    sql->ended = false;
    begin_session(sql, delimiter, delimiter_len);
    begin_statement(sql);
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
    sql->drops_rows = false;
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
        .rows_offset = sql->header_end ? sql->header_end - sql->body_start : 0,
        .usual_quotes = sql->modes == 0,
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
    if (!wpn_sql_copy(sql, sql->pos) ||
        !wpn_buffer_append(&sql->header, sql->out.data + sql->body_start, sql->header_end - sql->body_start)) {
        return wpn_fail_memory(error);
    }
    size_t name_offset = sql->name_start - sql->body_start;
    wpn_status status = finish_statement(sql, sql->pos, sql->pos, error);
    if (status != WPN_OK) {
        return status;
    }
    sql->rows = 0;
    sql->drops_rows = false;
    sql->longest_row = 0;
    sql->was_cut = true;
    sql->text_start = sql->body_start = sql->committed;
    sql->name_start = sql->body_start + name_offset;
    sql->header_end = sql->body_start + sql->header.len;
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
        wpn_fail_sql(error, wpn_sql_line(sql, t->start), wpn_sql_offset(sql, t->start),
                     "DELIMITER without a usable delimiter");
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

static wpn_sql_result end_statement(wpn_sql *sql, const wpn_token *t, wpn_error *error)
{
    if (sql->phase == WPN_PHASE_ROWS && (sql->depth || !sql->after_row)) {
        wpn_fail_sql(error, sql->body_line, sql->body_offset,
                     sql->depth ? "a row is not closed before the end of its statement"
                                : "a statement ends where a row must follow");
        return WPN_SQL_ERROR;
    }
    if ((sql->phase == WPN_PHASE_SET && wpn_sql_end_assignment(sql, error) != WPN_OK) ||
        wpn_sql_end_assigned(sql, error) != WPN_OK) {
        return WPN_SQL_ERROR;
    }
    sql->modes = sql->new_modes;
    sql->pos = t->end;
    bool all_dropped = sql->drops_rows && !sql->rows;
    if (all_dropped && !wpn_sql_take_back(sql, sql->body_start, t->end)) {
        wpn_fail_memory(error);
        return WPN_SQL_ERROR;
    }
    bool nothing_left = sql->was_cut || all_dropped; /* all its rows have been handed out already, or dropped */
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
        bool blocks =
            sql->phase == WPN_PHASE_ROWS && !sql->after_row && sql->delimiter[0] == ';' && sql->delimiter_len == 1;
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
        if (wpn_sql_grammar_token(sql, &t, error) != WPN_OK) {
            return WPN_SQL_ERROR;
        }
        sql->pos = t.end;
        if (sql->phase == WPN_PHASE_ROWS && sql->after_row && !sql->was_cut && wpn_sql_row_is_last(sql)) {
            return cut_statement(sql, error) == WPN_OK ? WPN_SQL_STATEMENT : WPN_SQL_ERROR;
        }
    }
}
