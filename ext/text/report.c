/* The report. A column's counters stay where they are, so that the SQL reader finds them once a column. */
#include "text/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "text/ascii.h"

/* A dump that names more foreign hosts than this is an attack or a list of links; the rest are not told apart. */
enum { HOSTS_MAX = 65536 };

static void free_examples(wpn_report *report)
{
    for (size_t i = 0; i < report->examples_len; i++) {
        free(report->examples[i].table);
        free(report->examples[i].column);
    }
    report->examples_len = 0;
}

void wpn_report_free(wpn_report *report)
{
    for (size_t i = 0; i < report->tables.len; i++) {
        wpn_report_table *table = report->tables.entries[i].value.pointer;
        for (size_t j = 0; table && j < table->columns_len; j++) {
            free(table->columns[j]->name);
            free(table->columns[j]);
        }
        if (table) {
            free(table->columns);
            free(table);
        }
    }
    wpn_map_free(&report->tables);
    free_examples(report);
    wpn_map_free(&report->hosts);
}

void wpn_report_reset(wpn_report *report)
{
    for (size_t i = 0; i < report->tables.len; i++) {
        wpn_report_table *table = report->tables.entries[i].value.pointer;
        for (size_t j = 0; table && j < table->columns_len; j++) {
            table->columns[j]->counts = (wpn_counts){0};
            table->columns[j]->faked = 0;
        }
    }
    free_examples(report);
    wpn_map_free(&report->hosts);
    report->dropped_rows = 0;
}

static wpn_report_table *table_at(wpn_report *report, const char *name)
{
    wpn_map_value *value = wpn_map_at(&report->tables, name, strlen(name));
    if (value && !value->pointer) {
        value->pointer = calloc(1, sizeof(wpn_report_table));
    }
    return value ? value->pointer : NULL;
}

wpn_report_column *wpn_report_at(wpn_report *report, const char *table_name, const char *name)
{
    wpn_report_table *table = table_at(report, table_name);
    if (!table) {
        return NULL;
    }
    for (size_t i = 0; i < table->columns_len; i++) {
        if (!strcmp(table->columns[i]->name, name)) {
            return table->columns[i];
        }
    }
    if (!wpn_array_grow((void **)&table->columns, &table->columns_cap, table->columns_len + 1,
                        sizeof(*table->columns))) {
        return NULL;
    }
    wpn_report_column *column = calloc(1, sizeof(*column));
    if (!column || !(column->name = strdup(name))) {
        free(column);
        return NULL;
    }
    table->columns[table->columns_len++] = column;
    return column;
}

static bool add_example(wpn_report *report, const char *table, const char *column, const char *kind, uint64_t row,
                        const char *value, size_t len)
{
    if (report->examples_len == WPN_REPORT_EXAMPLES) {
        return true;
    }
    wpn_report_example *example = &report->examples[report->examples_len];
    *example = (wpn_report_example){.table = strdup(table), .column = strdup(column), .kind = kind, .row = row};
    if (!example->table || !example->column) {
        free(example->table);
        free(example->column);
        return false;
    }
    example->excerpt_len = len < WPN_REPORT_EXCERPT ? len : WPN_REPORT_EXCERPT;
    memcpy(example->excerpt, value, example->excerpt_len);
    report->examples_len++;
    return true;
}

bool wpn_report_value(wpn_report *report, const char *table, wpn_report_column *column, uint64_t row,
                      const wpn_counts *counts, const char *value, size_t len)
{
    wpn_counts_add(&column->counts, counts);
    return (!counts->malformed || add_example(report, table, column->name, "malformed", row, value, len)) &&
           (!counts->too_deep || add_example(report, table, column->name, "tooDeep", row, value, len)) &&
           (!counts->key_collisions || add_example(report, table, column->name, "keyCollision", row, value, len));
}

/* ---- foreign hosts ---- */

enum { HOST_MAX = 253 };

/* The hosts of rules are the site's own, on either side; with subdomains, so is what lies below them. */
static bool is_own_host(const wpn_rules *rules, const char *name, size_t len)
{
    if (wpn_map_find(&rules->own_hosts, name, len)) {
        return true;
    }
    for (size_t i = 1; rules->subdomains && i < len; i++) {
        if (name[i - 1] == '.' && wpn_map_find(&rules->own_hosts, name + i, len - i)) {
            return true;
        }
    }
    return false;
}

/* Counts a host, unless it is the site's own. False when memory is short. */
static bool count_host(wpn_report *report, const wpn_rules *rules, const char *text, size_t len)
{
    char name[HOST_MAX];
    for (size_t i = 0; i < len; i++) {
        name[i] = wpn_lower(text[i]);
    }
    if (is_own_host(rules, name, len)) {
        return true;
    }
    bool full = report->hosts.len >= HOSTS_MAX;
    wpn_map_value *value = full ? wpn_map_find(&report->hosts, name, len) : wpn_map_at(&report->hosts, name, len);
    if (value) {
        value->number++;
    }
    return value || full;
}

/* Skips `://` in raw, JSON-escaped or percent-encoded spelling; 0 when there is none. */
static size_t separators(const char *text, size_t len)
{
    size_t i = 0;
    for (const char *c = "://"; *c; c++) {
        while (i < len && text[i] == '\\') {
            i++;
        }
        if (i < len && text[i] == *c) {
            i++;
        } else if (len - i >= 3 && text[i] == '%' && wpn_hex_value(text + i + 1, 2) == *c) {
            i += 3;
        } else {
            return 0;
        }
    }
    return i;
}

bool wpn_report_foreign_hosts(wpn_report *report, const wpn_rules *rules, const char *value, size_t len)
{
    for (size_t i = 0; i + 8 < len;) {
        const char *found = memmem(value + i, len - i, "http", 4);
        if (!found) {
            break;
        }
        i = (size_t)(found - value) + 4;
        i += i < len && wpn_lower(value[i]) == 's';
        size_t skipped = separators(value + i, len - i);
        if (!skipped) {
            continue;
        }
        i += skipped;
        size_t start = i;
        while (i < len && i - start <= HOST_MAX &&
               (wpn_is_alnum(value[i]) || value[i] == '-' || value[i] == '.' || value[i] == '_' ||
                (uint8_t)value[i] >= 0x80)) {
            i++;
        }
        size_t host_len = i - start;
        while (host_len && value[start + host_len - 1] == '.') {
            host_len--;
        }
        if (host_len && host_len <= HOST_MAX && !count_host(report, rules, value + start, host_len)) {
            return false;
        }
    }
    return true;
}
