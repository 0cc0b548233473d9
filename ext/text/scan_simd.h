/* The body of the SIMD scanners. scan.c includes this once for each instruction set, with the SIMD_* operations
 * defined; they are undefined again at the end. */

SIMD_TARGET static inline SIMD_VECTOR SIMD(classify)(SIMD_VECTOR bytes, SIMD_VECTOR low, SIMD_VECTOR high)
{
    SIMD_VECTOR low_nibbles = SIMD_AND(bytes, SIMD_FILL(15));
    return SIMD_AND(SIMD_LOOKUP(low, low_nibbles), SIMD_LOOKUP(high, SIMD_HIGH_NIBBLES(bytes)));
}

typedef struct SIMD(needle_tables) {
    SIMD_VECTOR low[WPN_NEEDLE_LEN];
    SIMD_VECTOR high[WPN_NEEDLE_LEN];
} SIMD(needle_tables);

SIMD_TARGET static inline SIMD(needle_tables) SIMD(load_needles)(const wpn_needles *needles)
{
    SIMD(needle_tables) tables;
    for (int i = 0; i < WPN_NEEDLE_LEN; i++) {
        tables.low[i] = SIMD_TABLE(needles->low[i]);
        tables.high[i] = SIMD_TABLE(needles->high[i]);
    }
    return tables;
}

/* Bits of the places in one vector where no bucket may stand. */
SIMD_TARGET static inline uint64_t SIMD(no_candidates)(const char *p, const SIMD(needle_tables) * tables)
{
    SIMD_VECTOR buckets = SIMD(classify)(SIMD_LOAD(p), tables->low[0], tables->high[0]);
    buckets = SIMD_AND(buckets, SIMD(classify)(SIMD_LOAD(p + 1), tables->low[1], tables->high[1]));
    buckets = SIMD_AND(buckets, SIMD(classify)(SIMD_LOAD(p + 2), tables->low[2], tables->high[2]));
    return SIMD_BITS(SIMD_EQUAL(buckets, SIMD_FILL(0)));
}

SIMD_TARGET static void SIMD(lex)(const char *bytes, size_t blocks, const wpn_needles *needles, wpn_lex_masks *masks)
{
    const SIMD_VECTOR low = SIMD_TABLE(class_low), high = SIMD_TABLE(class_high), none = SIMD_FILL(0);
    SIMD(needle_tables) tables;
    if (needles) {
        tables = SIMD(load_needles)(needles);
    }
    for (size_t block = 0; block < blocks; block++) {
        wpn_lex_masks found = {0};
        uint64_t not_special = 0, not_escapable = 0, not_candidate = 0;
        for (unsigned at = 0; at < WPN_SCAN_BLOCK; at += SIMD_BYTES) {
            const char *p = bytes + block * WPN_SCAN_BLOCK + at;
            SIMD_VECTOR v = SIMD_LOAD(p);
            SIMD_VECTOR class = SIMD(classify)(v, low, high);
            found.quote |= SIMD_BITS(SIMD_EQUAL(v, SIMD_FILL('\''))) << at;
            found.backslash |= SIMD_BITS(SIMD_EQUAL(v, SIMD_FILL('\\'))) << at;
            not_special |= SIMD_BITS(SIMD_EQUAL(SIMD_AND(class, SIMD_FILL(CLASS_SPECIAL)), none)) << at;
            not_escapable |= SIMD_BITS(SIMD_EQUAL(SIMD_AND(class, SIMD_FILL(CLASS_ESCAPABLE)), none)) << at;
            if (needles) {
                not_candidate |= SIMD(no_candidates)(p, &tables) << at;
            }
        }
        found.special = ~not_special;
        found.escapable = ~not_escapable;
        found.candidate = needles ? ~not_candidate : 0;
        masks[block] = found;
    }
}

SIMD_TARGET static void SIMD(find)(const char *bytes, size_t blocks, const wpn_needles *needles, uint64_t *masks)
{
    SIMD(needle_tables) tables = SIMD(load_needles)(needles);
    for (size_t block = 0; block < blocks; block++) {
        uint64_t none = 0;
        for (unsigned at = 0; at < WPN_SCAN_BLOCK; at += SIMD_BYTES) {
            none |= SIMD(no_candidates)(bytes + block * WPN_SCAN_BLOCK + at, &tables) << at;
        }
        masks[block] = ~none;
    }
}

