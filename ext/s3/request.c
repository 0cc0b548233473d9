/*
 * One S3 request with its retries.
 *
 * wpn_s3_step() starts what is due, lets curl work, and judges the attempts that ended: done, or waiting for the next
 * one.
 */
#include "s3/request.h"

#include "s3/answer.h"

#include <openssl/rand.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* Listings of 1000 keys of 1024 bytes, each encoded threefold, stay below this. */
#define MAX_BODY_BYTES (8u * 1024 * 1024)
#define MAX_HEADERS 200
#define MAX_MOVES 5
#define CONNECT_TIMEOUT_MS 10000L
#define SLOWEST_BYTES_PER_SECOND 1024L
/* How much longer than others S3 may think over a Complete or Copy. */
#define SLOW_FACTOR 10
#define MAX_RETRY_AFTER_S 20
/* Where the clocks differ by more, S3 refuses to answer. */
#define MAX_SKEW_S 300
/* So much of a session token is enough to know it by. */
#define TOKEN_START_BYTES 16
/* Measured, 1 GiB up: 64 KiB a callback, which is curl's own, costs a tenth more CPU; 512 KiB saves nothing worth its
 * memory. */
#define CURL_BUFFER_BYTES (256L * 1024)

int64_t wpn_s3_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool append(wpn_buffer *out, const char *text)
{
    return wpn_buffer_append(out, text, strlen(text));
}

static bool terminate(wpn_buffer *buffer)
{
    bool ok = wpn_buffer_push(buffer, '\0');
    buffer->len -= ok;
    return ok;
}

/* --- Making a request --- */

wpn_status wpn_s3_request_init(wpn_s3_request *request, wpn_s3_client *client, const char *operation,
                               const char *method, const char *key)
{
    wpn_s3_request_free(request);
    *request = (wpn_s3_request){.client = client, .operation = operation, .method = method};
    wpn_s3_error *error = &request->error;
    error->operation = operation;
    wpn_s3_copy_text(error->bucket, sizeof(error->bucket), client->bucket);
    wpn_s3_copy_text(error->key, sizeof(error->key), key ? key : "");
    request->key = key ? strdup(key) : NULL;
    if ((key && !request->key) || !wpn_s3_request_body(request, "", 0)) {
        return wpn_fail_memory(&error->base);
    }
    return WPN_OK;
}

bool wpn_s3_request_query(wpn_s3_request *request, const char *name, const char *value)
{
    bool ok = wpn_uri_query(&request->query, name, value) && wpn_buffer_push(&request->query, '\0');
    request->query.len -= ok;
    return ok;
}

bool wpn_s3_request_header(wpn_s3_request *request, const char *name, const char *value)
{
    return wpn_headers_put(&request->headers, name, value);
}

bool wpn_s3_request_body(wpn_s3_request *request, const void *bytes, size_t len)
{
    request->body = bytes;
    request->body_len = len;
    return wpn_sha256_hex(bytes, len, request->body_sha256);
}

wpn_status wpn_s3_request_fail(wpn_s3_request *request, wpn_status status, const char *format, ...)
{
    char message[sizeof(request->error.base.message)];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    request->error.http_status = request->response.status;
    const char *id = wpn_headers_get(&request->response.headers, "x-amz-request-id");
    if (id) {
        wpn_s3_copy_text(request->error.request_id, sizeof(request->error.request_id), id);
    }
    return wpn_fail(&request->error.base, status, "%s", message);
}

/* --- The client's list of requests --- */

static void link_request(wpn_s3_request *request)
{
    wpn_s3_client *client = request->client;
    request->previous = NULL;
    request->next = client->requests;
    if (request->next) {
        request->next->previous = request;
    }
    client->requests = request;
}

static void unlink_request(wpn_s3_request *request)
{
    if (request->previous) {
        request->previous->next = request->next;
    } else {
        request->client->requests = request->next;
    }
    if (request->next) {
        request->next->previous = request->previous;
    }
    request->previous = request->next = NULL;
}

static void finish(wpn_s3_request *request)
{
    unlink_request(request);
    request->state = WPN_S3_DONE;
}

/* Gives the handle back; its connection stays with the multi, unless the transfer was under way. */
static void drop_handle(wpn_s3_request *request)
{
    if (request->curl) {
        curl_multi_remove_handle(request->client->multi, request->curl);
        curl_easy_cleanup(request->curl);
        request->curl = NULL;
    }
    curl_slist_free_all(request->lines);
    request->lines = NULL;
}

