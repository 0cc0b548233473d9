/* Addresses, parsed by libcurl's URL API, and their hosts in every spelling. */
#include "text/address.h"

#include <curl/curl.h>
#include <idn2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "text/ascii.h"
#include "text/spelling.h"

static wpn_status bad_url(wpn_error *error, const char *url, const char *why)
{
    const char *userinfo_end = strrchr(url, '@'); /* what stands before it may hold a password: it is not repeated */
    return wpn_fail(error, WPN_E_ARGUMENT, "URL rule \"%.200s\": %s", userinfo_end ? userinfo_end + 1 : url, why);
}

/* A part of a parsed URL; *value is NULL where the URL lacks it. The caller frees it with curl_free(). */
static wpn_status url_part(CURLU *url, CURLUPart what, unsigned flags, char **value, const char *text, wpn_error *error)
{
    CURLUcode code = curl_url_get(url, what, value, flags);
    if (code == CURLUE_OK || code == CURLUE_NO_PORT || code == CURLUE_NO_SCHEME || code == CURLUE_NO_QUERY ||
        code == CURLUE_NO_FRAGMENT || code == CURLUE_NO_USER || code == CURLUE_NO_PASSWORD) {
        return WPN_OK;
    }
    *value = NULL;
    return code == CURLUE_OUT_OF_MEMORY ? wpn_fail_memory(error) : bad_url(error, text, curl_url_strerror(code));
}

static char *percent_spelling(const char *utf8)
{
    wpn_buffer out = {0};
    bool ok = true;
    for (; ok && *utf8; utf8++) {
        uint8_t byte = (uint8_t)*utf8;
        if (byte < 0x80) {
            ok = wpn_buffer_push(&out, *utf8);
        } else {
            char escaped[4];
            snprintf(escaped, sizeof(escaped), "%%%02X", byte);
            ok = wpn_buffer_append(&out, escaped, 3);
        }
    }
    if (!ok || !wpn_buffer_push(&out, '\0')) {
        wpn_buffer_free(&out);
        return NULL;
    }
    return out.data;
}

/* The host in ASCII, by libidn2: libcurl's own conversion takes the bytes for text in the charset of the process's
 * locale. The caller frees it with idn2_free(). */
