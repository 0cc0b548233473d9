/* Byte scanning: the plain version, and the choice of a SIMD one.
 *
 * The SIMD versions share one body, scan_simd.h, written over a handful of vector operations that are defined here for
 * each instruction set. Byte classes are found by two table look-ups on the nibbles of each byte (a class is a union of
 * rectangles low x high), which takes the same time for one class as for eight. SSSE3 is the least that has such a
 * look-up, so there is no SSE2 version: an x86-64 processor without SSSE3 runs the plain one. */
#include "text/scan.h"

#include <string.h>

/* Bits of the class tables. Rectangles: " # ( ) , - / are row 2, ; is row 3, ` is row 6; the escapable ones need five.
 */
enum {
    CLASS_SPECIAL_2 = 1,
    CLASS_SPECIAL_3 = 2,
    CLASS_SPECIAL_6 = 4,
    CLASS_ESCAPABLE_2 = 8,
    CLASS_ESCAPABLE_3 = 16,
    CLASS_ESCAPABLE_5 = 32,
    CLASS_ESCAPABLE_6 = 64,
    CLASS_ESCAPABLE_7 = 128,
    CLASS_SPECIAL = CLASS_SPECIAL_2 | CLASS_SPECIAL_3 | CLASS_SPECIAL_6,
    CLASS_ESCAPABLE = CLASS_ESCAPABLE_2 | CLASS_ESCAPABLE_3 | CLASS_ESCAPABLE_5 | CLASS_ESCAPABLE_6 | CLASS_ESCAPABLE_7,
};

static const uint8_t class_low[16] = {
    [0x0] = CLASS_SPECIAL_6 | CLASS_ESCAPABLE_3,                                         /* ` 0 */
    [0x2] = CLASS_SPECIAL_2 | CLASS_ESCAPABLE_2 | CLASS_ESCAPABLE_6 | CLASS_ESCAPABLE_7, /* " b r */
    [0x3] = CLASS_SPECIAL_2,                                                             /* # */
    [0x4] = CLASS_ESCAPABLE_7,                                                           /* t */
    [0x5] = CLASS_ESCAPABLE_2,                                                           /* % */
    [0x7] = CLASS_ESCAPABLE_2,                                                           /* ' */
    [0x8] = CLASS_SPECIAL_2,                                                             /* ( */
    [0x9] = CLASS_SPECIAL_2,                                                             /* ) */
    [0xa] = CLASS_ESCAPABLE_5,                                                           /* Z */
    [0xb] = CLASS_SPECIAL_3,                                                             /* ; */
    [0xc] = CLASS_SPECIAL_2 | CLASS_ESCAPABLE_5,                                         /* , \ */
    [0xd] = CLASS_SPECIAL_2,                                                             /* - */
    [0xe] = CLASS_ESCAPABLE_6,                                                           /* n */
    [0xf] = CLASS_SPECIAL_2 | CLASS_ESCAPABLE_5,                                         /* / _ */
};

static const uint8_t class_high[16] = {
    [0x2] = CLASS_SPECIAL_2 | CLASS_ESCAPABLE_2,
    [0x3] = CLASS_SPECIAL_3 | CLASS_ESCAPABLE_3,
    [0x5] = CLASS_ESCAPABLE_5,
    [0x6] = CLASS_SPECIAL_6 | CLASS_ESCAPABLE_6,
    [0x7] = CLASS_ESCAPABLE_7,
};

void wpn_needles_add(wpn_needles *needles, unsigned bucket, const char *window, size_t len, bool ignore_case)
{
    uint8_t bit = (uint8_t)(1u << bucket);
    for (size_t i = 0; i < WPN_NEEDLE_LEN; i++) {
        if (i >= len) {
            for (size_t nibble = 0; nibble < 16; nibble++) {
                needles->low[i][nibble] |= bit;
                needles->high[i][nibble] |= bit;
            }
            continue;
        }
        uint8_t byte = (uint8_t)window[i];
        needles->low[i][byte & 15] |= bit;
        needles->high[i][byte >> 4] |= bit;
        bool letter = (byte | 32) >= 'a' && (byte | 32) <= 'z';
        if (ignore_case && letter) {
            needles->high[i][(byte ^ 32) >> 4] |= bit;
        }
    }
}

