/* Fakes are chosen by the HMAC-SHA-256 of the value under the run's key. E-mail addresses and logins carry 64 bits of
 * it, so that they stay unique; names and streets come from short lists, and repeat as real ones do. Addresses of mail,
 * web and network, and telephone numbers, are of ranges that belong to nobody: a copy of a site cannot reach anybody by
 * them (RFC 2606, 2544 and 3849; 555 is no area code). */
#include "text/fake_values.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "text/ascii.h"

enum { DIGEST_LEN = 32, FAKE_MAX = 40 };

typedef struct digest {
    unsigned char bytes[DIGEST_LEN];
} digest;

static const char *const first_names[] = {
    "Ada",   "Alba",  "Anna",   "Ben",   "Bruno", "Clara",  "Dana",  "David", "Edda",  "Elias", "Emil",
    "Emma",  "Erik",  "Eva",    "Felix", "Finn",  "Frida",  "Greta", "Hana",  "Hugo",  "Ida",   "Ines",
    "Iris",  "Ivan",  "Jana",   "Jonas", "Julia", "Karl",   "Kira",  "Lara",  "Lena",  "Leo",   "Lina",
    "Luca",  "Maja",  "Marek",  "Maria", "Max",   "Mila",   "Nils",  "Nina",  "Nora",  "Olga",  "Oscar",
    "Paula", "Peter", "Rosa",   "Sam",   "Sara",  "Selma",  "Simon", "Sofia", "Stina", "Theo",  "Thea",
    "Tilda", "Tom",   "Ulrika", "Uma",   "Vera",  "Viktor", "Wanda", "Yara",  "Zoe",
};
static const char *const last_names[] = {
    "Adler",  "Arnold", "Bauer",  "Becker",  "Berg",    "Blom",   "Brandt", "Carver",  "Castro", "Dahl",   "Diaz",
    "Ebert",  "Egger",  "Falk",   "Fischer", "Franco",  "Garner", "Gomez",  "Graf",    "Haas",   "Hansen", "Holm",
    "Ibsen",  "Jansen", "Kaiser", "Keller",  "Kovac",   "Kruger", "Lang",   "Larsen",  "Lopez",  "Lund",   "Marino",
    "Martin", "Meyer",  "Moreau", "Nagel",   "Neumann", "Novak",  "Olsen",  "Otto",    "Pavlov", "Petit",  "Quist",
    "Rossi",  "Roth",   "Sauer",  "Silva",   "Soler",   "Stein",  "Suarez", "Thorne",  "Toth",   "Urban",  "Vidal",
    "Vogel",  "Walker", "Weber",  "Winter",  "Wolf",    "Young",  "Zander", "Ziegler", "Zorn",
};
static const char *const streets[] = {
    "Acorn Lane",   "Birch Road",   "Bridge Street", "Castle Road",  "Cedar Avenue", "Chapel Lane",  "Church Road",
    "Elm Street",   "Forest Road",  "Garden Street", "Harbour Way",  "High Street",  "Hill Road",    "Lake Street",
    "Lime Avenue",  "Maple Street", "Market Street", "Meadow Lane",  "Mill Road",    "North Street", "Oak Street",
    "Orchard Way",  "Park Avenue",  "Pine Road",     "River Street", "Rose Lane",    "School Road",  "South Street",
    "Station Road", "Valley Road",  "West Street",   "Willow Way",
};
static const char *const cities[] = {
    "Ashbourne", "Brookfield", "Cedarville",  "Clearwater",  "Eastbrook", "Elmhurst",  "Fairview",   "Foxborough",
    "Glenwood",  "Greenfield", "Hillcrest",   "Kingsford",   "Lakeside",  "Lindenau",  "Maplewood",  "Marshfield",
    "Millbrook", "Newbridge",  "Northgate",   "Oakdale",     "Pinewood",  "Riverton",  "Rosedale",   "Sandford",
    "Southwick", "Springdale", "Stonebridge", "Summerfield", "Waldheim",  "Westbrook", "Willowdale", "Woodbridge",
};
static const char *const company_forms[] = {"Ltd", "Inc", "GmbH", "AG"};
static const char lorem[] =
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore "
    "magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo "
    "consequat. ";