void wpn_s3_submit(wpn_s3_request *request)
{
    request->attempt = 1;
    request->moves = 0;
    request->unsettled = 0;
    request->due_ms = 0;
    link_request(request);
    request->state = WPN_S3_WAITING;
}

/* Stops it where it is. */
static void cancel(wpn_s3_request *request)
{
    if (request->state != WPN_S3_WAITING && request->state != WPN_S3_RUNNING) {
        return;
    }
    if (wpn_s3_client_is_ours(request->client)) {
        drop_handle(request);
    }
    unlink_request(request);
    request->state = WPN_S3_IDLE;
}

void wpn_s3_request_free(wpn_s3_request *request)
{
    cancel(request);
    free(request->key);
    wpn_buffer_free(&request->query);
    wpn_headers_free(&request->headers);
    wpn_endpoint_free(&request->redirect);
    wpn_headers_free(&request->response.headers);
    wpn_buffer_free(&request->response.body);
    *request = (wpn_s3_request){0};
}

/* --- What curl calls --- */

static size_t on_header(char *line, size_t size, size_t count, void *context)
{
    wpn_s3_request *request = context;
    wpn_headers *headers = &request->response.headers;
    if (count > 5 && memcmp(line, "HTTP/", 5) == 0) {
        /* Also after a 100: what counts is the last. */
        wpn_headers_free(headers);
        return count;
    }
    const char *colon = memchr(line, ':', count);
    if (!colon) {
        return count;
    }
    if (headers->count == MAX_HEADERS) {
        return 0;
    }
    size_t name_len = (size_t)(colon - line);
    return wpn_headers_set(headers, line, name_len, colon + 1, count - name_len - 1) ? count : 0;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    wpn_s3_request *request = context;
    if (!request->response.status) {
        curl_easy_getinfo(request->curl, CURLINFO_RESPONSE_CODE, &request->response.status);
    }
    if (request->sink && request->response.status >= 200 && request->response.status < 300) {
        request->rejected = !request->sink->write(request, bytes, count);
    } else {
        request->rejected = request->response.body.len + count > MAX_BODY_BYTES;
        if (request->rejected) {
            wpn_s3_request_fail(request, WPN_E_S3, "the answer is longer than %u bytes", MAX_BODY_BYTES);
        } else if (!wpn_buffer_append(&request->response.body, bytes, count)) {
            wpn_fail_memory(&request->error.base);
            request->rejected = true;
        }
    }
    return request->rejected ? 0 : count;
}

static size_t on_read(char *to, size_t size, size_t count, void *context)
{
    wpn_s3_request *request = context;
    size_t room = size * count;
    size_t left = request->body_len - request->sent;
    size_t len = left < room ? left : room;
    memcpy(to, request->body + request->sent, len);
    request->sent += len;
    return len;
}

static int on_seek(void *context, curl_off_t offset, int origin)
{
    wpn_s3_request *request = context;
    if (origin != SEEK_SET || offset < 0 || (uint64_t)offset > request->body_len) {
        return CURL_SEEKFUNC_FAIL;
    }
    request->sent = (size_t)offset;
    return CURL_SEEKFUNC_OK;
}

/* --- An attempt --- */

/* The one gate that header injection would have to pass: values come from arguments, the environment and servers. */
static const char *header_of_several_lines(const wpn_headers *headers)
{
    for (size_t i = 0; i < headers->count; i++) {
        for (const char *at = headers->items[i].value; *at; at++) {
            if ((unsigned char)*at < 0x20 || *at == 0x7F) {
                return headers->items[i].name;
            }
        }
    }
    return NULL;
}

