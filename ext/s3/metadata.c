/*
 * Temporary credentials from the machine we run on.
 *
 * These services are link-local and answer in milliseconds or never, so requests are plain, blocking and short.
 */
#include "s3/metadata.h"

#include "base/buffer.h"

#include <curl/curl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#define MAX_ANSWER_BYTES (64 * 1024)
#define CONNECT_TIMEOUT_MS 1000L
#define TIMEOUT_MS 3000L
#define ATTEMPTS 3
#define EC2_TOKEN_HEADER "X-aws-ec2-metadata-token: "

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    wpn_buffer *body = context;
    if (body->len + count > MAX_ANSWER_BYTES || !wpn_buffer_append(body, bytes, count)) {
        return 0;
    }
    return count;
}

static void wipe(wpn_buffer *buffer)
{
    if (buffer->data) {
        OPENSSL_cleanse(buffer->data, buffer->cap);
    }
    wpn_buffer_free(buffer);
}

/* One request, tried again where nothing or a 5xx came back; *body is NUL-terminated beyond its length. */
static bool fetch(const char *url, const char *method, const char *header, wpn_buffer *body)
{
    bool ok = false;
    struct curl_slist *headers = header ? curl_slist_append(NULL, header) : NULL;
    CURL *curl = curl_easy_init();
    if (!curl || (header && !headers)) {
        goto cleanup;
    }
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        long http_status = 0;
        body->len = 0;
        CURLcode code = curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &http_status);
        if (code == CURLE_OK && http_status < 500) {
            ok = http_status == 200 && wpn_buffer_push(body, '\0');
            body->len -= ok;
            break;
        }
        if (code == CURLE_COULDNT_CONNECT || code == CURLE_OPERATION_TIMEDOUT) {
            break; /* there is no such service here */
        }
        usleep(100000);
    }
cleanup:
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    return ok;
}

/* Reads a JSON string at *at into out, without its quotes; false where it is none. */
static bool read_string(const char **at, const char *end, wpn_buffer *out)
{
    out->len = 0;
    const char *from = *at;
    if (from == end || *from++ != '"') {
        return false;
    }
    while (from < end && *from != '"') {
        char byte = *from++;
        if (byte == '\\') {
            /* The services escape nothing but the slash; other escapes do not occur in credentials. */
            if (from == end || (*from != '/' && *from != '"' && *from != '\\')) {
                return false;
            }
            byte = *from++;
        }
        if (!wpn_buffer_push(out, byte)) {
            return false;
        }
    }
    if (from == end) {
        return false;
    }
    *at = from + 1;
    return wpn_buffer_push(out, '\0');
}

static void skip_space(const char **at, const char *end)
{
    while (*at < end && **at && strchr(" \t\r\n", **at)) {
        (*at)++;
    }
}

/* The string under name in a flat JSON object, copied; NULL where there is none. */
static char *json_string(const char *json, size_t len, const char *name)
{
    const char *at = json, *end = json + len;
    wpn_buffer key = {0}, value = {0};
    char *found = NULL;
    skip_space(&at, end);
    if (at == end || *at++ != '{') {
        return NULL;
    }
    while (!found) {
        skip_space(&at, end);
        if (!read_string(&at, end, &key)) {
            break;
        }
        skip_space(&at, end);
        if (at == end || *at++ != ':') {
            break;
        }
        skip_space(&at, end);
        bool is_string = read_string(&at, end, &value);
        if (is_string && strcmp(key.data, name) == 0) {
            found = strdup(value.data);
        }
        while (!is_string && at < end && *at != ',' && *at != '}') {
            at++; /* null, a number, true or false */
        }
        skip_space(&at, end);
        if (at == end || *at++ != ',') {
            break;
        }
    }
    wpn_buffer_free(&key);
    wipe(&value);
    return found;
}

wpn_status wpn_metadata_parse(wpn_credentials *credentials, const char *json, size_t len, wpn_error *error)
{
    char *access_key = json_string(json, len, "AccessKeyId");
    char *secret_key = json_string(json, len, "SecretAccessKey");
    char *token = json_string(json, len, "Token");
    char *expiration = json_string(json, len, "Expiration");
    wpn_status status = WPN_OK;
    if (!access_key || !secret_key) {
        status = wpn_fail(error, WPN_E_S3, "the metadata service's answer holds no credentials");
    } else if (!wpn_credentials_set(credentials, access_key, secret_key, token)) {
        status = wpn_fail_memory(error);
    } else if (expiration) {
        struct tm utc = {0};
        if (strptime(expiration, "%Y-%m-%dT%H:%M:%S", &utc)) {
            credentials->expires = timegm(&utc);
        }
    }
    free(access_key);
    wpn_secret_free(secret_key);
    wpn_secret_free(token);
    free(expiration);
    return status;
}