#define LEN(list) (sizeof(list) / sizeof(*(list)))
/* The lengths are powers of two, so that each word is as likely as the others. */
#define PICK(list, number) ((list)[(number) & (LEN(list) - 1)])
_Static_assert(LEN(first_names) == 64 && LEN(last_names) == 64, "lists of names");
_Static_assert(LEN(streets) == 32 && LEN(cities) == 32 && LEN(company_forms) == 4, "lists of places and companies");

bool wpn_fake_kind_named(const char *name, size_t len, wpn_fake_kind *kind)
{
    static const char *const names[] = {
        [WPN_FAKE_KEEP] = "keep",
        [WPN_FAKE_EMAIL] = "email",
        [WPN_FAKE_NAME] = "name",
        [WPN_FAKE_FIRST_NAME] = "first_name",
        [WPN_FAKE_LAST_NAME] = "last_name",
        [WPN_FAKE_LOGIN] = "login",
        [WPN_FAKE_COMPANY] = "company",
        [WPN_FAKE_PHONE] = "phone",
        [WPN_FAKE_ADDRESS] = "address",
        [WPN_FAKE_CITY] = "city",
        [WPN_FAKE_POSTCODE] = "postcode",
        [WPN_FAKE_IP] = "ip",
        [WPN_FAKE_URL] = "url",
        [WPN_FAKE_TEXT] = "text",
        [WPN_FAKE_PASSWORD] = "password",
        [WPN_FAKE_EMPTY] = "empty",
    };
    for (size_t i = WPN_FAKE_KEEP; i < LEN(names); i++) {
        if (strlen(names[i]) == len && !memcmp(names[i], name, len)) {
            *kind = (wpn_fake_kind)i;
            return true;
        }
    }
    return false;
}

/* ---- the key ---- */

static wpn_status fail_crypto(wpn_error *error)
{
    return wpn_fail(error, WPN_E_IO, "OpenSSL refuses SHA-256 or random bytes, which fakes are made of");
}

wpn_status wpn_fake_key_set(wpn_fake_key *key, const wpn_string *secret, wpn_error *error)
{
    bool ok = secret ? EVP_Digest(secret->bytes, secret->len, key->bytes, NULL, EVP_sha256(), NULL) == 1
                     : RAND_bytes(key->bytes, sizeof(key->bytes)) == 1;
    return ok ? WPN_OK : fail_crypto(error);
}

void wpn_fake_key_clear(wpn_fake_key *key)
{
    OPENSSL_cleanse(key->bytes, sizeof(key->bytes));
}

/* The HMAC of the value, in lower case where its case has no meaning. */
static wpn_status digest_value(const wpn_fake_key *key, wpn_fake_kind kind, const char *value, size_t len,
                               digest *digest, wpn_error *error)
{
    wpn_buffer input = {0}; /* the kind, so that a name and a town of the same spelling have nothing in common */
    if (!wpn_buffer_push(&input, (char)kind) || !wpn_buffer_append(&input, value, len)) {
        wpn_buffer_free(&input);
        return wpn_fail_memory(error);
    }
    for (size_t i = 1; (kind == WPN_FAKE_EMAIL || kind == WPN_FAKE_LOGIN) && i < input.len; i++) {
        input.data[i] = wpn_lower(input.data[i]);
    }
    bool ok = HMAC(EVP_sha256(), key->bytes, sizeof(key->bytes), (const unsigned char *)input.data, input.len,
                   digest->bytes, NULL) != NULL;
    wpn_buffer_free(&input);
    return ok ? WPN_OK : fail_crypto(error);
}

/* The number in some bytes of the digest. */
static uint64_t number_at(const digest *digest, size_t at, size_t size)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++) {
        number = number << 8 | digest->bytes[at + i];
    }
    return number;
}

/* ---- the kinds ---- */

__attribute__((format(printf, 2, 3))) static bool append_format(wpn_buffer *out, const char *format, ...)
{
    char text[FAKE_MAX + 1];
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    return wpn_buffer_append(out, text, (size_t)len);
}