/* The headers of this attempt, as lines for curl: those signed, and the signature. */
static bool make_lines(wpn_s3_request *request, const char *host, const char *path)
{
    wpn_s3_client *client = request->client;
    const wpn_credentials *who = &client->credentials;
    wpn_headers headers = {0};
    wpn_buffer authorization = {0}, line = {0};
    char date[WPN_AMZ_DATE_SIZE];
    wpn_amz_date(time(NULL) + client->clock_offset, date);

    bool ok = wpn_headers_put(&headers, "host", host) && wpn_headers_put(&headers, "x-amz-date", date) &&
              wpn_headers_put(&headers, "x-amz-content-sha256", request->body_sha256) &&
              (!who->token || wpn_headers_put(&headers, "x-amz-security-token", who->token));
    for (size_t i = 0; ok && i < request->headers.count; i++) {
        ok = wpn_headers_put(&headers, request->headers.items[i].name, request->headers.items[i].value);
    }
    wpn_sigv4_request to_sign = {
        .method = request->method,
        .path = path,
        .query = request->query.len ? request->query.data : "",
        .headers = &headers,
        .payload_sha256 = request->body_sha256,
    };
    wpn_sigv4_identity identity = {who->access_key, who->secret_key, client->region};
    ok = ok && wpn_sigv4_authorization(&to_sign, &identity, date, &authorization) &&
         wpn_headers_put(&headers, "authorization", authorization.data) && wpn_headers_put(&headers, "expect", "");
    const char *wrong = header_of_several_lines(&headers);
    if (wrong) {
        wpn_s3_request_fail(request, WPN_E_S3, "the header '%s' would hold a control character", wrong);
        ok = false;
    }
    for (size_t i = 0; ok && i < headers.count; i++) {
        const wpn_header *header = &headers.items[i];
        line.len = 0;
        /* curl's spelling: "name;" is an empty header, "name:" one that curl must not add. */
        bool is_removed = strcmp(header->name, "expect") == 0;
        const char *sign = *header->value ? ": " : is_removed ? ":" : ";";
        ok = append(&line, header->name) && append(&line, sign) && append(&line, header->value) && terminate(&line);
        struct curl_slist *lines = ok ? curl_slist_append(request->lines, line.data) : NULL;
        ok = lines != NULL;
        request->lines = lines ? lines : request->lines;
    }
    wpn_headers_free(&headers);
    wpn_buffer_free(&authorization);
    wpn_buffer_free(&line);
    return ok;
}

static void set_method(wpn_s3_request *request, CURL *curl)
{
    if (strcmp(request->method, "HEAD") == 0) {
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
        return;
    }
    if (strcmp(request->method, "PUT") == 0 || strcmp(request->method, "POST") == 0) {
        curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)request->body_len);
        curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
        curl_easy_setopt(curl, CURLOPT_READDATA, request);
        curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, on_seek);
        curl_easy_setopt(curl, CURLOPT_SEEKDATA, request);
        curl_easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, CURL_BUFFER_BYTES);
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
}

static void set_options(wpn_s3_request *request, CURL *curl, const char *url)
{
    const wpn_s3_client *client = request->client;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    /* Each part wants a connection of its own, not a stream of one. */
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, request->lines);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, SLOWEST_BYTES_PER_SECOND);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)client->stall_seconds * (request->slow ? SLOW_FACTOR : 1));
    curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, CURL_BUFFER_BYTES);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, request);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, request);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, request->curl_message);
    curl_easy_setopt(curl, CURLOPT_PRIVATE, request);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "wpnormalize");
    if (client->ca_file) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, client->ca_file);
        curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    }
    if (client->proxy) {
        curl_easy_setopt(curl, CURLOPT_PROXY, client->proxy);
    }
    if (request->is_begin) {
        /* Where a connection that lay idle breaks, curl sends the request once more and does not tell. */
        curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
    }
    set_method(request, curl);
}

static void start(wpn_s3_request *request)
{
    wpn_s3_client *client = request->client;
    wpn_buffer host = {0}, path = {0}, url = {0};
    wpn_headers_free(&request->response.headers);
    request->response.body.len = 0;
    request->response.status = 0;
    request->sent = 0;
    request->rejected = false;
    request->curl_message[0] = '\0';

    if (wpn_s3_client_identify(client, &request->error.base) != WPN_OK) {
        finish(request);
        return;
    }
    wpn_s3_copy_text(request->region, sizeof(request->region), client->region);
    request->generation = client->generation;
    const char *scheme = request->redirect.scheme ? request->redirect.scheme : client->endpoint.scheme;
    bool ok = (!request->sink || request->sink->prepare(request)) &&
              wpn_s3_client_address(client, request->key, &host, &path) && terminate(&host) && terminate(&path);
    if (ok && request->redirect.host) {
        host.len = 0;
        ok = append(&host, request->redirect.host) && terminate(&host);
    }
    ok = ok && append(&url, scheme) && append(&url, "://") && append(&url, host.data) && append(&url, path.data) &&
         (!request->query.len || (append(&url, "?") && append(&url, request->query.data))) && terminate(&url) &&
         make_lines(request, host.data, path.data) && (request->curl = curl_easy_init()) != NULL;
    if (ok) {
        set_options(request, request->curl, url.data);
        ok = curl_multi_add_handle(client->multi, request->curl) == CURLM_OK;
    }
    if (ok) {
        request->state = WPN_S3_RUNNING;
    } else {
        drop_handle(request);
        if (request->error.base.status == WPN_OK) {
            wpn_fail_memory(&request->error.base);
        }
        finish(request);
    }
    wpn_buffer_free(&host);
    wpn_buffer_free(&path);
    wpn_buffer_free(&url);
}

