/* Personal data: which cells of which rows become fakes, and which rows are left out.
 *
 * A rule names a column, `*users.user_email`, and may look at other columns of the row,
 * `*usermeta.meta_value[meta_key=billing_*]`. The first rule that takes a cell decides. */
#ifndef WPN_TEXT_FAKES_H
#define WPN_TEXT_FAKES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "text/fake_values.h"
#include "text/patterns.h"

typedef struct wpn_fakes wpn_fakes;

typedef struct wpn_fakes_spec {
    const wpn_pair *fakes; /* a rule, and the name of a kind */
    size_t fakes_len;
    const wpn_string *drop_rows; /* `table` or `table[column=value]` */
    size_t drop_rows_len;
    const wpn_string *key; /* the same key gives the same fakes; NULL: a random one */
} wpn_fakes_spec;

/* *fakes stays NULL where there are no rules. WPN_E_ARGUMENT names a rule that is wrong. */
wpn_status wpn_fakes_new(wpn_fakes **fakes, const wpn_fakes_spec *spec, wpn_error *error);
void wpn_fakes_free(wpn_fakes *fakes);

const wpn_fake_key *wpn_fakes_key(const wpn_fakes *fakes);

/* Whether a rule is about the table, whatever its columns are. */
bool wpn_fakes_name_table(const wpn_fakes *fakes, const char *table);

/* A condition: a sibling, by its place in plan->siblings, and what its value is like. The pattern is the rule's. */
typedef struct wpn_fake_test {
    size_t sibling;
    const char *pattern;
    bool negated;
} wpn_fake_test;

/* A rule, with the columns of one table in place of their names. Its tests are the plan's. */
typedef struct wpn_fake_step {
    size_t column;      /* WPN_FAKE_ROW: the rule drops the row */
    wpn_fake_kind kind; /* of no meaning there */
    size_t first_test, tests_len;
} wpn_fake_step;

#define WPN_FAKE_ROW SIZE_MAX

/* The value of a sibling in the row in hand. */
typedef struct wpn_fake_sibling {
    size_t column;
    wpn_string value; /* bytes NULL for NULL; the caller's, else what `decoded` holds */
    wpn_buffer decoded;
} wpn_fake_sibling;

/* The rules that are about one table, and room for the row in hand. Owns its arrays. */
typedef struct wpn_fake_plan {
    wpn_fake_step *steps;
    size_t steps_len, steps_cap;
    wpn_fake_test *tests;
    size_t tests_len, tests_cap;
    wpn_fake_sibling *siblings; /* the columns that conditions look at */
    size_t siblings_len, siblings_cap;
    wpn_fake_kind *kinds; /* what becomes of each column of the row that was judged last */
    size_t kinds_len;
    bool drops; /* a step may drop rows */
} wpn_fake_plan;

/* The plan for a table with these columns. NULL when memory is short. */
wpn_fake_plan *wpn_fake_plan_new(const wpn_fakes *fakes, const char *table, char *const *columns, size_t columns_len);
void wpn_fake_plan_free(wpn_fake_plan *plan);

/* Reads the values of plan->siblings and fills plan->kinds; true where the row is dropped. */
bool wpn_fake_plan_judge(wpn_fake_plan *plan);

#endif