/* Digits become digits and letters letters, so that it looks like one of its country. */
static bool append_postcode(wpn_buffer *out, const digest *digest, const char *value, size_t len)
{
    enum { POSTCODE_MAX = 16 };
    bool ok = true;
    for (size_t i = 0, written = 0; ok && i < len && written < POSTCODE_MAX; i++) {
        char c = value[i];
        unsigned random = digest->bytes[i % DIGEST_LEN];
        if ((c & 0xC0) == 0x80) {
            continue; /* the rest of a character */
        }
        if (wpn_is_digit(c)) {
            c = (char)('0' + random % 10);
        } else if (c != ' ' && c != '-') {
            c = (char)('A' + random % 26);
        }
        ok = wpn_buffer_push(out, c);
        written++;
    }
    return ok;
}

/* As many characters as the value has, so that it fits where that did. */
static bool append_text(wpn_buffer *out, const char *value, size_t len)
{
    size_t left = 0;
    for (size_t i = 0; i < len; i++) {
        left += (value[i] & 0xC0) != 0x80;
    }
    while (left) {
        size_t piece = left < sizeof(lorem) - 1 ? left : sizeof(lorem) - 1;
        if (!wpn_buffer_append(out, lorem, piece)) {
            return false;
        }
        left -= piece;
    }
    return true;
}

static bool append_ip(wpn_buffer *out, const digest *digest, bool version_6)
{
    const unsigned char *bytes = digest->bytes;
    return version_6 ? append_format(out, "2001:db8::%x:%x", bytes[0] << 8 | bytes[1], bytes[2] << 8 | bytes[3])
                     : append_format(out, "198.%d.%d.%d", 18 + (bytes[0] & 1), bytes[1], bytes[2]);
}

wpn_status wpn_fake_value(const wpn_fake_key *key, wpn_fake_kind kind, const char *value, size_t len, wpn_buffer *out,
                          wpn_error *error)
{
    if (!len || kind == WPN_FAKE_EMPTY) {
        return WPN_OK;
    }
    if (kind == WPN_FAKE_TEXT || kind == WPN_FAKE_PASSWORD) {
        bool ok = kind == WPN_FAKE_TEXT ? append_text(out, value, len) : wpn_buffer_push(out, '!');
        return ok ? WPN_OK : wpn_fail_memory(error);
    }
    digest digest;
    wpn_status status = digest_value(key, kind, value, len, &digest, error);
    if (status != WPN_OK) {
        return status;
    }
    unsigned long long unique = number_at(&digest, 0, 8);
    const unsigned char *bytes = digest.bytes;
    bool ok = true;
    switch (kind) {
    case WPN_FAKE_EMAIL:
        ok = append_format(out, "user-%016llx@example.invalid", unique);
        break;
    case WPN_FAKE_LOGIN:
        ok = append_format(out, "user-%016llx", unique);
        break;
    case WPN_FAKE_URL:
        ok = append_format(out, "https://example.invalid/%016llx", unique);
        break;
    case WPN_FAKE_NAME:
        ok = append_format(out, "%s %s", PICK(first_names, bytes[0]), PICK(last_names, bytes[1]));
        break;
    case WPN_FAKE_FIRST_NAME:
        ok = append_format(out, "%s", PICK(first_names, bytes[0]));
        break;
    case WPN_FAKE_LAST_NAME:
        ok = append_format(out, "%s", PICK(last_names, bytes[0]));
        break;
    case WPN_FAKE_COMPANY:
        ok = append_format(out, "%s %s", PICK(last_names, bytes[0]), PICK(company_forms, bytes[1]));
        break;
    case WPN_FAKE_PHONE:
        ok = append_format(out, "+1555%llu", 2000000 + unique % 8000000);
        break;
    case WPN_FAKE_ADDRESS:
        ok = append_format(out, "%u %s", 1 + (unsigned)(number_at(&digest, 1, 4) % 199), PICK(streets, bytes[0]));
        break;
    case WPN_FAKE_CITY:
        ok = append_format(out, "%s", PICK(cities, bytes[0]));
        break;
    case WPN_FAKE_POSTCODE:
        ok = append_postcode(out, &digest, value, len);
        break;
    case WPN_FAKE_IP:
        ok = append_ip(out, &digest, memchr(value, ':', len) != NULL);
        break;
    case WPN_FAKE_NONE:
    case WPN_FAKE_KEEP:
    case WPN_FAKE_TEXT:
    case WPN_FAKE_PASSWORD:
    case WPN_FAKE_EMPTY:
        break;
    }
    return ok ? WPN_OK : wpn_fail_memory(error);
}