/* --- Judging an attempt --- */

static void try_again(wpn_s3_request *request, unsigned wait_ms)
{
    request->state = WPN_S3_WAITING;
    request->due_ms = wpn_s3_now_ms() + wait_ms;
}

static unsigned pause_before(const wpn_s3_request *request)
{
    uint64_t random = 0;
    RAND_bytes((unsigned char *)&random, sizeof(random));
    unsigned wait_ms = wpn_s3_backoff(request->attempt, random);
    const char *retry_after = wpn_headers_get(&request->response.headers, "retry-after");
    if (retry_after) {
        long seconds = strtol(retry_after, NULL, 10);
        if (seconds > 0) {
            unsigned asked = (unsigned)(seconds > MAX_RETRY_AFTER_S ? MAX_RETRY_AFTER_S : seconds) * 1000;
            wait_ms = wait_ms > asked ? wait_ms : asked;
        }
    }
    return wait_ms;
}

/* Seconds the server's clock is ahead of ours by its Date header. */
static bool clock_difference(const wpn_s3_request *request, int64_t *seconds)
{
    const char *date = wpn_headers_get(&request->response.headers, "date");
    time_t theirs = date ? curl_getdate(date, NULL) : -1;
    *seconds = theirs - time(NULL);
    return theirs != -1;
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcasecmp(text + len - end_len, end) == 0;
}

/* Whether a redirect stays with those who run the endpoint: it is sent the session token and the body. */
static bool is_same_owner(const char *endpoint, const char *host)
{
    static const char *const aws[] = {".amazonaws.com", ".amazonaws.com.cn"};
    for (size_t i = 0; i < sizeof(aws) / sizeof(aws[0]); i++) {
        if (ends_with(endpoint, aws[i]) && ends_with(host, aws[i])) {
            return true;
        }
    }
    size_t len = strlen(host), endpoint_len = strlen(endpoint);
    return ends_with(host, endpoint) && (len == endpoint_len || host[len - endpoint_len - 1] == '.');
}

/* Follows a server that names another region, or another host. False where it names nothing new. */
static bool follow(wpn_s3_request *request, const wpn_s3_answer *answer)
{
    wpn_s3_client *client = request->client;
    const char *region = wpn_headers_get(&request->response.headers, "x-amz-bucket-region");
    if (!region && *answer->region) {
        region = answer->region;
    }
    bool is_new = region && strcmp(region, request->region) != 0;
    if (is_new && (strcmp(region, client->region) == 0 || wpn_s3_client_set_region(client, region))) {
        return true;
    }
    const char *location = wpn_headers_get(&request->response.headers, "location");
    wpn_buffer url = {0};
    wpn_error ignored;
    wpn_endpoint redirect = {0};
    bool ok;
    if (location) {
        /* Only scheme and host are taken; the path is ours, as it is signed. */
        ok = wpn_buffer_append(&url, location, strcspn(location, "?#")) && terminate(&url);
    } else {
        ok = *answer->endpoint && append(&url, client->endpoint.scheme) && append(&url, "://") &&
             append(&url, answer->endpoint) && terminate(&url);
    }
    ok = ok && wpn_endpoint_parse(&redirect, url.data, &ignored) == WPN_OK;
    /* Never from https to http. */
    ok = ok && (strcmp(redirect.scheme, "https") == 0 || strcmp(client->endpoint.scheme, "http") == 0) &&
         is_same_owner(client->endpoint.host, redirect.host);
    wpn_buffer_free(&url);
    if (!ok) {
        wpn_endpoint_free(&redirect);
        return false;
    }
    wpn_endpoint_free(&request->redirect);
    request->redirect = redirect;
    return true;
}

/* A HEAD answer has no body, hence no code: the status is told in S3's words. */
static const char *code_of_status(long http_status)
{
    switch (http_status) {
    case 400:
        return "BadRequest";
    case 403:
        return "Forbidden";
    case 404:
        return "NotFound";
    case 412:
        return "PreconditionFailed";
    default:
        return "";
    }
}