bool wpn_metadata_url_allowed(const char *url)
{
    static const char *const local[] = {"localhost", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "[::1]"};
    CURLU *parsed = curl_url();
    char *scheme = NULL, *host = NULL;
    bool allowed = false;
    if (parsed && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
        curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
        unsigned last_octets[3];
        int consumed = 0;
        allowed = strcmp(scheme, "https") == 0 ||
                  (sscanf(host, "127.%3u.%3u.%3u%n", last_octets, last_octets + 1, last_octets + 2, &consumed) == 3 &&
                   host[consumed] == '\0');
        for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++) {
            allowed = allowed || strcmp(host, local[i]) == 0;
        }
    }
    curl_free(scheme);
    curl_free(host);
    curl_url_cleanup(parsed);
    return allowed;
}

/* `Authorization: <token>` for the container's endpoint, NULL where none is wanted; false where its file cannot be
 * read. */
static bool container_authorization(char **header)
{
    const char *token = getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN");
    const char *path = getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    char from_file[8192];
    *header = NULL;
    if (path && *path) {
        FILE *file = fopen(path, "re");
        if (!file) {
            return false;
        }
        size_t len = fread(from_file, 1, sizeof(from_file) - 1, file);
        fclose(file);
        from_file[len] = '\0';
        from_file[strcspn(from_file, "\r\n")] = '\0';
        token = from_file;
    }
    if (!token || !*token) {
        return true;
    }
    if (strpbrk(token, "\r\n") || asprintf(header, "Authorization: %s", token) < 0) {
        *header = NULL;
        return false;
    }
    return true;
}

wpn_status wpn_metadata_container(wpn_credentials *credentials, wpn_error *error)
{
    wpn_buffer url = {0}, body = {0};
    char *header = NULL;
    wpn_status status;
    const char *relative = getenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    const char *full = getenv("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    bool is_relative = relative && *relative;
    const char *prefix = is_relative ? "http://169.254.170.2" : "";
    const char *rest = is_relative ? relative : full;
    if (!wpn_buffer_append(&url, prefix, strlen(prefix)) || !wpn_buffer_append(&url, rest, strlen(rest) + 1)) {
        status = wpn_fail_memory(error);
    } else if (!wpn_metadata_url_allowed(url.data)) {
        status = wpn_fail(error, WPN_E_S3,
                          "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or an address of this machine");
    } else if (!container_authorization(&header)) {
        status =
            wpn_fail(error, WPN_E_S3,
                     "the container's authorization token cannot be read (AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE)");
    } else if (!fetch(url.data, "GET", header, &body)) {
        status = wpn_fail(error, WPN_E_S3, "the container's credentials endpoint does not answer");
    } else {
        status = wpn_metadata_parse(credentials, body.data, body.len, error);
    }
    wpn_secret_free(header);
    wpn_buffer_free(&url);
    wipe(&body);
    return status;
}

/* GET <endpoint>/latest/meta-data/iam/security-credentials/<role> */
static bool ec2_get(const char *endpoint, const char *role, const char *token_header, wpn_buffer *body)
{
    char *url = NULL;
    if (asprintf(&url, "%s/latest/meta-data/iam/security-credentials/%s", endpoint, role) < 0) {
        return false;
    }
    bool ok = fetch(url, "GET", token_header, body);
    free(url);
    return ok;
}

wpn_status wpn_metadata_ec2(wpn_credentials *credentials, wpn_error *error)
{
    const char *endpoint = getenv("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    if (!endpoint || !*endpoint) {
        endpoint = "http://169.254.169.254";
    }
    wpn_buffer token = {0}, role = {0}, answer = {0};
    char *url = NULL, *token_header = NULL;
    wpn_status status = WPN_E_S3;
    if (!wpn_metadata_url_allowed(endpoint) && strcmp(endpoint, "http://169.254.169.254") != 0) {
        return wpn_fail(error, WPN_E_S3, "AWS_EC2_METADATA_SERVICE_ENDPOINT must be an address of this machine");
    }
    if (asprintf(&url, "%s/latest/api/token", endpoint) < 0) {
        return wpn_fail_memory(error);
    }
    if (!fetch(url, "PUT", "X-aws-ec2-metadata-token-ttl-seconds: 300", &token) || strpbrk(token.data, "\r\n") ||
        asprintf(&token_header, EC2_TOKEN_HEADER "%s", token.data) < 0) {
        status = wpn_fail(error, WPN_E_S3, "EC2's metadata service gives no token");
    } else if (!ec2_get(endpoint, "", token_header, &role)) {
        status = wpn_fail(error, WPN_E_S3, "EC2's metadata service names no role for this instance");
    } else {
        role.data[strcspn(role.data, "\r\n")] = '\0';
        status = ec2_get(endpoint, role.data, token_header, &answer)
                     ? wpn_metadata_parse(credentials, answer.data, answer.len, error)
                     : wpn_fail(error, WPN_E_S3, "EC2's metadata service gives no credentials for its role");
    }
    free(url);
    wpn_secret_free(token_header);
    wipe(&token);
    wpn_buffer_free(&role);
    wipe(&answer);
    return status;
}
