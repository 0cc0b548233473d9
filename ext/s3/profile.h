/* The files that AWS's tools share: ~/.aws/credentials and ~/.aws/config. */
#ifndef WPN_S3_PROFILE_H
#define WPN_S3_PROFILE_H

/*
 * A profile's setting from the credentials file (AWS_SHARED_CREDENTIALS_FILE), else from the config file
 * (AWS_CONFIG_FILE), copied; NULL where there is none. The caller frees it, and wipes it where it is secret.
 */
char *wpn_profile_setting(const char *profile, const char *name);

/* The profile in use: the given one, else AWS_PROFILE, else "default". */
const char *wpn_profile_name(const char *given);

#endif