static wpn_s3_verdict judge(wpn_s3_request *request, CURLcode transfer, const wpn_s3_answer *answer)
{
    long http_status = request->response.status;
    bool has_status = http_status >= 300;
    int64_t difference;
    /* Where all bytes came, it does not matter how the connection ended. */
    if (request->sink && http_status >= 200 && http_status < 300 && request->sink->is_complete(request)) {
        return WPN_S3_SUCCEEDED;
    }
    wpn_s3_verdict verdict = wpn_s3_judge(transfer, http_status, answer->code);
    if (verdict == WPN_S3_FAILED && strcmp(request->method, "HEAD") == 0 && has_status) {
        const char *region = wpn_headers_get(&request->response.headers, "x-amz-bucket-region");
        if (http_status == 400 && region && strcmp(region, request->region) != 0) {
            return WPN_S3_REDIRECTED;
        }
        if (http_status == 403 && clock_difference(request, &difference) &&
            llabs(difference - request->client->clock_offset) > MAX_SKEW_S) {
            return WPN_S3_CLOCK_SKEWED;
        }
    }
    if (verdict == WPN_S3_SUCCEEDED && request->answer && strcmp(answer->root, request->answer) != 0) {
        return WPN_S3_RETRY; /* not the document that was expected: something between us and S3 is broken */
    }
    if (verdict == WPN_S3_SUCCEEDED && strcmp(request->method, "DELETE") == 0 && http_status != 204) {
        return WPN_S3_RETRY; /* what S3 answers has no body: a page in its place deleted nothing */
    }
    if (verdict == WPN_S3_SUCCEEDED && strcmp(request->method, "HEAD") == 0 &&
        !wpn_headers_get(&request->response.headers, "content-length")) {
        return WPN_S3_RETRY; /* without its size, an object would pass for an empty one */
    }
    return verdict == WPN_S3_SUCCEEDED && request->sink ? WPN_S3_RETRY : verdict;
}

/* Whether the verdict can be acted on; then the next attempt is prepared. */
static bool recover(wpn_s3_request *request, wpn_s3_verdict verdict, const wpn_s3_answer *answer)
{
    wpn_s3_client *client = request->client;
    unsigned max_attempts = request->max_attempts ? request->max_attempts : client->retries + 1;
    int64_t difference;
    if (verdict == WPN_S3_RETRY) {
        if (request->attempt >= max_attempts) {
            return false;
        }
        request->attempt++;
        try_again(request, pause_before(request));
        return true;
    }
    if (verdict == WPN_S3_FAILED || ++request->moves > MAX_MOVES) {
        return false;
    }
    if (verdict == WPN_S3_REDIRECTED) {
        if (!follow(request, answer)) {
            return false;
        }
    } else if (verdict == WPN_S3_CLOCK_SKEWED) {
        if (!clock_difference(request, &difference)) {
            return false;
        }
        client->clock_offset = difference;
    } else if (request->generation == client->generation && client->credentials.access_key) {
        if (!client->credentials.expires) {
            return false; /* nobody can renew what was given for good */
        }
        wpn_credentials_free(&client->credentials);
    }
    try_again(request, 0);
    return true;
}

/* What curl says of the transfer, but for what quotes the proxy's address, and so its password. */
static const char *describe_transfer(const wpn_s3_request *request, CURLcode transfer)
{
    const char *message = request->curl_message;
    bool is_quoting = transfer == CURLE_COULDNT_RESOLVE_PROXY || transfer == CURLE_UNSUPPORTED_PROTOCOL ||
                      transfer == CURLE_URL_MALFORMAT || strstr(message, "Unsupported proxy");
    return *message && !is_quoting ? message : curl_easy_strerror(transfer);
}

