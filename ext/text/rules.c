/* Rules: checked, ordered, and compiled into patterns and their search. */
#include "text/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "text/ascii.h"
#include "text/glob.h"
#include "text/search.h"

/* ---- columns ---- */

static bool column_matches(char **patterns, size_t len, const char *table, const char *column)
{
    char qualified[512]; /* MySQL's names are 64 characters at most; a longer one matches by its beginning */
    int dot = snprintf(qualified, sizeof(qualified), "%.250s", table);
    snprintf(qualified + dot, sizeof(qualified) - (size_t)dot, ".%.250s", column);
    for (size_t i = 0; i < len; i++) {
        const char *name = strchr(patterns[i], '.') ? qualified : qualified + dot + 1;
        if (wpn_glob(patterns[i], name, strlen(name))) {
            return true;
        }
    }
    return false;
}

bool wpn_rules_skip_column(const wpn_rules *rules, const char *table, const char *column)
{
    return column_matches(rules->skip_columns, rules->skip_columns_len, table, column);
}

bool wpn_rules_host_column(const wpn_rules *rules, const char *table, const char *column)
{
    return column_matches(rules->host_columns, rules->host_columns_len, table, column);
}

static wpn_status copy_columns(char ***to, size_t *to_len, const wpn_string *from, size_t from_len, const char *what,
                               wpn_error *error)
{
    *to = calloc(from_len + 1, sizeof(char *));
    if (!*to) {
        return wpn_fail_memory(error);
    }
    for (size_t i = 0; i < from_len; i++) {
        if (!from[i].len || memchr(from[i].bytes, '\0', from[i].len)) {
            return wpn_fail(error, WPN_E_ARGUMENT, "%s: a column's name must not be empty nor hold a NUL byte", what);
        }
        char *name = wpn_copy_string(from[i].bytes, from[i].len);
        if (!name) {
            return wpn_fail_memory(error);
        }
        wpn_lower_string(name);
        (*to)[(*to_len)++] = name;
    }
    return WPN_OK;
}

/* ---- construction ---- */

/* Order of the URL rules: those of one host together, most specific first, equal addresses side by side. */
static int compare_rules(const wpn_url_rule *urls, size_t a, size_t b)
{
    const wpn_address *left = &urls[a].from, *right = &urls[b].from;
    int order = strcmp(left->host[WPN_HOST_ASCII], right->host[WPN_HOST_ASCII]);
    if (!order && left->path_len != right->path_len) {
        order = left->path_len > right->path_len ? -1 : 1;
    }
    if (!order) {
        order = strcmp(left->path, right->path);
    }
    if (!order && left->port != right->port) {
        order = left->port < right->port ? -1 : 1;
    }
    if (!order && left->scheme != right->scheme) {
        order = left->scheme < right->scheme ? -1 : 1;
    }
    return order ? order : a < b ? -1 : 1;
}

static wpn_status parse_urls(wpn_rules *rules, const wpn_rules_spec *spec, wpn_error *error)
{
    rules->urls = calloc(spec->urls_len + 1, sizeof(*rules->urls));
    rules->order = calloc(spec->urls_len + 1, sizeof(*rules->order));
    if (!rules->urls || !rules->order) {
        return wpn_fail_memory(error);
    }
    for (size_t i = 0; i < spec->urls_len; i++) {
        wpn_url_rule *rule = &rules->urls[rules->urls_len++];
        wpn_status status;
        if ((status = wpn_address_parse(&rule->from, &spec->urls[i].from, error)) != WPN_OK ||
            (status = wpn_address_parse(&rule->to, &spec->urls[i].to, error)) != WPN_OK) {
            return status;
        }
        rule->identity = wpn_address_same(&rule->from, &rule->to);
        size_t place = i; /* insertion sort: rules are few */
        for (; place > 0 && compare_rules(rules->urls, i, rules->order[place - 1]) < 0; place--) {
            rules->order[place] = rules->order[place - 1];
        }
        rules->order[place] = i;
    }
    for (size_t i = 1; i < rules->urls_len; i++) {
        const wpn_url_rule *a = &rules->urls[rules->order[i - 1]], *b = &rules->urls[rules->order[i]];
        if (wpn_address_same(&a->from, &b->from) && !wpn_address_same(&a->to, &b->to)) {
            return wpn_fail(error, WPN_E_ARGUMENT, "two URL rules for the same address %s%s",
                            a->from.host[WPN_HOST_ASCII], a->from.path);
        }
    }
    return WPN_OK;
}

