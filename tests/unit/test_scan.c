/* scan: every SIMD version gives what the plain one gives, on random and on worst-case bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/scan.h"

enum { BLOCKS = 8, BYTES = BLOCKS * WPN_SCAN_BLOCK + WPN_NEEDLE_LEN - 1 };

static uint64_t state = 42;

static uint32_t random_number(void)
{
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (uint32_t)(state >> 33);
}

/* Bytes of SQL mostly, so that every class comes up. */
static void fill(char *bytes, size_t len)
{
    static const char likely[] = "'\\\"#(),-/;`0nrtZb%_exampleEXAMPLE.com";
    for (size_t i = 0; i < len; i++) {
        uint32_t number = random_number();
        bytes[i] = number & 3 ? likely[(number >> 2) % (sizeof(likely) - 1)] : (char)(number >> 8);
    }
}

static void lex_is_the_same_in_all_versions(void **unused)
{
    (void)unused;
    const wpn_scan *scans[WPN_SCAN_MAX];
    size_t count = wpn_scan_all(scans);
    wpn_needles needles = {0};
    wpn_needles_add(&needles, 0, "_[", 2, false);
    wpn_needles_add(&needles, 1, "xam", 3, true);
    wpn_needles_add(&needles, 2, ".co", 3, false);
    for (int round = 0; round < 2000; round++) {
        char *bytes = malloc(BYTES); /* of the exact size: reading further is an error that ASAN sees */
        fill(bytes, BYTES);
        wpn_lex_masks expected[BLOCKS], got[BLOCKS];
        uint64_t found[BLOCKS];
        scans[0]->lex(bytes, BLOCKS, &needles, expected);
        for (size_t i = 0; i < count; i++) {
            scans[i]->lex(bytes, BLOCKS, &needles, got);
            assert_memory_equal(got, expected, sizeof(expected));
            scans[i]->find(bytes, BLOCKS, &needles, found);
            for (size_t block = 0; block < BLOCKS; block++) {
                assert_int_equal(found[block], expected[block].candidate);
            }
        }
        free(bytes);
    }
}

static void the_plain_version_knows_its_classes(void **unused)
{
    (void)unused;
    const wpn_scan *scans[WPN_SCAN_MAX];
    wpn_scan_all(scans);
    for (int byte = 0; byte < 256; byte++) {
        char bytes[WPN_SCAN_BLOCK];
        memset(bytes, byte, sizeof(bytes));
        wpn_lex_masks masks;
        scans[0]->lex(bytes, 1, NULL, &masks);
        assert_int_equal(masks.quote != 0, byte == '\'');
        assert_int_equal(masks.backslash != 0, byte == '\\');
        assert_int_equal(masks.special != 0, byte && strchr("\"#(),-/;`", byte) != NULL);
        assert_int_equal(masks.escapable != 0, byte && strchr("0'\"\\nrtZb%_", byte) != NULL);
        assert_int_equal(masks.candidate, 0);
    }
}

static void needles_are_never_missed(void **unused)
{
    (void)unused;
    const wpn_scan *scans[WPN_SCAN_MAX];
    size_t count = wpn_scan_all(scans);
    wpn_needles needles = {0};
    wpn_needles_add(&needles, 3, "xam", 3, true);
    for (size_t at = 0; at + 3 <= WPN_SCAN_BLOCK + 2; at++) {
        char bytes[WPN_SCAN_BLOCK + WPN_NEEDLE_LEN - 1] = {0};
        memcpy(bytes + at, at & 1 ? "xAm" : "XaM", 3);
        for (size_t i = 0; i < count; i++) {
            uint64_t mask;
            scans[i]->find(bytes, 1, &needles, &mask);
            assert_int_equal(mask, UINT64_C(1) << at);
        }
    }
}

static void short_texts_are_the_same_in_all_versions(void **unused)
{
    (void)unused;
    const wpn_scan *scans[WPN_SCAN_MAX];
    size_t count = wpn_scan_all(scans);
    wpn_needles needles = {0};
    wpn_needles_add(&needles, 1, "xam", 3, true);
    wpn_needles_add(&needles, 2, "(,", 2, false);
    for (int round = 0; round < 200; round++) {
        for (size_t len = WPN_SCAN_SHORT; len < WPN_SCAN_BLOCK + 2; len++) {
            char *bytes = malloc(len);
            fill(bytes, len);
            for (size_t i = 0; i < count; i++) {
                assert_int_equal(scans[i]->find_short(bytes, len, &needles), wpn_scan_find_tiny(bytes, len, &needles));
                uint64_t places = wpn_scan_find_tiny(bytes, len, &needles);
                size_t first = places ? (size_t)__builtin_ctzll(places) : len;
                assert_int_equal(scans[i]->find_first(bytes, len, &needles), first);
            }
            free(bytes);
        }
    }
}

static void find_either_and_count_are_the_same_in_all_versions(void **unused)
{
    (void)unused;
    const wpn_scan *scans[WPN_SCAN_MAX];
    size_t count = wpn_scan_all(scans);
    for (size_t len = 0; len < 200; len++) {
        char *bytes = malloc(len + 1);
        fill(bytes, len);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(scans[i]->find_either(bytes, len, '\\', '\''),
                             scans[0]->find_either(bytes, len, '\\', '\''));
            assert_int_equal(scans[i]->find_either(bytes, len, '\x01', '\x02'),
                             scans[0]->find_either(bytes, len, '\x01', '\x02'));
            for (size_t at = 0; at + WPN_SCAN_BLOCK <= len; at++) {
                assert_int_equal(scans[i]->either(bytes + at, '\\', '\''), scans[0]->either(bytes + at, '\\', '\''));
            }
            assert_int_equal(scans[i]->count(bytes, len, 'e'), scans[0]->count(bytes, len, 'e'));
        }
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lex_is_the_same_in_all_versions),
        cmocka_unit_test(the_plain_version_knows_its_classes),
        cmocka_unit_test(needles_are_never_missed),
        cmocka_unit_test(short_texts_are_the_same_in_all_versions),
        cmocka_unit_test(find_either_and_count_are_the_same_in_all_versions),
    };
    return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
