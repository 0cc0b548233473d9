/* SHA-256 of bytes as they pass by. */
#ifndef WPN_DUMP_SHA256_H
#define WPN_DUMP_SHA256_H

#include <stdbool.h>
#include <stddef.h>

typedef struct wpn_sha256 wpn_sha256;

#define WPN_SHA256_HEX (64 + 1)

/* Ready for its first byte. NULL when memory is short or OpenSSL refuses the algorithm. */
wpn_sha256 *wpn_sha256_new(void);
void wpn_sha256_free(wpn_sha256 *hash);

bool wpn_sha256_update(wpn_sha256 *hash, const void *bytes, size_t len);

/* The digest of all bytes so far in lower-case hex; the hash then starts anew. */
bool wpn_sha256_finish(wpn_sha256 *hash, char hex[WPN_SHA256_HEX]);

#endif
