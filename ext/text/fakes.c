/* Rules about personal data: parsed, then laid out for each table by the places of its columns, so that a row costs one
 * look at each rule about its table and a comparison of the first bytes of what its conditions name. */
#include "text/fakes.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "text/ascii.h"
#include "text/glob.h"

/* [column=pattern] or [column!=pattern]. Owns both, in lower case. */
typedef struct condition {
    char *column, *pattern;
    bool negated;
} condition;

typedef struct rule {
    char *table, *column; /* globs in lower case, owned; column NULL: it drops rows */
    wpn_fake_kind kind;
    condition *conditions; /* owned */
    size_t conditions_len, conditions_cap;
} rule;

struct wpn_fakes {
    rule *rules; /* owned */
    size_t rules_len, rules_cap;
    wpn_fake_key key;
};

/* ---- rules ---- */

static char *lower_copy(const char *bytes, size_t len)
{
    char *copy = wpn_copy_string(bytes, len);
    if (copy) {
        wpn_lower_string(copy);
    }
    return copy;
}

/* Whether it can be the name of a table or column, or a glob for some. A rule with a slip of the pen (`schema.table.x`,
 * `x = y`) would take nothing, and what it is about would pass as it is. */
static bool is_name(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] == '.' || bytes[i] == '[' || bytes[i] == ']') {
            return false;
        }
    }
    return len && !wpn_is_space(bytes[0]) && !wpn_is_space(bytes[len - 1]);
}

static wpn_status wrong_rule(const wpn_string *text, bool drops, wpn_error *error)
{
    return wpn_fail(error, WPN_E_ARGUMENT, "%s: \"%.200s\" is no rule: write %s%s or %s[column=value]",
                    drops ? "dropRows" : "fakes", text->bytes, "table", drops ? "" : ".column",
                    drops ? "table" : "table.column");
}

/* Takes `[column=pattern]` at *at; false when it is none. */
static bool split_condition(const char **at, const char *end, wpn_string *column, wpn_string *pattern, bool *negated)
{
    const char *close = memchr(*at, ']', (size_t)(end - *at));
    const char *equals = close ? memchr(*at, '=', (size_t)(close - *at)) : NULL;
    if (**at != '[' || !equals) {
        return false;
    }
    *negated = equals[-1] == '!';
    *column = (wpn_string){*at + 1, (size_t)(equals - *negated - *at) - 1};
    *pattern = (wpn_string){equals + 1, (size_t)(close - equals) - 1};
    *at = close + 1;
    bool padded = pattern->len && (wpn_is_space(equals[1]) || wpn_is_space(close[-1]));
    return is_name(column->bytes, column->len) && !padded;
}

static wpn_status parse_conditions(rule *rule, const wpn_string *text, const char *at, bool drops, wpn_error *error)
{
    const char *end = text->bytes + text->len;
    while (at < end) {
        wpn_string column, pattern;
        bool negated;
        if (!split_condition(&at, end, &column, &pattern, &negated)) {
            return wrong_rule(text, drops, error);
        }
        if (!wpn_array_grow((void **)&rule->conditions, &rule->conditions_cap, rule->conditions_len + 1,
                            sizeof(*rule->conditions))) {
            return wpn_fail_memory(error);
        }
        condition *added = &rule->conditions[rule->conditions_len++];
        *added = (condition){lower_copy(column.bytes, column.len), lower_copy(pattern.bytes, pattern.len), negated};
        if (!added->column || !added->pattern) {
            return wpn_fail_memory(error);
        }
    }
    return WPN_OK;
}

