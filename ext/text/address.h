/* The address of a site: one side of a URL rule. */
#ifndef WPN_TEXT_ADDRESS_H
#define WPN_TEXT_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef struct wpn_string {
    const char *bytes;
    size_t len;
} wpn_string;

/* The ways a host's letters may be written. They differ only for internationalised names. */
typedef enum wpn_host_form {
    WPN_HOST_ASCII,   /* example.com, xn--mller-kva.de */
    WPN_HOST_UNICODE, /* müller.de */
    WPN_HOST_JSON,    /* m\u00fcller.de */
    WPN_HOST_PERCENT, /* m%C3%BCller.de */
    WPN_HOST_FORMS,
} wpn_host_form;

typedef enum wpn_scheme { WPN_SCHEME_NONE, WPN_SCHEME_HTTP, WPN_SCHEME_HTTPS } wpn_scheme;

/* Owns its strings; zero-initialise it. */
typedef struct wpn_address {
    wpn_scheme scheme;
    char *host[WPN_HOST_FORMS]; /* lower case; all forms are set */
    bool dotted;                /* the host has a dot */
    unsigned port;              /* 0: none, or the scheme's own */
    char port_digits[12];       /* the same, as it is written; "" for none */
    char *path;                 /* "" or "/a/b", without a slash at the end */
    size_t path_len;
} wpn_address;

/* Reads `[scheme://]host[:port][/path]`. WPN_E_ARGUMENT with a message that names it, when it is anything else. */
wpn_status wpn_address_parse(wpn_address *address, const wpn_string *source, wpn_error *error);
void wpn_address_free(wpn_address *address);

bool wpn_address_same(const wpn_address *a, const wpn_address *b);

#endif
