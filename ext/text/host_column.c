/* Columns that hold a host alone, as wp_blogs.domain. */
#include "text/host_column.h"

#include <string.h>

#include "text/ascii.h"
#include "text/url.h"

static bool host_is(const char *host, size_t host_len, const wpn_address *from, bool subdomains, size_t *labels)
{
    for (int form = WPN_HOST_ASCII; form <= WPN_HOST_UNICODE; form++) {
        size_t from_len = strlen(from->host[form]);
        if (host_len < from_len) {
            continue;
        }
        *labels = host_len - from_len;
        bool same = !*labels || (subdomains && host[*labels - 1] == '.');
        for (size_t i = 0; same && i < from_len; i++) {
            same = wpn_lower(host[*labels + i]) == from->host[form][i];
        }
        if (same) {
            return true;
        }
    }
    return false;
}

bool wpn_rewrite_host(const wpn_rules *rules, const char *host, size_t host_len, const char *path, size_t path_len,
                      wpn_buffer *new_host, wpn_buffer *new_path, wpn_host_result *result)
{
    const wpn_url_rule *best = NULL;
    size_t best_labels = 0, name_len = host_len;
    unsigned port = 0;
    const char *colon = memchr(host, ':', host_len);
    if (colon) {
        size_t colon_len;
        size_t port_len = wpn_port_at(host, host_len, (size_t)(colon - host), &port, &colon_len);
        if (port_len != host_len - (size_t)(colon - host)) {
            colon = NULL;
            port = 0;
        } else {
            name_len = (size_t)(colon - host);
        }
    }
    for (size_t i = 0; i < rules->urls_len; i++) {
        const wpn_url_rule *rule = &rules->urls[i];
        const wpn_address *from = &rule->from;
        size_t labels = 0;
        if (from->port != port || !host_is(host, name_len, from, rules->subdomains, &labels)) {
            continue;
        }
        if (from->path_len && (path_len < from->path_len || memcmp(path, from->path, from->path_len) ||
                               (path_len > from->path_len && path[from->path_len] != '/'))) {
            continue;
        }
        if (!best || labels < best_labels || (labels == best_labels && from->path_len > best->from.path_len)) {
            best = rule;
            best_labels = labels;
        }
    }
    *result = !best ? WPN_HOST_FOREIGN : best->identity ? WPN_HOST_KEPT : WPN_HOST_REPLACED;
    if (*result != WPN_HOST_REPLACED) {
        return true;
    }
    const wpn_address *to = &best->to;
    if (!wpn_buffer_append(new_host, host, best_labels) ||
        !wpn_buffer_append(new_host, to->host[WPN_HOST_ASCII], strlen(to->host[WPN_HOST_ASCII])) ||
        !wpn_buffer_append(new_host, ":", to->port != 0) ||
        !wpn_buffer_append(new_host, to->port_digits, strlen(to->port_digits)) ||
        !wpn_buffer_append(new_path, to->path, to->path_len)) {
        return false;
    }
    size_t rest = path_len > best->from.path_len ? best->from.path_len : path_len;
    return path_len > rest ? wpn_buffer_append(new_path, path + rest, path_len - rest) : wpn_buffer_push(new_path, '/');
}