static wpn_status host_to_ascii(const char *host, char **ascii, const char *text, wpn_error *error)
{
    size_t len = strlen(host);
    *ascii = NULL;
    if (!wpn_utf8_valid(host, len)) {
        return bad_url(error, text, "its host is not valid UTF-8");
    }
    int code = idn2_to_ascii_8z(host, ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    if (code == IDN2_OK) {
        return WPN_OK;
    }
    *ascii = NULL;
    return code == IDN2_MALLOC ? wpn_fail_memory(error) : bad_url(error, text, idn2_strerror(code));
}

static bool is_ascii(const char *text)
{
    while (*text && (uint8_t)*text < 0x80) {
        text++;
    }
    return !*text;
}

/* Fills every form of address->host. */
static wpn_status host_forms(wpn_address *address, const char *host, const char *text, wpn_error *error)
{
    char *converted = NULL, *unicode = NULL;
    if (!is_ascii(host)) { /* an ASCII host stays as it is: local names may hold what IDNA does not allow, as `_` */
        wpn_status status = host_to_ascii(host, &converted, text, error);
        if (status != WPN_OK) {
            return status;
        }
    }
    const char *ascii = converted ? converted : host;
    if (idn2_to_unicode_8z8z(ascii, &unicode, 0) == IDN2_OK) {
        address->host[WPN_HOST_UNICODE] = wpn_copy_string(unicode, strlen(unicode));
        idn2_free(unicode);
    } else { /* not an internationalised name: a test host with an underscore, an IPv6 address */
        address->host[WPN_HOST_UNICODE] = wpn_copy_string(ascii, strlen(ascii));
    }
    const char *utf8 = address->host[WPN_HOST_UNICODE];
    address->host[WPN_HOST_ASCII] = wpn_copy_string(ascii, strlen(ascii));
    address->host[WPN_HOST_JSON] = utf8 ? wpn_json_spelling(utf8, strlen(utf8), true, true) : NULL;
    address->host[WPN_HOST_PERCENT] = utf8 ? percent_spelling(utf8) : NULL;
    idn2_free(converted);
    for (int form = 0; form < WPN_HOST_FORMS; form++) {
        if (!address->host[form]) {
            return wpn_fail_memory(error);
        }
        if (form != WPN_HOST_PERCENT) {
            wpn_lower_string(address->host[form]);
        }
    }
    return WPN_OK;
}

/* Has libcurl take the URL apart. */
static wpn_status read_url(CURLU *url, bool bare, const char *given, const char *text, wpn_error *error)
{
    char *with_scheme;
    if (asprintf(&with_scheme, "%s%s", bare ? "https://" : "", given) < 0) {
        return wpn_fail_memory(error);
    }
    CURLUcode code = curl_url_set(url, CURLUPART_URL, with_scheme, CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS);
    free(with_scheme);
    if (code != CURLUE_OK) {
        /* Which of libcurl's words an invalid character gets differs between its versions. */
        bool port = code == CURLUE_BAD_PORT_NUMBER;
        return bad_url(error, text, port ? curl_url_strerror(code) : "it is not a valid URL");
    }
    return WPN_OK;
}

/* Refuses what is no part of a site's address. */
static wpn_status check_parts(CURLU *url, const char *text, wpn_error *error)
{
    static const struct {
        CURLUPart part;
        const char *why;
    } not_allowed[] = {
        {CURLUPART_USER, "it must not hold a user"},
        {CURLUPART_PASSWORD, "it must not hold a password"},
        {CURLUPART_QUERY, "it must not hold a query"},
        {CURLUPART_FRAGMENT, "it must not hold a fragment"},
    };
    for (size_t i = 0; i < sizeof(not_allowed) / sizeof(*not_allowed); i++) {
        char *part = NULL;
        wpn_status status = url_part(url, not_allowed[i].part, 0, &part, text, error);
        if (status == WPN_OK && part) {
            status = bad_url(error, text, not_allowed[i].why);
        }
        curl_free(part);
        if (status != WPN_OK) {
            return status;
        }
    }
    return WPN_OK;
}

static wpn_status take_scheme(wpn_address *address, CURLU *url, const char *text, wpn_error *error)
{
    char *scheme = NULL;
    wpn_status status = url_part(url, CURLUPART_SCHEME, 0, &scheme, text, error);
    if (status == WPN_OK && !strcmp(scheme, "https")) {
        address->scheme = WPN_SCHEME_HTTPS;
    } else if (status == WPN_OK && !strcmp(scheme, "http")) {
        address->scheme = WPN_SCHEME_HTTP;
    } else if (status == WPN_OK) {
        status = bad_url(error, text, "its scheme must be http or https");
    }
    curl_free(scheme);
    return status;
}

static wpn_status take_host(wpn_address *address, CURLU *url, const char *text, wpn_error *error)
{
    char *host = NULL;
    wpn_status status = url_part(url, CURLUPART_HOST, 0, &host, text, error);
    if (status == WPN_OK) {
        address->dotted = strchr(host, '.') != NULL;
        status = host_forms(address, host, text, error);
    }
    curl_free(host);
    return status;
}

/* The scheme's own port is none. */
static wpn_status take_port(wpn_address *address, CURLU *url, const char *text, wpn_error *error)
{
    char *digits = NULL;
    wpn_status status = url_part(url, CURLUPART_PORT, 0, &digits, text, error);
    if (status == WPN_OK && digits) {
        unsigned port = (unsigned)strtoul(digits, NULL, 10);
        bool standard =
            (address->scheme == WPN_SCHEME_HTTPS && port == 443) || (address->scheme == WPN_SCHEME_HTTP && port == 80);
        address->port = standard ? 0 : port;
        if (address->port) {
            snprintf(address->port_digits, sizeof(address->port_digits), "%u", port);
        }
    }
    curl_free(digits);
    return status;
}

/* The path without a slash at its end. */
static wpn_status take_path(wpn_address *address, CURLU *url, const char *text, wpn_error *error)
{
    char *path = NULL;
    wpn_status status = url_part(url, CURLUPART_PATH, 0, &path, text, error);
    if (status == WPN_OK) {
        size_t len = strlen(path);
        address->path_len = len && path[len - 1] == '/' ? len - 1 : len;
        address->path = wpn_copy_string(path, address->path_len);
        status = address->path ? WPN_OK : wpn_fail_memory(error);
    }
    curl_free(path);
    return status;
}

static wpn_status take_parts(wpn_address *address, CURLU *url, const char *text, wpn_error *error)
{
    /* libcurl would guess a scheme from the host's name (ftp.example.com); a rule without one has none. */
    const char *separator = strstr(text, "://");
    const char *given = !strncmp(text, "//", 2) ? text + 2 : text;
    const char *authority = separator ? separator + 3 : given;
    if (!*authority || *authority == '/') { /* libcurl would take the path's first segment for the host */
        return bad_url(error, text, "it has no host");
    }
    wpn_status status;
    if ((status = read_url(url, !separator, given, text, error)) != WPN_OK ||
        (status = check_parts(url, text, error)) != WPN_OK ||
        (separator && (status = take_scheme(address, url, text, error)) != WPN_OK) ||
        (status = take_port(address, url, text, error)) != WPN_OK ||
        (status = take_path(address, url, text, error)) != WPN_OK) {
        return status;
    }
    return take_host(address, url, text, error);
}

wpn_status wpn_address_parse(wpn_address *address, const wpn_string *source, wpn_error *error)
{
    char *text = wpn_copy_string(source->bytes, source->len);
    CURLU *url = curl_url();
    wpn_status status;
    if (!text || !url) {
        status = wpn_fail_memory(error);
    } else if (strlen(text) != source->len) {
        status = bad_url(error, text, "it holds a NUL byte");
    } else {
        status = take_parts(address, url, text, error);
    }
    curl_url_cleanup(url);
    free(text);
    return status;
}

bool wpn_address_same(const wpn_address *a, const wpn_address *b)
{
    return a->scheme == b->scheme && a->port == b->port && !strcmp(a->host[WPN_HOST_ASCII], b->host[WPN_HOST_ASCII]) &&
           !strcmp(a->path, b->path);
}

void wpn_address_free(wpn_address *address)
{
    for (int form = 0; form < WPN_HOST_FORMS; form++) {
        free(address->host[form]);
    }
    free(address->path);
}
