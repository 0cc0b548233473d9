/* Rules as patterns. */
#include "text/patterns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "text/ascii.h"
#include "text/rules.h"
#include "text/spelling.h"

void wpn_pattern_free(wpn_pattern *pattern)
{
    free(pattern->bytes);
    for (int slashes = 0; slashes < WPN_SLASHES; slashes++) {
        free(pattern->plain[0][slashes].replacement);
        free(pattern->plain[1][slashes].replacement);
    }
    free(pattern->replacement);
}

/* Takes over the pattern's strings, also when it fails; a pattern that is there already is dropped. */
static bool add_pattern(wpn_rules *rules, wpn_pattern pattern)
{
    if (!pattern.bytes || (pattern.kind == WPN_PATTERN_LITERAL && !pattern.replacement)) {
        goto fail;
    }
    for (size_t i = 0; i < rules->patterns_len; i++) {
        const wpn_pattern *other = &rules->patterns[i];
        if (other->kind == pattern.kind && other->len == pattern.len &&
            !memcmp(other->bytes, pattern.bytes, pattern.len)) {
            wpn_pattern_free(&pattern);
            return true;
        }
    }
    if (!wpn_array_grow((void **)&rules->patterns, &rules->patterns_cap, rules->patterns_len + 1,
                        sizeof(wpn_pattern))) {
        goto fail;
    }
    rules->patterns[rules->patterns_len++] = pattern;
    return true;

fail:
    wpn_pattern_free(&pattern);
    return false;
}

/* Whether a path can be written into SQL without escapes. */
static bool needs_no_escape(const char *path)
{
    for (; *path; path++) {
        if ((uint8_t)*path < ' ' || *path == '\'' || *path == '"' || *path == '\\') {
            return false;
        }
    }
    return true;
}

/* The rule for `scheme://host` where no rule of the host has a port or a path; NULL otherwise. The one of the
 * reference's own scheme comes first, as in url.c. */
static const wpn_url_rule *plain_rule(const wpn_rules *rules, const wpn_pattern *pattern, wpn_scheme scheme)
{
    const wpn_url_rule *chosen = NULL;
    for (size_t i = 0; i < pattern->rules_len; i++) {
        const wpn_url_rule *rule = &rules->urls[rules->order[pattern->first_rule + i]];
        if (rule->from.port || rule->from.path_len || !needs_no_escape(rule->to.path)) {
            return NULL;
        }
        if (!chosen || (rule->from.scheme == scheme && chosen->from.scheme != scheme)) {
            chosen = rule;
        }
    }
    return chosen;
}

/* The same with each slash as JSON in SQL has it; frees s. NULL when memory is short, or s is NULL. */
static char *escape_slashes(char *s)
{
    wpn_buffer out = {0};
    bool ok = s;
    for (const char *c = s; ok && *c; c++) {
        ok = *c == '/' ? wpn_buffer_append(&out, "\\\\/", 3) : wpn_buffer_push(&out, *c);
    }
    ok = ok && wpn_buffer_push(&out, '\0');
    free(s);
    if (!ok) {
        wpn_buffer_free(&out);
        return NULL;
    }
    return out.data;
}

static bool add_plain(const wpn_rules *rules, wpn_pattern *pattern, wpn_scheme scheme, wpn_slashes slashes)
{
    const wpn_url_rule *rule = pattern->form == WPN_HOST_ASCII ? plain_rule(rules, pattern, scheme) : NULL;
    if (!rule) {
        return true;
    }
    const wpn_address *to = &rule->to;
    bool own = rule->from.scheme == WPN_SCHEME_NONE || to->scheme == WPN_SCHEME_NONE;
    const char *name = (own ? scheme : to->scheme) == WPN_SCHEME_HTTPS ? "https" : "http";
    char *replacement;
    if (asprintf(&replacement, "%s://%s%s%s%s", name, to->host[WPN_HOST_ASCII], to->port ? ":" : "", to->port_digits,
                 to->path) < 0) {
        return false;
    }
    if (slashes == WPN_SLASHES_JSON && !(replacement = escape_slashes(replacement))) {
        return false;
    }
    pattern->plain[scheme == WPN_SCHEME_HTTPS][slashes] =
        (wpn_plain){.replacement = replacement, .len = strlen(replacement), .host = strlen(name) + 3, .rule = rule};
    return true;
}

static bool add_plains(const wpn_rules *rules, wpn_pattern *pattern)
{
    for (int slashes = 0; slashes < WPN_SLASHES; slashes++) {
        if (!add_plain(rules, pattern, WPN_SCHEME_HTTP, (wpn_slashes)slashes) ||
            !add_plain(rules, pattern, WPN_SCHEME_HTTPS, (wpn_slashes)slashes)) {
            return false;
        }
    }
    return true;
}

