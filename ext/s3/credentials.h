/* Who we are for S3, found where AWS's own tools look: arguments, environment, shared files, container, EC2 metadata.
 */
#ifndef WPN_S3_CREDENTIALS_H
#define WPN_S3_CREDENTIALS_H

#include "base/error.h"

#include <stdbool.h>
#include <time.h>

/* Owns its strings; zero-initialise it. */
typedef struct wpn_credentials {
    char *access_key; /* NULL: not resolved yet */
    char *secret_key;
    char *token;    /* of temporary credentials, else NULL */
    time_t expires; /* 0: never */
} wpn_credentials;

/* What the caller gave. Borrows everything; NULL where nothing was given. */
typedef struct wpn_credentials_source {
    const char *access_key;
    const char *secret_key;
    const char *token;
    const char *profile;
} wpn_credentials_source;

/* Finds credentials. May ask the metadata services, for a few seconds at most. WPN_E_S3 where there are none. */
wpn_status wpn_credentials_resolve(wpn_credentials *credentials, const wpn_credentials_source *source,
                                   wpn_error *error);

/* Whether they end within five minutes, so that it is time to resolve them afresh. */
bool wpn_credentials_stale(const wpn_credentials *credentials, time_t now);

/* Sets the three strings, as copies. False when memory is short. */
bool wpn_credentials_set(wpn_credentials *credentials, const char *access_key, const char *secret_key,
                         const char *token);

/* Frees, and wipes what is secret. */
void wpn_credentials_free(wpn_credentials *credentials);

/* Wipes and frees a string that is secret; NULL is none. */
void wpn_secret_free(char *secret);

#endif