/* Bits of the first count places; two bytes more are read. */
static uint64_t plain_candidates(const uint8_t *bytes, size_t count, const wpn_needles *needles)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < count; i++) {
        uint8_t buckets = needles->low[0][bytes[i] & 15] & needles->high[0][bytes[i] >> 4];
        if (buckets) {
            buckets &= needles->low[1][bytes[i + 1] & 15] & needles->high[1][bytes[i + 1] >> 4];
            buckets &= needles->low[2][bytes[i + 2] & 15] & needles->high[2][bytes[i + 2] >> 4];
            mask |= (uint64_t)(buckets != 0) << i;
        }
    }
    return mask;
}

static void plain_lex(const char *bytes, size_t blocks, const wpn_needles *needles, wpn_lex_masks *masks)
{
    for (size_t block = 0; block < blocks; block++) {
        const uint8_t *p = (const uint8_t *)bytes + block * WPN_SCAN_BLOCK;
        wpn_lex_masks found = {0};
        for (size_t i = 0; i < WPN_SCAN_BLOCK; i++) {
            uint8_t class = class_low[p[i] & 15] & class_high[p[i] >> 4];
            found.quote |= (uint64_t)(p[i] == '\'') << i;
            found.backslash |= (uint64_t)(p[i] == '\\') << i;
            found.special |= (uint64_t)((class & CLASS_SPECIAL) != 0) << i;
            found.escapable |= (uint64_t)((class & CLASS_ESCAPABLE) != 0) << i;
        }
        found.candidate = needles ? plain_candidates(p, WPN_SCAN_BLOCK, needles) : 0;
        masks[block] = found;
    }
}

static void plain_find(const char *bytes, size_t blocks, const wpn_needles *needles, uint64_t *masks)
{
    for (size_t block = 0; block < blocks; block++) {
        masks[block] = plain_candidates((const uint8_t *)bytes + block * WPN_SCAN_BLOCK, WPN_SCAN_BLOCK, needles);
    }
}

uint64_t wpn_scan_find_tiny(const char *bytes, size_t len, const wpn_needles *needles)
{
    return len < WPN_NEEDLE_LEN ? 0 : plain_candidates((const uint8_t *)bytes, len - (WPN_NEEDLE_LEN - 1), needles);
}

static size_t plain_find_first(const char *bytes, size_t len, const wpn_needles *needles)
{
    for (size_t at = 0; at + WPN_NEEDLE_LEN <= len; at++) {
        if (plain_candidates((const uint8_t *)bytes + at, 1, needles)) {
            return at;
        }
    }
    return len;
}

static uint64_t plain_either(const char *bytes, char a, char b)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < WPN_SCAN_BLOCK; i++) {
        mask |= (uint64_t)(bytes[i] == a || bytes[i] == b) << i;
    }
    return mask;
}

static size_t plain_find_either(const char *bytes, size_t len, char a, char b)
{
    size_t i = 0;
    while (i < len && bytes[i] != a && bytes[i] != b) {
        i++;
    }
    return i;
}

static size_t plain_count(const char *bytes, size_t len, char c)
{
    size_t count = 0;
    for (size_t i = 0; i < len; i++) {
        count += bytes[i] == c;
    }
    return count;
}

static const wpn_scan plain = {"plain",          plain_lex,    plain_find,        wpn_scan_find_tiny,
                               plain_find_first, plain_either, plain_find_either, plain_count};

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#include <immintrin.h>

#define SIMD(name) name##_ssse3
#define SIMD_TARGET __attribute__((target("ssse3")))
#define SIMD_NAME "ssse3"
#define SIMD_FIND_FIRST_SHORTER plain_find_first
#define SIMD_BYTES 16
#define SIMD_VECTOR __m128i
#define SIMD_LOAD(p) _mm_loadu_si128((const __m128i *)(p))
#define SIMD_TABLE(p) _mm_loadu_si128((const __m128i *)(p))
#define SIMD_FILL(c) _mm_set1_epi8((char)(c))
#define SIMD_EQUAL(a, b) _mm_cmpeq_epi8(a, b)
#define SIMD_AND(a, b) _mm_and_si128(a, b)
#define SIMD_OR(a, b) _mm_or_si128(a, b)
#define SIMD_LOOKUP(table, index) _mm_shuffle_epi8(table, index)
#define SIMD_HIGH_NIBBLES(v) _mm_and_si128(_mm_srli_epi16(v, 4), _mm_set1_epi8(15))
#define SIMD_BITS(v) ((uint64_t)(uint32_t)_mm_movemask_epi8(v))
#include "text/scan_simd.h"