bool wpn_patterns_add_hosts(wpn_rules *rules)
{
    for (size_t first = 0; first < rules->urls_len;) {
        const wpn_address *from = &rules->urls[rules->order[first]].from;
        size_t end = first + 1;
        while (end < rules->urls_len &&
               !strcmp(rules->urls[rules->order[end]].from.host[WPN_HOST_ASCII], from->host[WPN_HOST_ASCII])) {
            end++;
        }
        for (int form = 0; form < WPN_HOST_FORMS; form++) {
            size_t len = strlen(from->host[form]);
            wpn_pattern pattern = {.kind = WPN_PATTERN_HOST,
                                   .ignore_case = true,
                                   .bytes = wpn_copy_string(from->host[form], len),
                                   .len = len,
                                   .first_rule = first,
                                   .rules_len = end - first,
                                   .form = (wpn_host_form)form};
            if (!pattern.bytes) {
                return false;
            }
            wpn_lower_string(pattern.bytes);
            if (!add_plains(rules, &pattern)) {
                wpn_pattern_free(&pattern);
                return false;
            }
            if (!add_pattern(rules, pattern)) {
                return false;
            }
        }
        first = end;
    }
    return true;
}

static bool add_literal(wpn_rules *rules, const char *from, size_t from_len, const char *to, size_t to_len)
{
    return add_pattern(rules, (wpn_pattern){.kind = WPN_PATTERN_LITERAL,
                                            .bytes = wpn_copy_string(from, from_len),
                                            .len = from_len,
                                            .replacement = wpn_copy_string(to, to_len),
                                            .replacement_len = to_len});
}

/* `/` as \u002f, which some JSON writers use. */
static char *unicode_slashes(const char *s)
{
    wpn_buffer out = {0};
    bool ok = true;
    for (; ok && *s; s++) {
        ok = s[0] == '\\' && s[1] == '/' ? wpn_buffer_append(&out, "\\u002f", 6) && s++ : wpn_buffer_push(&out, *s);
    }
    if (!ok || !wpn_buffer_push(&out, '\0')) {
        wpn_buffer_free(&out);
        return NULL;
    }
    return out.data;
}

/* The literal as JSON writes it, and as JSON writes that again: https:\/\/a.test, https:\\\/\\\/a.test. Deeper nesting
 * in plain text (not in JSON values, which are decoded) has not been seen. */
enum { LITERAL_JSON_DEPTH = 3 };

static bool add_json_literals(wpn_rules *rules, const wpn_pair *pair, bool escape_unicode, bool escape_slashes)
{
    char *from = wpn_copy_string(pair->from.bytes, pair->from.len);
    char *to = wpn_copy_string(pair->to.bytes, pair->to.len);
    bool ok = from && to;
    for (int depth = 1; ok && depth <= LITERAL_JSON_DEPTH; depth++) {
        char *next_from = wpn_json_spelling(from, strlen(from), escape_unicode, escape_slashes);
        char *next_to = wpn_json_spelling(to, strlen(to), escape_unicode, escape_slashes);
        free(from);
        free(to);
        from = next_from;
        to = next_to;
        ok = from && to && add_literal(rules, from, strlen(from), to, strlen(to));
        if (ok && depth == 1) {
            char *slashes_from = unicode_slashes(from), *slashes_to = unicode_slashes(to);
            ok = slashes_from && slashes_to &&
                 add_literal(rules, slashes_from, strlen(slashes_from), slashes_to, strlen(slashes_to));
            free(slashes_from);
            free(slashes_to);
        }
    }
    free(from);
    free(to);
    return ok;
}

bool wpn_patterns_add_literals(wpn_rules *rules, const wpn_pair *pairs, size_t len)
{
    /* first all as they are: what is derived from one must not stand in for another */
    for (size_t i = 0; i < len; i++) {
        if (!add_literal(rules, pairs[i].from.bytes, pairs[i].from.len, pairs[i].to.bytes, pairs[i].to.len)) {
            return false;
        }
    }
    for (size_t i = 0; i < len; i++) {
        const wpn_string *from = &pairs[i].from, *to = &pairs[i].to;
        bool text = wpn_utf8_valid(from->bytes, from->len) && wpn_utf8_valid(to->bytes, to->len) &&
                    !memchr(from->bytes, '\0', from->len) && !memchr(to->bytes, '\0', to->len);
        for (int flags = 3; text && flags >= 0; flags--) { /* as json_encode() writes by default comes first */
            if (!add_json_literals(rules, &pairs[i], flags & 1, flags & 2)) {
                return false;
            }
        }
    }
    return true;
}

bool wpn_patterns_add_marker(wpn_rules *rules)
{
    return add_pattern(rules, (wpn_pattern){.kind = WPN_PATTERN_MARKER, .bytes = wpn_copy_string("_[", 2), .len = 2});
}
