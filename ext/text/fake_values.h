/* Fakes: values that look like personal data and are nobody's. The same value gives the same fake everywhere, by a key
 * without which no fake leads back to its value. */
#ifndef WPN_TEXT_FAKE_VALUES_H
#define WPN_TEXT_FAKE_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "text/address.h"

typedef enum wpn_fake_kind {
    WPN_FAKE_NONE, /* no rule takes the cell */
    WPN_FAKE_KEEP, /* a rule says that it stays */
    WPN_FAKE_EMAIL,
    WPN_FAKE_NAME,
    WPN_FAKE_FIRST_NAME,
    WPN_FAKE_LAST_NAME,
    WPN_FAKE_LOGIN,
    WPN_FAKE_COMPANY,
    WPN_FAKE_PHONE,
    WPN_FAKE_ADDRESS,
    WPN_FAKE_CITY,
    WPN_FAKE_POSTCODE,
    WPN_FAKE_IP,
    WPN_FAKE_URL,
    WPN_FAKE_TEXT,
    WPN_FAKE_PASSWORD, /* a hash that no password has */
    WPN_FAKE_EMPTY,
} wpn_fake_kind;

/* The kind of that name in the PHP API; false where there is none. */
bool wpn_fake_kind_named(const char *name, size_t len, wpn_fake_kind *kind);

enum { WPN_FAKE_KEY_LEN = 32 };

typedef struct wpn_fake_key {
    unsigned char bytes[WPN_FAKE_KEY_LEN];
} wpn_fake_key;

/* From a secret of any length; from random bytes where it is NULL. */
wpn_status wpn_fake_key_set(wpn_fake_key *key, const wpn_string *secret, wpn_error *error);
void wpn_fake_key_clear(wpn_fake_key *key);

/* Appends the fake for a value: printable ASCII without quotes and backslashes. What is empty stays empty. Only TEXT
 * may be longer than 40 bytes, and never has more characters than the value. */
wpn_status wpn_fake_value(const wpn_fake_key *key, wpn_fake_kind kind, const char *value, size_t len, wpn_buffer *out,
                          wpn_error *error);

#endif
