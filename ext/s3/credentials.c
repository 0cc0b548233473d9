/* The credentials chain. The first source that has any is taken; one that is half there is an error, not skipped. */
#include "s3/credentials.h"

#include "s3/metadata.h"
#include "s3/profile.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#define REFRESH_SECONDS 300

void wpn_secret_free(char *secret)
{
    if (secret) {
        OPENSSL_cleanse(secret, strlen(secret));
        free(secret);
    }
}

void wpn_credentials_free(wpn_credentials *credentials)
{
    free(credentials->access_key);
    wpn_secret_free(credentials->secret_key);
    wpn_secret_free(credentials->token);
    *credentials = (wpn_credentials){0};
}

bool wpn_credentials_set(wpn_credentials *credentials, const char *access_key, const char *secret_key,
                         const char *token)
{
    wpn_credentials_free(credentials);
    credentials->access_key = strdup(access_key);
    credentials->secret_key = strdup(secret_key);
    credentials->token = token && *token ? strdup(token) : NULL;
    if (!credentials->access_key || !credentials->secret_key || (token && *token && !credentials->token)) {
        wpn_credentials_free(credentials);
        return false;
    }
    return true;
}

bool wpn_credentials_stale(const wpn_credentials *credentials, time_t now)
{
    return credentials->expires && credentials->expires - REFRESH_SECONDS <= now;
}

/* A variable's value, NULL where it is unset or empty. */
static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static wpn_status take(wpn_credentials *credentials, const char *access_key, const char *secret_key, const char *token,
                       const char *where, wpn_error *error)
{
    if (!access_key || !secret_key) {
        return wpn_fail(error, WPN_E_S3,
                        "the credentials in %s are incomplete: they need an access key and a secret key", where);
    }
    return wpn_credentials_set(credentials, access_key, secret_key, token) ? WPN_OK : wpn_fail_memory(error);
}

static wpn_status take_profile(wpn_credentials *credentials, const char *profile, wpn_error *error)
{
    char *access_key = wpn_profile_setting(profile, "aws_access_key_id");
    char *secret_key = wpn_profile_setting(profile, "aws_secret_access_key");
    char *token = wpn_profile_setting(profile, "aws_session_token");
    wpn_status status = WPN_OK;
    if (access_key || secret_key) {
        status = take(credentials, access_key, secret_key, token, "the shared files", error);
    }
    free(access_key);
    wpn_secret_free(secret_key);
    wpn_secret_free(token);
    return status;
}

wpn_status wpn_credentials_resolve(wpn_credentials *credentials, const wpn_credentials_source *source, wpn_error *error)
{
    wpn_credentials_free(credentials);
    if (source->access_key || source->secret_key) {
        return take(credentials, source->access_key, source->secret_key, source->token, "the arguments", error);
    }
    if (!source->profile) {
        const char *access_key = variable("AWS_ACCESS_KEY_ID");
        const char *secret_key = variable("AWS_SECRET_ACCESS_KEY");
        if (access_key || secret_key) {
            return take(credentials, access_key, secret_key, variable("AWS_SESSION_TOKEN"), "the environment", error);
        }
    }
    wpn_status status = take_profile(credentials, wpn_profile_name(source->profile), error);
    if (status != WPN_OK || credentials->access_key) {
        return status;
    }
    /* Whoever names a profile does not want to be somebody else. */
    if (source->profile || variable("AWS_PROFILE")) {
        return wpn_fail(error, WPN_E_S3, "the profile '%s' has no aws_access_key_id in the shared AWS files",
                        wpn_profile_name(source->profile));
    }
    if (variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") || variable("AWS_CONTAINER_CREDENTIALS_FULL_URI")) {
        return wpn_metadata_container(credentials, error);
    }
    const char *disabled = variable("AWS_EC2_METADATA_DISABLED");
    if (!disabled || strcmp(disabled, "true") != 0) {
        wpn_error ignored;
        if (wpn_metadata_ec2(credentials, &ignored) == WPN_OK) {
            return WPN_OK;
        }
    }
    return wpn_fail(error, WPN_E_S3,
                    "no credentials: pass key and secret, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a "
                    "profile of ~/.aws/credentials (a container's and EC2's metadata were looked for too)");
}