/* Adds a rule; kind NULL: one that drops rows. */
static wpn_status add_rule(wpn_fakes *fakes, const wpn_string *text, const wpn_string *kind, wpn_error *error)
{
    const char *bracket = memchr(text->bytes, '[', text->len);
    size_t name_len = bracket ? (size_t)(bracket - text->bytes) : text->len;
    const char *dot = kind ? memchr(text->bytes, '.', name_len) : NULL;
    size_t table_len = dot ? (size_t)(dot - text->bytes) : name_len;
    if (memchr(text->bytes, '\0', text->len) || !is_name(text->bytes, table_len) ||
        (kind && (!dot || !is_name(dot + 1, name_len - table_len - 1)))) {
        return wrong_rule(text, !kind, error);
    }
    if (!wpn_array_grow((void **)&fakes->rules, &fakes->rules_cap, fakes->rules_len + 1, sizeof(*fakes->rules))) {
        return wpn_fail_memory(error);
    }
    rule *added = &fakes->rules[fakes->rules_len++];
    *added = (rule){.table = lower_copy(text->bytes, table_len)};
    if (!added->table || (dot && !(added->column = lower_copy(dot + 1, name_len - table_len - 1)))) {
        return wpn_fail_memory(error);
    }
    if (kind && !wpn_fake_kind_named(kind->bytes, kind->len, &added->kind)) {
        return wpn_fail(error, WPN_E_ARGUMENT, "fakes: \"%.100s\", for %.200s, is no kind of fake", kind->bytes,
                        text->bytes);
    }
    return parse_conditions(added, text, text->bytes + name_len, !kind, error);
}

wpn_status wpn_fakes_new(wpn_fakes **made, const wpn_fakes_spec *spec, wpn_error *error)
{
    *made = NULL;
    if (!spec->fakes_len && !spec->drop_rows_len) {
        return WPN_OK;
    }
    wpn_fakes *fakes = calloc(1, sizeof(*fakes));
    if (!fakes) {
        return wpn_fail_memory(error);
    }
    wpn_status status = wpn_fake_key_set(&fakes->key, spec->key, error);
    for (size_t i = 0; status == WPN_OK && i < spec->drop_rows_len; i++) {
        status = add_rule(fakes, &spec->drop_rows[i], NULL, error);
    }
    for (size_t i = 0; status == WPN_OK && i < spec->fakes_len; i++) {
        status = add_rule(fakes, &spec->fakes[i].from, &spec->fakes[i].to, error);
    }
    if (status != WPN_OK) {
        wpn_fakes_free(fakes);
        return status;
    }
    *made = fakes;
    return WPN_OK;
}

void wpn_fakes_free(wpn_fakes *fakes)
{
    if (!fakes) {
        return;
    }
    for (size_t i = 0; i < fakes->rules_len; i++) {
        rule *rule = &fakes->rules[i];
        for (size_t j = 0; j < rule->conditions_len; j++) {
            free(rule->conditions[j].column);
            free(rule->conditions[j].pattern);
        }
        free(rule->conditions);
        free(rule->table);
        free(rule->column);
    }
    free(fakes->rules);
    wpn_fake_key_clear(&fakes->key);
    free(fakes);
}

const wpn_fake_key *wpn_fakes_key(const wpn_fakes *fakes)
{
    return &fakes->key;
}

bool wpn_fakes_name_table(const wpn_fakes *fakes, const char *table)
{
    size_t len = strlen(table);
    for (size_t i = 0; i < fakes->rules_len; i++) {
        if (wpn_glob(fakes->rules[i].table, table, len)) {
            return true;
        }
    }
    return false;
}

/* ---- plans ---- */

/* The place of a column among the siblings, where it is added if it is new; SIZE_MAX when memory is short. */
static size_t sibling_at(wpn_fake_plan *plan, size_t column)
{
    for (size_t i = 0; i < plan->siblings_len; i++) {
        if (plan->siblings[i].column == column) {
            return i;
        }
    }
    if (!wpn_array_grow((void **)&plan->siblings, &plan->siblings_cap, plan->siblings_len + 1,
                        sizeof(*plan->siblings))) {
        return SIZE_MAX;
    }
    plan->siblings[plan->siblings_len] = (wpn_fake_sibling){.column = column};
    return plan->siblings_len++;
}

/* The column of that name; columns_len where there is none. */
static size_t find_column(char *const *columns, size_t columns_len, const char *name)
{
    size_t i = 0;
    while (i < columns_len && !wpn_glob(name, columns[i], strlen(columns[i]))) {
        i++;
    }
    return i;
}

