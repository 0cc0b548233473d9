/* One bucket at one endpoint: where it is, how it is addressed, who asks. */
#include "s3/client.h"

#include "s3/profile.h"
#include "s3/request.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MAX_REGION_BYTES 64

static bool is_region(const char *region)
{
    size_t len = strlen(region);
    return len > 0 && len <= MAX_REGION_BYTES && strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

/* The first of the given value, the variables and the profile's setting, copied; NULL where there is none. */
static char *setting(const char *given, const char *const *variables, const char *profile, const char *name)
{
    if (given) {
        return strdup(given);
    }
    for (; *variables; variables++) {
        const char *value = getenv(*variables);
        if (value && *value) {
            return strdup(value);
        }
    }
    return wpn_profile_setting(wpn_profile_name(profile), name);
}

/* AWS's own endpoint for the region. */
static bool aws_endpoint(wpn_endpoint *endpoint, const char *region)
{
    wpn_endpoint_free(endpoint);
    endpoint->scheme = strdup("https");
    endpoint->path = strdup("");
    const char *suffix = strncmp(region, "cn-", 3) == 0 ? ".cn" : "";
    if (asprintf(&endpoint->host, "s3.%s.amazonaws.com%s", region, suffix) < 0) {
        endpoint->host = NULL;
    }
    return endpoint->scheme && endpoint->path && endpoint->host;
}

/* A dot in the name would not match the wildcard of AWS's certificate; capitals and '_' are no host names. */
static bool is_host_label(const char *bucket)
{
    size_t len = strlen(bucket);
    return len <= 63 && strspn(bucket, "abcdefghijklmnopqrstuvwxyz0123456789-") == len && bucket[0] != '-' &&
           bucket[len - 1] != '-';
}

static wpn_status set_endpoint(wpn_s3_client *client, const wpn_s3_config *config, wpn_error *error)
{
    static const char *const endpoint_variables[] = {"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", NULL};
    static const char *const region_variables[] = {"AWS_REGION", "AWS_DEFAULT_REGION", NULL};
    client->region = setting(config->region, region_variables, config->source.profile, "region");
    if (!client->region) {
        client->region = strdup("us-east-1");
    }
    if (!client->region) {
        return wpn_fail_memory(error);
    }
    if (!is_region(client->region)) {
        return wpn_fail(error, WPN_E_ARGUMENT, "the region must be lower-case letters, digits and '-'");
    }
    char *url = setting(config->endpoint, endpoint_variables, config->source.profile, "endpoint_url");
    client->is_aws = url == NULL;
    wpn_status status = WPN_OK;
    if (url) {
        status = wpn_endpoint_parse(&client->endpoint, url, error);
        free(url);
    } else if (!aws_endpoint(&client->endpoint, client->region)) {
        status = wpn_fail_memory(error);
    }
    client->path_style = config->style == WPN_S3_STYLE_PATH ||
                         (config->style == WPN_S3_STYLE_AUTO && !(client->is_aws && is_host_label(client->bucket)));
    return status;
}

/* Copies a string that may be NULL; false when memory is short. */
static bool copy_optional(char **to, const char *from)
{
    *to = from ? strdup(from) : NULL;
    return !from || *to;
}

wpn_status wpn_s3_client_new(wpn_s3_client **result, const wpn_s3_config *config, wpn_error *error)
{
    wpn_status status = wpn_s3_check_bucket(config->bucket, strlen(config->bucket), error);
    if (status != WPN_OK) {
        return status;
    }
    if (!config->source.access_key != !config->source.secret_key) {
        return wpn_fail(error, WPN_E_ARGUMENT, "key and secret must be given together");
    }
    wpn_s3_client *client = calloc(1, sizeof(*client));
    if (!client) {
        return wpn_fail_memory(error);
    }
    client->references = 1;
    client->part_size = config->part_size;
    client->concurrency = config->concurrency;
    client->retries = config->retries;
    client->stall_seconds = config->stall_seconds;
    client->process = getpid();
    client->multi = curl_multi_init();
    const char *ca_file = config->ca_file ? config->ca_file : getenv("AWS_CA_BUNDLE");
    if (!client->multi || !copy_optional(&client->bucket, config->bucket) ||
        !copy_optional(&client->ca_file, ca_file && *ca_file ? ca_file : NULL) ||
        !copy_optional(&client->proxy, config->proxy) || !copy_optional(&client->given[0], config->source.access_key) ||
        !copy_optional(&client->given[1], config->source.secret_key) ||
        !copy_optional(&client->given[2], config->source.token) ||
        !copy_optional(&client->given[3], config->source.profile)) {
        status = wpn_fail_memory(error);
    } else {
        status = set_endpoint(client, config, error);
    }
    if (status != WPN_OK) {
        wpn_s3_client_release(client);
        return status;
    }
    *result = client;
    return WPN_OK;
}

void wpn_s3_client_retain(wpn_s3_client *client)
{
    client->references++;
}

void wpn_s3_client_release(wpn_s3_client *client)
{
    if (--client->references) {
        return;
    }
    /* In a forked child the multi is left alone: closing it would end the parent's TLS connections. */
    if (client->multi && wpn_s3_client_is_ours(client)) {
        curl_multi_cleanup(client->multi);
    }
    free(client->bucket);
    free(client->region);
    wpn_endpoint_free(&client->endpoint);
    free(client->ca_file);
    free(client->proxy);
    for (size_t i = 0; i < 4; i++) {
        wpn_secret_free(client->given[i]);
    }
    wpn_credentials_free(&client->credentials);
    free(client);
}

bool wpn_s3_client_is_ours(const wpn_s3_client *client)
{
    return client->process == getpid();
}

wpn_status wpn_s3_client_identify(wpn_s3_client *client, wpn_error *error)
{
    if (client->credentials.access_key &&
        !wpn_credentials_stale(&client->credentials, time(NULL) + client->clock_offset)) {
        return WPN_OK;
    }
    wpn_credentials_source source = {client->given[0], client->given[1], client->given[2], client->given[3]};
    wpn_credentials fresh = {0};
    wpn_error failure;
    wpn_status status = wpn_credentials_resolve(&fresh, &source, &failure);
    if (status == WPN_OK) {
        wpn_credentials_free(&client->credentials);
        client->credentials = fresh;
        client->generation++;
        return WPN_OK;
    }
    wpn_credentials_free(&fresh);
    /* Those that are to be renewed are good until they end. */
    if (client->credentials.access_key && client->credentials.expires > time(NULL) + client->clock_offset) {
        return WPN_OK;
    }
    *error = failure;
    return status;
}

bool wpn_s3_client_set_region(wpn_s3_client *client, const char *region)
{
    if (!is_region(region) || strcmp(region, client->region) == 0) {
        return false;
    }
    char *copy = strdup(region);
    if (!copy || (client->is_aws && !aws_endpoint(&client->endpoint, region))) {
        free(copy);
        return false;
    }
    free(client->region);
    client->region = copy;
    return true;
}

static bool append(wpn_buffer *out, const char *text)
{
    return wpn_buffer_append(out, text, strlen(text));
}

bool wpn_s3_client_address(const wpn_s3_client *client, const char *key, wpn_buffer *host, wpn_buffer *path)
{
    if (!append(path, client->endpoint.path)) {
        return false;
    }
    if (client->path_style) {
        if (!append(host, client->endpoint.host) || !append(path, "/") || !append(path, client->bucket)) {
            return false;
        }
    } else if (!append(host, client->bucket) || !append(host, ".") || !append(host, client->endpoint.host)) {
        return false;
    }
    if (key || !client->path_style) {
        return append(path, "/") && (!key || wpn_uri_encode(path, key, strlen(key), true));
    }
    return true;
}