#ifndef SIMD_FIND_SHORT
#define SIMD_FIND_SHORT SIMD(find_short)
/* The last vector overlaps the one before it, so that nothing behind the text is read and nothing is copied. */
SIMD_TARGET static uint64_t SIMD(find_short)(const char *bytes, size_t len, const wpn_needles *needles)
{
    SIMD(needle_tables) tables = SIMD(load_needles)(needles);
    const uint64_t lanes = (UINT64_C(1) << SIMD_BYTES) - 1;
    uint64_t mask = 0;
    size_t last = len - (SIMD_BYTES + WPN_NEEDLE_LEN - 1);
    for (size_t at = 0; at < last; at += SIMD_BYTES) {
        mask |= (~SIMD(no_candidates)(bytes + at, &tables) & lanes) << at;
    }
    return mask | (~SIMD(no_candidates)(bytes + last, &tables) & lanes) << last;
}
#endif

SIMD_TARGET static size_t SIMD(find_first)(const char *bytes, size_t len, const wpn_needles *needles)
{
    if (len < SIMD_BYTES + WPN_NEEDLE_LEN - 1) {
        return SIMD_FIND_FIRST_SHORTER(bytes, len, needles);
    }
    SIMD(needle_tables) tables = SIMD(load_needles)(needles);
    const uint64_t lanes = (UINT64_C(1) << SIMD_BYTES) - 1;
    size_t last = len - (SIMD_BYTES + WPN_NEEDLE_LEN - 1);
    for (size_t at = 0; at < last; at += SIMD_BYTES) {
        uint64_t candidates = ~SIMD(no_candidates)(bytes + at, &tables) & lanes;
        if (candidates) {
            return at + (size_t)__builtin_ctzll(candidates);
        }
    }
    uint64_t candidates = ~SIMD(no_candidates)(bytes + last, &tables) & lanes;
    return candidates ? last + (size_t)__builtin_ctzll(candidates) : len;
}

SIMD_TARGET static uint64_t SIMD(either)(const char *bytes, char a, char b)
{
    const SIMD_VECTOR va = SIMD_FILL(a), vb = SIMD_FILL(b);
    uint64_t mask = 0;
    for (unsigned at = 0; at < WPN_SCAN_BLOCK; at += SIMD_BYTES) {
        SIMD_VECTOR v = SIMD_LOAD(bytes + at);
        mask |= SIMD_BITS(SIMD_OR(SIMD_EQUAL(v, va), SIMD_EQUAL(v, vb))) << at;
    }
    return mask;
}

SIMD_TARGET static size_t SIMD(find_either)(const char *bytes, size_t len, char a, char b)
{
    const SIMD_VECTOR va = SIMD_FILL(a), vb = SIMD_FILL(b);
    size_t i = 0;
    for (; i + SIMD_BYTES <= len; i += SIMD_BYTES) {
        SIMD_VECTOR v = SIMD_LOAD(bytes + i);
        uint64_t bits = SIMD_BITS(SIMD_OR(SIMD_EQUAL(v, va), SIMD_EQUAL(v, vb)));
        if (bits) {
            return i + (size_t)__builtin_ctzll(bits);
        }
    }
    return i + plain_find_either(bytes + i, len - i, a, b);
}

SIMD_TARGET static size_t SIMD(count)(const char *bytes, size_t len, char c)
{
    const SIMD_VECTOR wanted = SIMD_FILL(c);
    size_t i = 0, count = 0;
    for (; i + SIMD_BYTES <= len; i += SIMD_BYTES) {
        count += (size_t)__builtin_popcountll(SIMD_BITS(SIMD_EQUAL(SIMD_LOAD(bytes + i), wanted)));
    }
    return count + plain_count(bytes + i, len - i, c);
}

static const wpn_scan SIMD(simd) = {SIMD_NAME,        SIMD(lex),    SIMD(find),        SIMD_FIND_SHORT,
                                    SIMD(find_first), SIMD(either), SIMD(find_either), SIMD(count)};

#undef SIMD
#undef SIMD_TARGET
#undef SIMD_NAME
#undef SIMD_FIND_SHORT
#undef SIMD_FIND_FIRST_SHORTER
#undef SIMD_BYTES
#undef SIMD_VECTOR
#undef SIMD_LOAD
#undef SIMD_TABLE
#undef SIMD_FILL
#undef SIMD_EQUAL
#undef SIMD_AND
#undef SIMD_OR
#undef SIMD_LOOKUP
#undef SIMD_HIGH_NIBBLES
#undef SIMD_BITS
