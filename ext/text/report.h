/* What was replaced, per table and column, with examples of what needs a person's eye. */
#ifndef WPN_TEXT_REPORT_H
#define WPN_TEXT_REPORT_H

#include "base/map.h"
#include "text/value.h"

typedef struct wpn_report_column {
    char *name;
    wpn_counts counts;
    uint64_t faked; /* values that a fake has taken the place of */
} wpn_report_column;

typedef struct wpn_report_table {
    wpn_report_column **columns;
    size_t columns_len, columns_cap;
} wpn_report_table;

enum { WPN_REPORT_EXAMPLES = 20, WPN_REPORT_EXCERPT = 80 };

typedef struct wpn_report_example {
    char *table, *column;
    const char *kind; /* "malformed", "tooDeep", "keyCollision" */
    uint64_t row;     /* of the table, from 1; 0 outside SQL */
    char excerpt[WPN_REPORT_EXCERPT];
    size_t excerpt_len;
} wpn_report_example;

/* Owns everything in it; zero-initialise it. */
typedef struct wpn_report {
    wpn_map tables; /* wpn_report_table */
    wpn_report_example examples[WPN_REPORT_EXAMPLES];
    size_t examples_len;
    uint64_t dropped_rows; /* left out by a rule about personal data */
    wpn_map hosts; /* hosts that no rule names: how often each stands in an absolute URL */
} wpn_report;

void wpn_report_free(wpn_report *report);

/* Sets all counters to zero; the columns stay where they are. */
void wpn_report_reset(wpn_report *report);

/* The counters of a column, made when it is new; valid until wpn_report_free(). NULL when memory is short. */
wpn_report_column *wpn_report_at(wpn_report *report, const char *table, const char *column);

/* Adds the counts of a value to its column, and keeps it as an example where it is one. False when memory is short. */
bool wpn_report_value(wpn_report *report, const char *table, wpn_report_column *column, uint64_t row,
                      const wpn_counts *counts, const char *value, size_t len);

/* Counts the hosts of absolute URLs in a value that no rule names. False when memory is short. */
bool wpn_report_foreign_hosts(wpn_report *report, const wpn_rules *rules, const char *value, size_t len);

#endif