static void describe_failure(wpn_s3_request *request, CURLcode transfer, const wpn_s3_answer *answer)
{
    wpn_s3_error *error = &request->error;
    const char *token = request->client->credentials.token;
    char token_start[TOKEN_START_BYTES + 1] = "";
    const char *message = answer->message;
    wpn_s3_copy_text(error->code, sizeof(error->code),
                     *answer->code ? answer->code : code_of_status(request->response.status));
    wpn_s3_copy_text(error->request_id, sizeof(error->request_id), answer->request_id);
    /* The message may have been cut within the token. */
    if (token) {
        wpn_s3_copy_text(token_start, sizeof(token_start), token);
    }
    if (token && strstr(message, token_start)) {
        message = ""; /* a server that repeats what we sent */
    }
    if (request->moves > MAX_MOVES) {
        wpn_s3_request_fail(request, WPN_E_S3, "the server sends us on and on, %d times", MAX_MOVES);
    } else if (*message) {
        wpn_s3_request_fail(request, WPN_E_S3, "%s", message);
    } else if (transfer != CURLE_OK && !*error->code) {
        wpn_s3_request_fail(request, WPN_E_S3, "%s", describe_transfer(request, transfer));
    } else if (request->response.status >= 300) {
        wpn_s3_request_fail(request, WPN_E_S3, "the server refused and gave no reason");
    } else if (request->sink) {
        wpn_s3_request_fail(request, WPN_E_S3, "the body ends too early");
    } else if (strcmp(request->method, "HEAD") == 0) {
        wpn_s3_request_fail(request, WPN_E_S3, "the answer does not tell the object's size");
    } else {
        wpn_s3_request_fail(request, WPN_E_S3, "the answer is not the %s it should be",
                            request->answer ? request->answer : "one");
    }
}

/* Whether the attempt may have worked all the same: it was sent, and what came back is no word of S3's on it. */
static bool is_unsettled(const wpn_s3_request *request, CURLcode transfer)
{
    switch (transfer) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
        return false;
    default:
        break;
    }
    long http_status = request->response.status;
    return http_status < 300 || http_status == 500 || http_status == 502 || http_status == 504;
}

static void end_attempt(wpn_s3_request *request, CURLcode transfer)
{
    wpn_s3_answer answer = {0};
    curl_easy_getinfo(request->curl, CURLINFO_RESPONSE_CODE, &request->response.status);
    drop_handle(request);
    if (request->rejected) {
        request->unsettled++;
        finish(request);
        return;
    }
    if (!terminate(&request->response.body)) {
        wpn_fail_memory(&request->error.base);
        finish(request);
        return;
    }
    wpn_s3_answer_read(&answer, request->response.body.data, request->response.body.len);
    wpn_s3_verdict verdict = judge(request, transfer, &answer);
    request->unsettled += verdict != WPN_S3_SUCCEEDED && is_unsettled(request, transfer);
    if (verdict == WPN_S3_SUCCEEDED) {
        finish(request);
    } else if (!recover(request, verdict, &answer)) {
        describe_failure(request, transfer, &answer);
        finish(request);
    }
}

/* --- The loop's body --- */

/* Starts what is due; returns the time until the next one is, at most max_wait_ms. */
static int start_due(wpn_s3_client *client, int max_wait_ms)
{
    int64_t now = wpn_s3_now_ms();
    for (wpn_s3_request *request = client->requests, *next; request; request = next) {
        next = request->next;
        if (request->state != WPN_S3_WAITING) {
            continue;
        }
        if (request->due_ms <= now) {
            start(request);
        } else if (request->due_ms - now < max_wait_ms) {
            max_wait_ms = (int)(request->due_ms - now);
        }
    }
    return max_wait_ms;
}

/* Whether any attempt ended. */
static bool end_attempts(wpn_s3_client *client)
{
    bool any = false;
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(client->multi, &left));) {
        if (message->msg != CURLMSG_DONE) {
            continue;
        }
        wpn_s3_request *request;
        CURLcode transfer = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &request);
        end_attempt(request, transfer);
        any = true;
    }
    return any;
}

/* A forked child must not write to its parent's connections. */
static void fail_all(wpn_s3_client *client)
{
    while (client->requests) {
        wpn_s3_request *request = client->requests;
        wpn_s3_request_fail(request, WPN_E_S3, "the S3 object was made before this process was forked; make one here");
        finish(request);
    }
}

void wpn_s3_step(wpn_s3_client *client, int max_wait_ms)
{
    int running;
    if (!wpn_s3_client_is_ours(client)) {
        fail_all(client);
        return;
    }
    max_wait_ms = start_due(client, max_wait_ms);
    curl_multi_perform(client->multi, &running);
    if (end_attempts(client) || max_wait_ms <= 0 || !client->requests) {
        return;
    }
    curl_multi_poll(client->multi, NULL, 0, max_wait_ms, NULL);
    curl_multi_perform(client->multi, &running);
    end_attempts(client);
}
