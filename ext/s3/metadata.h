/* Temporary credentials from the machine we run on: a container's endpoint, and EC2's metadata service, version 2. */
#ifndef WPN_S3_METADATA_H
#define WPN_S3_METADATA_H

#include "s3/credentials.h"

#include <stddef.h>

/* From AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI, with AWS_CONTAINER_AUTHORIZATION_TOKEN or _TOKEN_FILE. */
wpn_status wpn_metadata_container(wpn_credentials *credentials, wpn_error *error);

/* From the role of the EC2 instance; AWS_EC2_METADATA_SERVICE_ENDPOINT names another address. */
wpn_status wpn_metadata_ec2(wpn_credentials *credentials, wpn_error *error);

/* Reads the services' answer, a flat JSON object of strings. */
wpn_status wpn_metadata_parse(wpn_credentials *credentials, const char *json, size_t len, wpn_error *error);

/* Plain HTTP is for addresses that do not leave the machine. */
bool wpn_metadata_url_allowed(const char *url);

#endif
