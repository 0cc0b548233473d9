/* SHA-256 of bytes as they pass by, by OpenSSL. */
#include "dump/sha256.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/evp.h>

struct wpn_sha256 {
    EVP_MD_CTX *context; /* owned */
};

wpn_sha256 *wpn_sha256_new(void)
{
    wpn_sha256 *hash = calloc(1, sizeof(*hash));
    if (!hash) {
        return NULL;
    }
    hash->context = EVP_MD_CTX_new();
    if (!hash->context || !EVP_DigestInit_ex(hash->context, EVP_sha256(), NULL)) {
        wpn_sha256_free(hash);
        return NULL;
    }
    return hash;
}

void wpn_sha256_free(wpn_sha256 *hash)
{
    if (hash) {
        EVP_MD_CTX_free(hash->context);
        free(hash);
    }
}

bool wpn_sha256_update(wpn_sha256 *hash, const void *bytes, size_t len)
{
    return EVP_DigestUpdate(hash->context, bytes, len) == 1;
}

bool wpn_sha256_finish(wpn_sha256 *hash, char hex[WPN_SHA256_HEX])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int len;
    if (!EVP_DigestFinal_ex(hash->context, digest, &len) || !EVP_DigestInit_ex(hash->context, EVP_sha256(), NULL)) {
        return false;
    }
    for (unsigned int i = 0; i < len; i++) {
        snprintf(hex + 2 * (size_t)i, 3, "%02x", digest[i]);
    }
    return true;
}
