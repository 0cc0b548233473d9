/* SQL text as a stream of statements, with the values of INSERT and REPLACE rewritten on the way.
 *
 * Feed and step: wpn_sql_feed() takes a piece of input of any size, wpn_sql_step() reads on to the end of the next
 * statement. Rewritten bytes gather in an output buffer; only whole statements are visible in it.
 *
 *     wpn_sql_feed(sql, data, len, error);
 *     while ((step = wpn_sql_step(sql, error)) == WPN_SQL_STATEMENT) { ... wpn_sql_statement_read(sql) ... }
 *     // WPN_SQL_MORE: feed again, or after the last piece wpn_sql_end(), then step until WPN_SQL_END
 */
#ifndef WPN_TEXT_SQL_H
#define WPN_TEXT_SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "text/value.h"

typedef struct wpn_sql wpn_sql;

enum { WPN_SQL_DELIMITER_MAX = 32 };

typedef enum wpn_sql_kind {
    WPN_SQL_OTHER,
    WPN_SQL_INSERT,
    WPN_SQL_REPLACE,
    WPN_SQL_CREATE_TABLE,
    WPN_SQL_DROP_TABLE,
    WPN_SQL_ALTER_TABLE,
    WPN_SQL_LOCK_TABLES,
    WPN_SQL_UNLOCK_TABLES,
    WPN_SQL_SET,
    WPN_SQL_USE,
    WPN_SQL_CREATE_VIEW,
    WPN_SQL_DROP_VIEW,
    WPN_SQL_CREATE_TRIGGER,
    WPN_SQL_DROP_TRIGGER,
    WPN_SQL_CREATE_ROUTINE,
    WPN_SQL_DROP_ROUTINE,
    WPN_SQL_CREATE_EVENT,
    WPN_SQL_DROP_EVENT,
    WPN_SQL_CREATE_DATABASE,
    WPN_SQL_BEGIN,
    WPN_SQL_COMMIT,
    WPN_SQL_DELIMITER, /* a client command, not a statement */
    WPN_SQL_EMPTY,     /* only white space and comments: what stands after the last statement */
} wpn_sql_kind;

/* The kind's name in the PHP API: "insert", "create_table". */
const char *wpn_sql_kind_name(wpn_sql_kind kind);

typedef struct wpn_sql_options {
    const wpn_rules *rules;  /* NULL: read only, change nothing */
    size_t max_literal;      /* 0: no limit but memory */
    size_t batch_size;       /* not 0: an INSERT longer than this comes in several statements, cut between rows */
    bool delimiter_optional; /* the last statement may end with the input, if it is complete */
} wpn_sql_options;

/* A statement. Its pointers are valid until the next step or drain. */
typedef struct wpn_sql_statement {
    wpn_sql_kind kind;
    const char
        *text; /* all output bytes since the previous statement: leading comments, the statement, its delimiter */
    size_t text_len;
    const char *body; /* the statement alone, inside text */
    size_t body_len;
    const char *schema; /* unquoted; NULL where there is none */
    size_t schema_len;
    const char *table; /* unquoted; NULL where there is none */
    size_t table_len;
    size_t name_offset; /* the table's name, quotes included, in body; name_len 0 where there is none */
    size_t name_len;
    size_t rows_offset;         /* behind VALUES, in body; 0 where there is none */
    bool usual_quotes;          /* no SQL mode gives quotes and backslashes another meaning */
    const char *const *columns; /* NUL-terminated names; NULL where unknown */
    size_t columns_len;
    uint64_t rows;
    uint64_t longest_row; /* bytes of the longest row, as written in the output; 0 without rows */
    uint64_t line;        /* of the statement's first byte in the input, from 1 */
    uint64_t offset;      /* of the statement's first byte in the input, from 0 */
} wpn_sql_statement;

typedef enum wpn_sql_result {
    WPN_SQL_MORE,      /* feed more input, or call wpn_sql_end() */
    WPN_SQL_STATEMENT, /* wpn_sql_statement_read() gives the statement */
    WPN_SQL_END,       /* the whole input has been read */
    WPN_SQL_ERROR,     /* *error is filled; the wpn_sql is not to be used further */
} wpn_sql_result;

/* rewriter and options->rules are NULL together, and must outlive the wpn_sql. NULL when memory is short. */
wpn_sql *wpn_sql_new(const wpn_sql_options *options, wpn_rewriter *rewriter);
void wpn_sql_free(wpn_sql *sql);

/* Copies data in. All statements that earlier input completed must have been stepped over. */
wpn_status wpn_sql_feed(wpn_sql *sql, const char *data, size_t len, wpn_error *error);

/* Room for the caller to read len bytes of input into, without a copy; then wpn_sql_fed() says how many there were. */
char *wpn_sql_reserve(wpn_sql *sql, size_t len);
void wpn_sql_fed(wpn_sql *sql, size_t len);

/* No more input follows. */
void wpn_sql_end(wpn_sql *sql);

/* After WPN_SQL_END: another file of the same dump follows, in a session of its own, which begins with a delimiter of 1
 * to WPN_SQL_DELIMITER_MAX bytes. Tables stay known; lines and offsets are those of the file. */
void wpn_sql_continue(wpn_sql *sql, const char *delimiter, size_t delimiter_len);

wpn_sql_result wpn_sql_step(wpn_sql *sql, wpn_error *error);

/* The statement that the last step returned. */
const wpn_sql_statement *wpn_sql_statement_read(const wpn_sql *sql);

/* Output bytes of the whole statements read and not yet drained. */
size_t wpn_sql_output(const wpn_sql *sql, const char **bytes);
void wpn_sql_drain(wpn_sql *sql);

/* Which program wrote the dump, from its comments ("mariadb-dump", "mysqldump", "phpmyadmin"), or NULL. */
const char *wpn_sql_dumper(const wpn_sql *sql);
/* 1 closing line seen, 0 not seen, -1 a dumper that writes none. */
int wpn_sql_complete(const wpn_sql *sql);

#endif