/* Adds the rule's conditions. A column that the table lacks is NULL in every row: no value fits it. */
static bool add_tests(wpn_fake_plan *plan, const rule *rule, char *const *columns, size_t columns_len, bool *possible)
{
    *possible = true;
    for (size_t i = 0; i < rule->conditions_len; i++) {
        const condition *condition = &rule->conditions[i];
        size_t column = find_column(columns, columns_len, condition->column);
        if (column == columns_len) {
            *possible = *possible && condition->negated;
            continue;
        }
        size_t sibling = sibling_at(plan, column);
        if (sibling == SIZE_MAX ||
            !wpn_array_grow((void **)&plan->tests, &plan->tests_cap, plan->tests_len + 1, sizeof(*plan->tests))) {
            return false;
        }
        plan->tests[plan->tests_len++] = (wpn_fake_test){sibling, condition->pattern, condition->negated};
    }
    return true;
}

static bool add_step(wpn_fake_plan *plan, const rule *rule, size_t column, char *const *columns, size_t columns_len)
{
    size_t first_test = plan->tests_len;
    bool possible;
    if (!add_tests(plan, rule, columns, columns_len, &possible)) {
        return false;
    }
    if (!possible) {
        plan->tests_len = first_test;
        return true;
    }
    if (!wpn_array_grow((void **)&plan->steps, &plan->steps_cap, plan->steps_len + 1, sizeof(*plan->steps))) {
        return false;
    }
    plan->steps[plan->steps_len++] = (wpn_fake_step){column, rule->kind, first_test, plan->tests_len - first_test};
    plan->drops = plan->drops || column == WPN_FAKE_ROW;
    return true;
}

static bool add_rule_steps(wpn_fake_plan *plan, const rule *rule, char *const *columns, size_t columns_len)
{
    if (!rule->column) {
        return add_step(plan, rule, WPN_FAKE_ROW, columns, columns_len);
    }
    for (size_t i = 0; i < columns_len; i++) {
        if (wpn_glob(rule->column, columns[i], strlen(columns[i])) && !add_step(plan, rule, i, columns, columns_len)) {
            return false;
        }
    }
    return true;
}

wpn_fake_plan *wpn_fake_plan_new(const wpn_fakes *fakes, const char *table, char *const *columns, size_t columns_len)
{
    wpn_fake_plan *plan = calloc(1, sizeof(*plan));
    if (!plan) {
        return NULL;
    }
    plan->kinds_len = columns_len;
    plan->kinds = calloc(columns_len + 1, sizeof(*plan->kinds));
    bool ok = plan->kinds != NULL;
    size_t len = strlen(table);
    for (size_t i = 0; ok && i < fakes->rules_len; i++) {
        const rule *rule = &fakes->rules[i];
        ok = !wpn_glob(rule->table, table, len) || add_rule_steps(plan, rule, columns, columns_len);
    }
    if (!ok) {
        wpn_fake_plan_free(plan);
        return NULL;
    }
    return plan;
}

void wpn_fake_plan_free(wpn_fake_plan *plan)
{
    if (!plan) {
        return;
    }
    for (size_t i = 0; i < plan->siblings_len; i++) {
        wpn_buffer_free(&plan->siblings[i].decoded);
    }
    free(plan->siblings);
    free(plan->steps);
    free(plan->tests);
    free(plan->kinds);
    free(plan);
}

static bool step_takes_row(const wpn_fake_plan *plan, const wpn_fake_step *step)
{
    for (size_t i = 0; i < step->tests_len; i++) {
        const wpn_fake_test *test = &plan->tests[step->first_test + i];
        const wpn_string *value = &plan->siblings[test->sibling].value;
        bool fits = value->bytes && wpn_glob(test->pattern, value->bytes, value->len);
        if (fits == test->negated) {
            return false;
        }
    }
    return true;
}

bool wpn_fake_plan_judge(wpn_fake_plan *plan)
{
    memset(plan->kinds, 0, plan->kinds_len * sizeof(*plan->kinds));
    for (size_t i = 0; i < plan->steps_len; i++) {
        const wpn_fake_step *step = &plan->steps[i];
        bool drops = step->column == WPN_FAKE_ROW;
        if ((!drops && plan->kinds[step->column]) || !step_takes_row(plan, step)) {
            continue;
        }
        if (drops) {
            return true;
        }
        plan->kinds[step->column] = step->kind;
    }
    return false;
}
