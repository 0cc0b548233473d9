/* Tables and columns of a dump. */
#include "text/sql_tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "text/ascii.h"

void wpn_sql_table_clear(wpn_sql_table *table)
{
    for (size_t i = 0; i < table->len; i++) {
        free(table->names[i]);
    }
    wpn_fake_plan_free(table->plan);
    table->plan = NULL;
    table->len = 0;
    table->known = false;
    table->has_host = false;
}

void wpn_sql_table_free(wpn_sql_table *table)
{
    if (table) {
        wpn_sql_table_clear(table);
        free(table->names);
        free(table->columns);
        free(table->name);
        free(table);
    }
}

void wpn_sql_tables_free(wpn_map *tables)
{
    for (size_t i = 0; i < tables->len; i++) {
        wpn_sql_table_free(tables->entries[i].value.pointer);
    }
    wpn_map_free(tables);
}

wpn_sql_table *wpn_sql_tables_at(wpn_map *tables, const char *name, size_t len)
{
    wpn_map_value *value = wpn_map_at(tables, name, len);
    if (!value || value->pointer) {
        return value ? value->pointer : NULL;
    }
    wpn_sql_table *table = calloc(1, sizeof(*table));
    if (table && !(table->name = strndup(name, len))) {
        free(table);
        table = NULL;
    }
    value->pointer = table;
    return table;
}

static bool equal_ignoring_case(const char *name, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (!name[i] || wpn_lower(name[i]) != wpn_lower(bytes[i])) {
            return false;
        }
    }
    return !name[len];
}

bool wpn_sql_table_add(wpn_sql_table *table, const wpn_rules *rules, const char *name, size_t len)
{
    if (table->len >= WPN_SQL_COLUMNS_MAX) {
        return true;
    }
    char *copy = strndup(name, len);
    if (!copy || !wpn_array_grow((void **)&table->names, &table->names_cap, table->len + 1, sizeof(char *)) ||
        !wpn_array_grow((void **)&table->columns, &table->columns_cap, table->len + 1, sizeof(wpn_sql_column))) {
        free(copy);
        return false;
    }
    wpn_sql_column column = {0};
    if (rules) {
        column.skip = wpn_rules_skip_column(rules, table->name, copy);
        column.host = !column.skip && wpn_rules_host_column(rules, table->name, copy);
        column.path = equal_ignoring_case("path", copy, strlen(copy));
        table->has_host = table->has_host || column.host;
    }
    table->names[table->len] = copy;
    table->columns[table->len++] = column;
    return true;
}

wpn_sql_column *wpn_sql_table_column(wpn_sql_table *table, size_t number)
{
    if (number >= WPN_SQL_COLUMNS_MAX) {
        number = WPN_SQL_COLUMNS_MAX - 1;
    }
    while (number >= table->len) {
        char name[24];
        int len = snprintf(name, sizeof(name), "#%zu", table->len + 1);
        if (!wpn_sql_table_add(table, NULL, name, (size_t)len)) {
            return NULL;
        }
    }
    return &table->columns[number];
}

wpn_sql_column *wpn_sql_table_find(wpn_sql_table *table, const char *name, size_t len)
{
    for (size_t i = 0; i < table->len; i++) {
        if (equal_ignoring_case(table->names[i], name, len)) {
            return &table->columns[i];
        }
    }
    return NULL;
}
