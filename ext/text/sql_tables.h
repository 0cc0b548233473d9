/* The tables of a dump and their columns, as CREATE TABLE or a statement's column list names them. */
#ifndef WPN_TEXT_SQL_TABLES_H
#define WPN_TEXT_SQL_TABLES_H

#include "text/report.h"
#include "text/rules.h"

/* MySQL allows no more; what comes after shares the last one. */
enum { WPN_SQL_COLUMNS_MAX = 4096 };

/* What the rules say of a column. */
typedef struct wpn_sql_column {
    wpn_report_column *report; /* made when the first value is counted */
    bool skip;
    bool host; /* its value is a host */
    bool path; /* the path beside a host column */
} wpn_sql_column;

/* Owns its strings and arrays. */
typedef struct wpn_sql_table {
    char *name;
    char **names; /* of the columns; "#3" where only the number is known */
    wpn_sql_column *columns;
    size_t len, names_cap, columns_cap;
    bool known;          /* the names come from the SQL */
    bool has_host;       /* host columns are replaced row by row */
    wpn_fake_plan *plan; /* what rules about personal data do to its rows; NULL: nothing, or no rows have come yet */
    uint64_t rows;       /* of the statements that have ended */
} wpn_sql_table;

/* A map of wpn_sql_table by name owns its tables. */
void wpn_sql_table_free(wpn_sql_table *table);
void wpn_sql_tables_free(wpn_map *tables);

/* The table of that name, made when it is new. NULL when memory is short. */
wpn_sql_table *wpn_sql_tables_at(wpn_map *tables, const char *name, size_t len);

/* Forgets the columns; those that follow are the table's. */
void wpn_sql_table_clear(wpn_sql_table *table);

/* Adds a column; rules may be NULL. False when memory is short. */
bool wpn_sql_table_add(wpn_sql_table *table, const wpn_rules *rules, const char *name, size_t len);

/* The column with that number, "#<n>" where it has no name. NULL when memory is short. */
wpn_sql_column *wpn_sql_table_column(wpn_sql_table *table, size_t number);

/* The column of that name, or NULL. */
wpn_sql_column *wpn_sql_table_find(wpn_sql_table *table, const char *name, size_t len);

#endif
