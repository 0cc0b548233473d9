/*
 * AWS Signature Version 4 for S3.
 *
 * The canonical request names method, path, query, headers and payload; its hash and the scope (day, region, service)
 * make the string to sign; the key is derived from the secret through the scope. S3's variant encodes the path once and
 * does not normalise it, so that `a//b`, `..` and `%2F` in keys are signed as they are sent.
 */
#include "s3/sigv4.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>

#define SHA256_SIZE 32

void wpn_amz_date(time_t when, char date[WPN_AMZ_DATE_SIZE])
{
    struct tm utc;
    gmtime_r(&when, &utc);
    strftime(date, WPN_AMZ_DATE_SIZE, "%Y%m%dT%H%M%SZ", &utc);
}

void wpn_hex(const unsigned char *bytes, size_t len, char *hex)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        hex[2 * i] = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    hex[2 * len] = '\0';
}

bool wpn_sha256_hex(const void *bytes, size_t len, char hex[WPN_SHA256_HEX_SIZE])
{
    unsigned char digest[SHA256_SIZE];
    if (!EVP_Digest(bytes, len, digest, NULL, EVP_sha256(), NULL)) {
        return false;
    }
    wpn_hex(digest, sizeof(digest), hex);
    return true;
}

static bool append(wpn_buffer *out, const char *text)
{
    return wpn_buffer_append(out, text, strlen(text));
}

/* A header's value with runs of spaces folded to one, as the canonical form wants it. */
static bool append_folded(wpn_buffer *out, const char *value)
{
    for (const char *at = value; *at; at++) {
        if (*at == ' ' && at[1] == ' ') {
            continue;
        }
        if (!wpn_buffer_push(out, *at)) {
            return false;
        }
    }
    return true;
}

static bool append_signed_names(wpn_buffer *out, const wpn_headers *headers)
{
    for (size_t i = 0; i < headers->count; i++) {
        if ((i && !wpn_buffer_push(out, ';')) || !append(out, headers->items[i].name)) {
            return false;
        }
    }
    return true;
}

static bool append_canonical_request(wpn_buffer *out, const wpn_sigv4_request *request)
{
    if (!append(out, request->method) || !append(out, "\n") || !append(out, request->path) || !append(out, "\n") ||
        !append(out, request->query) || !append(out, "\n")) {
        return false;
    }
    for (size_t i = 0; i < request->headers->count; i++) {
        const wpn_header *header = &request->headers->items[i];
        if (!append(out, header->name) || !append(out, ":") || !append_folded(out, header->value) ||
            !append(out, "\n")) {
            return false;
        }
    }
    return append(out, "\n") && append_signed_names(out, request->headers) && append(out, "\n") &&
           append(out, request->payload_sha256);
}

static bool hmac(const void *key, size_t key_len, const char *text, unsigned char digest[SHA256_SIZE])
{
    return HMAC(EVP_sha256(), key, (int)key_len, (const unsigned char *)text, strlen(text), digest, NULL) != NULL;
}

static bool derive_key(const wpn_sigv4_identity *identity, const char day[9], unsigned char key[SHA256_SIZE])
{
    wpn_buffer secret = {0};
    unsigned char date_key[SHA256_SIZE], region_key[SHA256_SIZE], service_key[SHA256_SIZE];
    bool ok = append(&secret, "AWS4") && append(&secret, identity->secret_key) &&
              hmac(secret.data, secret.len, day, date_key) &&
              hmac(date_key, sizeof(date_key), identity->region, region_key) &&
              hmac(region_key, sizeof(region_key), "s3", service_key) &&
              hmac(service_key, sizeof(service_key), "aws4_request", key);
    if (secret.data) {
        OPENSSL_cleanse(secret.data, secret.len);
    }
    wpn_buffer_free(&secret);
    return ok;
}

bool wpn_sigv4_authorization(const wpn_sigv4_request *request, const wpn_sigv4_identity *identity,
                             const char date[WPN_AMZ_DATE_SIZE], wpn_buffer *authorization)
{
    wpn_buffer canonical = {0}, scope = {0}, to_sign = {0};
    char canonical_hash[WPN_SHA256_HEX_SIZE], signature_hex[WPN_SHA256_HEX_SIZE];
    unsigned char key[SHA256_SIZE], signature[SHA256_SIZE];
    char day[9];
    memcpy(day, date, 8);
    day[8] = '\0';

    bool ok = append_canonical_request(&canonical, request) &&
              wpn_sha256_hex(canonical.data, canonical.len, canonical_hash) && append(&scope, day) &&
              append(&scope, "/") && append(&scope, identity->region) && append(&scope, "/s3/aws4_request") &&
              append(&to_sign, "AWS4-HMAC-SHA256\n") && append(&to_sign, date) && append(&to_sign, "\n") &&
              wpn_buffer_append(&to_sign, scope.data, scope.len) && append(&to_sign, "\n") &&
              append(&to_sign, canonical_hash) && wpn_buffer_push(&to_sign, '\0') && derive_key(identity, day, key) &&
              hmac(key, sizeof(key), to_sign.data, signature);
    if (ok) {
        wpn_hex(signature, sizeof(signature), signature_hex);
        ok = append(authorization, "AWS4-HMAC-SHA256 Credential=") && append(authorization, identity->access_key) &&
             append(authorization, "/") && wpn_buffer_append(authorization, scope.data, scope.len) &&
             append(authorization, ",SignedHeaders=") && append_signed_names(authorization, request->headers) &&
             append(authorization, ",Signature=") && append(authorization, signature_hex) &&
             wpn_buffer_push(authorization, '\0');
        authorization->len -= ok;
    }
    OPENSSL_cleanse(key, sizeof(key));
    wpn_buffer_free(&canonical);
    wpn_buffer_free(&scope);
    wpn_buffer_free(&to_sign);
    return ok;
}
