/* Byte scanning, 64 bytes at a time: where the quotes, backslashes and punctuation of SQL stand, and where a search
 * pattern may begin. One table of functions per instruction set; wpn_scan_best() picks one at run time. */
#ifndef WPN_TEXT_SCAN_H
#define WPN_TEXT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WPN_SCAN_BLOCK = 64, WPN_NEEDLE_LEN = 3, WPN_SCAN_SHORT = 16 + WPN_NEEDLE_LEN - 1 };

/* Windows of three bytes to search for, as two nibble tables a position: bucket b may stand at a place when bit b is
 * set in low[i][byte & 15] & high[i][byte >> 4] for i = 0, 1, 2. False positives are possible, misses are not. */
typedef struct wpn_needles {
    uint8_t low[WPN_NEEDLE_LEN][16];
    uint8_t high[WPN_NEEDLE_LEN][16];
} wpn_needles;

/* Adds a window of len (1 to 3) bytes to a bucket (0 to 7). */
void wpn_needles_add(wpn_needles *needles, unsigned bucket, const char *window, size_t len, bool ignore_case);

/* One bit a byte, the lowest for the first. */
typedef struct wpn_lex_masks {
    uint64_t quote;     /* ' */
    uint64_t backslash; /* \ */
    uint64_t special;   /* " # ( ) , - / ; ` */
    uint64_t escapable; /* bytes that dump programs write after a backslash: 0 ' " \ n r t Z b % _ */
    uint64_t candidate; /* places where a needle may begin */
} wpn_lex_masks;

typedef struct wpn_scan {
    const char *name;
    /* Fills masks[0..blocks) from 64 * blocks bytes; needles may be NULL, else two bytes more are read. */
    void (*lex)(const char *bytes, size_t blocks, const wpn_needles *needles, wpn_lex_masks *masks);
    /* The candidate masks alone. */
    void (*find)(const char *bytes, size_t blocks, const wpn_needles *needles, uint64_t *masks);
    /* The candidate mask of a short text, WPN_SCAN_SHORT to WPN_SCAN_BLOCK + 1 bytes, of which no more is read. */
    uint64_t (*find_short)(const char *bytes, size_t len, const wpn_needles *needles);
    /* Offset of the first candidate in a text of WPN_SCAN_SHORT bytes or more, of which no more is read; len: none. */
    size_t (*find_first)(const char *bytes, size_t len, const wpn_needles *needles);
    /* Bits of the bytes of one block that are a or b. */
    uint64_t (*either)(const char *bytes, char a, char b);
    /* Offset of the first byte that is a or b, or len. */
    size_t (*find_either)(const char *bytes, size_t len, char a, char b);
    /* How many bytes are c. */
    size_t (*count)(const char *bytes, size_t len, char c);
} wpn_scan;

/* The same for a text shorter than WPN_SCAN_SHORT, by all of them. */
uint64_t wpn_scan_find_tiny(const char *bytes, size_t len, const wpn_needles *needles);

/* The fastest that this processor runs. */
const wpn_scan *wpn_scan_best(void);

/* All that this processor runs, the plain one first; returns their number (at most WPN_SCAN_MAX). */
enum { WPN_SCAN_MAX = 4 };
size_t wpn_scan_all(const wpn_scan *scans[WPN_SCAN_MAX]);

#endif