/* So that each URL of a dump is not compared with the hosts of a thousand sites. False when memory is short. */
static bool add_own_hosts(wpn_rules *rules, const wpn_address *address)
{
    for (int form = WPN_HOST_ASCII; form <= WPN_HOST_UNICODE; form++) {
        if (!wpn_map_at(&rules->own_hosts, address->host[form], strlen(address->host[form]))) {
            return false;
        }
    }
    return true;
}

wpn_status wpn_rules_new(wpn_rules **made, const wpn_rules_spec *spec, wpn_error *error)
{
    *made = NULL;
    wpn_rules *rules = calloc(1, sizeof(*rules));
    if (!rules) {
        return wpn_fail_memory(error);
    }
    rules->scan = wpn_scan_best();
    rules->keys = spec->keys;
    rules->subdomains = spec->subdomains;
    rules->emails = spec->emails;
    rules->base64 = spec->base64;
    rules->foreign_hosts = spec->foreign_hosts;
    wpn_status status = parse_urls(rules, spec, error);
    if (status != WPN_OK) {
        goto cleanup;
    }
    for (size_t i = 0; rules->foreign_hosts && i < rules->urls_len; i++) {
        if (!add_own_hosts(rules, &rules->urls[i].from) || !add_own_hosts(rules, &rules->urls[i].to)) {
            status = wpn_fail_memory(error);
            goto cleanup;
        }
    }
    if (!wpn_patterns_add_hosts(rules)) {
        status = wpn_fail_memory(error);
        goto cleanup;
    }
    for (size_t i = 0; i < spec->literals_len; i++) {
        if (!spec->literals[i].from.len) {
            status = wpn_fail(error, WPN_E_ARGUMENT, "literal rule: the search string must not be empty");
            goto cleanup;
        }
    }
    if (!wpn_patterns_add_literals(rules, spec->literals, spec->literals_len)) {
        status = wpn_fail_memory(error);
        goto cleanup;
    }
    if (rules->patterns_len && !wpn_patterns_add_marker(rules)) {
        status = wpn_fail_memory(error);
        goto cleanup;
    }
    if ((status = wpn_search_build(rules, error)) != WPN_OK ||
        (status = copy_columns(&rules->skip_columns, &rules->skip_columns_len, spec->skip_columns,
                               spec->skip_columns_len, "skipColumns", error)) != WPN_OK ||
        (status = copy_columns(&rules->host_columns, &rules->host_columns_len, spec->host_columns,
                               spec->host_columns_len, "hostColumns", error)) != WPN_OK ||
        (status = wpn_fakes_new(&rules->fakes, &spec->fakes, error)) != WPN_OK) {
        goto cleanup;
    }
    *made = rules;
    return WPN_OK;

cleanup:
    wpn_rules_free(rules);
    return status;
}

void wpn_rules_free(wpn_rules *rules)
{
    if (!rules) {
        return;
    }
    for (size_t i = 0; i < rules->urls_len; i++) {
        wpn_address_free(&rules->urls[i].from);
        wpn_address_free(&rules->urls[i].to);
    }
    for (size_t i = 0; i < rules->patterns_len; i++) {
        wpn_pattern_free(&rules->patterns[i]);
    }
    for (size_t i = 0; i < rules->skip_columns_len; i++) {
        free(rules->skip_columns[i]);
    }
    for (size_t i = 0; i < rules->host_columns_len; i++) {
        free(rules->host_columns[i]);
    }
    wpn_map_free(&rules->own_hosts);
    wpn_fakes_free(rules->fakes);
    free(rules->skip_columns);
    free(rules->host_columns);
    free(rules->urls);
    free(rules->order);
    free(rules->patterns);
    free(rules->chain);
    free(rules->short_windows);
    free(rules);
}

void wpn_rules_use_scan(wpn_rules *rules, const wpn_scan *scan)
{
    rules->scan = scan;
}