#define SIMD(name) name##_avx2
#define SIMD_TARGET __attribute__((target("avx2,popcnt")))
#define SIMD_NAME "avx2"
#define SIMD_FIND_SHORT find_short_ssse3 /* with vectors that a short text fills */
#define SIMD_FIND_FIRST_SHORTER find_first_ssse3
#define SIMD_BYTES 32
#define SIMD_VECTOR __m256i
#define SIMD_LOAD(p) _mm256_loadu_si256((const __m256i *)(p))
#define SIMD_TABLE(p) _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(p)))
#define SIMD_FILL(c) _mm256_set1_epi8((char)(c))
#define SIMD_EQUAL(a, b) _mm256_cmpeq_epi8(a, b)
#define SIMD_AND(a, b) _mm256_and_si256(a, b)
#define SIMD_OR(a, b) _mm256_or_si256(a, b)
#define SIMD_LOOKUP(table, index) _mm256_shuffle_epi8(table, index)
#define SIMD_HIGH_NIBBLES(v) _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(15))
#define SIMD_BITS(v) ((uint64_t)(uint32_t)_mm256_movemask_epi8(v))
#include "text/scan_simd.h"

size_t wpn_scan_all(const wpn_scan *scans[WPN_SCAN_MAX])
{
    size_t count = 0;
    scans[count++] = &plain;
    if (__builtin_cpu_supports("ssse3")) {
        scans[count++] = &simd_ssse3;
    }
    if (__builtin_cpu_supports("avx2")) {
        scans[count++] = &simd_avx2;
    }
    return count;
}

#elif defined(__aarch64__)
#include <arm_neon.h>

/* NEON has no movemask: each byte keeps its own bit, and three pairwise additions gather them. */
static inline uint64_t neon_bits(uint8x16_t v)
{
    static const uint8_t bit[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t sum = vandq_u8(v, vld1q_u8(bit));
    sum = vpaddq_u8(sum, sum);
    sum = vpaddq_u8(sum, sum);
    sum = vpaddq_u8(sum, sum);
    return vgetq_lane_u16(vreinterpretq_u16_u8(sum), 0);
}

#define SIMD(name) name##_neon
#define SIMD_TARGET
#define SIMD_NAME "neon"
#define SIMD_FIND_FIRST_SHORTER plain_find_first
#define SIMD_BYTES 16
#define SIMD_VECTOR uint8x16_t
#define SIMD_LOAD(p) vld1q_u8((const uint8_t *)(p))
#define SIMD_TABLE(p) vld1q_u8((const uint8_t *)(p))
#define SIMD_FILL(c) vdupq_n_u8((uint8_t)(c))
#define SIMD_EQUAL(a, b) vceqq_u8(a, b)
#define SIMD_AND(a, b) vandq_u8(a, b)
#define SIMD_OR(a, b) vorrq_u8(a, b)
#define SIMD_LOOKUP(table, index) vqtbl1q_u8(table, index)
#define SIMD_HIGH_NIBBLES(v) vshrq_n_u8(v, 4)
#define SIMD_BITS(v) neon_bits(v)
#include "text/scan_simd.h"

size_t wpn_scan_all(const wpn_scan *scans[WPN_SCAN_MAX])
{
    scans[0] = &plain;
    scans[1] = &simd_neon;
    return 2;
}

#else

size_t wpn_scan_all(const wpn_scan *scans[WPN_SCAN_MAX])
{
    scans[0] = &plain;
    return 1;
}

#endif

const wpn_scan *wpn_scan_best(void)
{
    const wpn_scan *scans[WPN_SCAN_MAX];
    return scans[wpn_scan_all(scans) - 1];
}
