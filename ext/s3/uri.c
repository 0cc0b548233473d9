/* Percent-encoding as SigV4 defines it, the rules for keys, and the parts of an endpoint. */
#include "s3/uri.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

static bool is_unreserved(unsigned char byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
           byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

bool wpn_uri_encode(wpn_buffer *out, const char *bytes, size_t len, bool keep_slash)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (is_unreserved(byte) || (byte == '/' && keep_slash)) {
            if (!wpn_buffer_push(out, (char)byte)) {
                return false;
            }
            continue;
        }
        char encoded[3] = {'%', hex[byte >> 4], hex[byte & 15]};
        if (!wpn_buffer_append(out, encoded, sizeof(encoded))) {
            return false;
        }
    }
    return true;
}

bool wpn_uri_query(wpn_buffer *query, const char *name, const char *value)
{
    return (query->len == 0 || wpn_buffer_push(query, '&')) && wpn_uri_encode(query, name, strlen(name), false) &&
           wpn_buffer_push(query, '=') && wpn_uri_encode(query, value, strlen(value), false);
}

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

void wpn_uri_decode(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        if (*from == '%' && hex_digit(from[1]) >= 0 && hex_digit(from[2]) >= 0) {
            *to++ = (char)(hex_digit(from[1]) * 16 + hex_digit(from[2]));
            from += 2;
        } else {
            /* AWS writes a space as '+' here and a plus as %2B. */
            *to++ = *from == '+' ? ' ' : *from;
        }
    }
    *to = '\0';
}

/* Length of the UTF-8 sequence at bytes, 0 where it is none (overlong forms and surrogates included). */
static size_t utf8_length(const unsigned char *bytes, size_t len)
{
    unsigned char lead = bytes[0];
    if (lead < 0x80) {
        return 1;
    }
    size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || need > len) {
        return 0;
    }
    for (size_t i = 1; i < need; i++) {
        if ((bytes[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    if ((lead == 0xE0 && bytes[1] < 0xA0) || (lead == 0xED && bytes[1] > 0x9F) || (lead == 0xF0 && bytes[1] < 0x90) ||
        (lead == 0xF4 && bytes[1] > 0x8F)) {
        return 0;
    }
    return need;
}

wpn_status wpn_s3_check_key(const char *key, size_t len, wpn_error *error)
{
    if (len == 0 || len > WPN_S3_MAX_KEY) {
        return wpn_fail(error, WPN_E_ARGUMENT, "a key must have 1 to %d bytes, this one has %zu", WPN_S3_MAX_KEY, len);
    }
    for (size_t i = 0; i < len;) {
        unsigned char byte = (unsigned char)key[i];
        if (byte < 0x20 || byte == 0x7F) {
            return wpn_fail(error, WPN_E_ARGUMENT, "a key must not hold control characters (byte 0x%02x at offset %zu)",
                            byte, i);
        }
        size_t step = utf8_length((const unsigned char *)key + i, len - i);
        if (step == 0) {
            return wpn_fail(error, WPN_E_ARGUMENT, "a key must be UTF-8 (byte 0x%02x at offset %zu)", byte, i);
        }
        i += step;
    }
    return WPN_OK;
}

wpn_status wpn_s3_check_bucket(const char *bucket, size_t len, wpn_error *error)
{
    bool valid = len >= 3 && len <= 255 && bucket[0] != '.';
    for (size_t i = 0; valid && i < len; i++) {
        valid = is_unreserved((unsigned char)bucket[i]) && bucket[i] != '~';
    }
    if (!valid) {
        return wpn_fail(error, WPN_E_ARGUMENT, "a bucket name must be 3 to 255 letters, digits, '.', '_' or '-'");
    }
    return WPN_OK;
}

static wpn_status fail_endpoint(wpn_error *error, const char *why)
{
    /* The address itself is not repeated: it may carry a password. */
    return wpn_fail(error, WPN_E_ARGUMENT, "the endpoint must be http[s]://host[:port][/path]: %s", why);
}

wpn_status wpn_endpoint_parse(wpn_endpoint *endpoint, const char *url, wpn_error *error)
{
    *endpoint = (wpn_endpoint){0};
    wpn_status status = WPN_OK;
    char *scheme = NULL, *host = NULL, *port = NULL, *path = NULL, *other = NULL;
    CURLU *parsed = curl_url();
    if (!parsed) {
        return wpn_fail_memory(error);
    }
    CURLUcode code = curl_url_set(parsed, CURLUPART_URL, url, 0);
    if (code != CURLUE_OK) {
        status = fail_endpoint(error, "it is not a valid URL");
        goto cleanup;
    }
    if (curl_url_get(parsed, CURLUPART_USER, &other, 0) == CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_PASSWORD, &other, 0) == CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_QUERY, &other, 0) == CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_FRAGMENT, &other, 0) == CURLUE_OK) {
        status = fail_endpoint(error, "no user, query or fragment is allowed");
        goto cleanup;
    }
    if (curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_PATH, &path, 0) != CURLUE_OK) {
        status = fail_endpoint(error, "a part is missing");
        goto cleanup;
    }
    if (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0) {
        status = fail_endpoint(error, "the scheme is neither http nor https");
        goto cleanup;
    }
    curl_url_get(parsed, CURLUPART_PORT, &port, CURLU_NO_DEFAULT_PORT);
    size_t path_len = strlen(path);
    while (path_len && path[path_len - 1] == '/') {
        path_len--;
    }
    endpoint->scheme = strdup(scheme);
    endpoint->path = strndup(path, path_len);
    if (asprintf(&endpoint->host, "%s%s%s", host, port ? ":" : "", port ? port : "") < 0) {
        endpoint->host = NULL;
    }
    if (!endpoint->scheme || !endpoint->host || !endpoint->path) {
        wpn_endpoint_free(endpoint);
        status = wpn_fail_memory(error);
    }
cleanup:
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    curl_free(path);
    curl_free(other);
    curl_url_cleanup(parsed);
    return status;
}

void wpn_endpoint_free(wpn_endpoint *endpoint)
{
    free(endpoint->scheme);
    free(endpoint->host);
    free(endpoint->path);
    *endpoint = (wpn_endpoint){0};
}
