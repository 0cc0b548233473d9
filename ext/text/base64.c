/* Base64 inside text: runs of 24 bytes or more are decoded, rewritten as values and encoded again. */
#include "text/base64.h"

#include <string.h>

#include "text/ascii.h"
#include "text/text.h"

enum { RUN_MIN = 24 };

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int digit_value(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (wpn_is_digit(c)) {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* A run of digits and its padding: text[start .. end), padding from digits_end on. */
typedef struct run {
    size_t start, digits_end, end;
} run;

static bool next_run(const char *text, size_t len, size_t from, run *found)
{
    for (size_t i = from; i < len;) {
        if (digit_value(text[i]) < 0) {
            i++;
            continue;
        }
        found->start = i;
        while (i < len && digit_value(text[i]) >= 0) {
            i++;
        }
        found->digits_end = i;
        size_t digits = i - found->start;
        while (i < len && text[i] == '=' && i - found->digits_end < (4 - digits % 4) % 4) {
            i++;
        }
        found->end = i;
        bool padded = i > found->digits_end;
        if (found->end - found->start >= RUN_MIN && digits % 4 != 1 &&
            (!padded || (found->end - found->start) % 4 == 0)) {
            return true;
        }
    }
    return false;
}

bool wpn_base64_run(const char *text, size_t len)
{
    run found;
    return next_run(text, len, 0, &found);
}

static bool decode(const char *digits, size_t len, wpn_buffer *out)
{
    if (!wpn_buffer_reserve(out, len / 4 * 3 + 3)) {
        return false;
    }
    uint32_t bits = 0;
    unsigned count = 0;
    for (size_t i = 0; i < len; i++) {
        bits = bits << 6 | (uint32_t)digit_value(digits[i]);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out->data[out->len++] = (char)(bits >> count);
        }
    }
    return true;
}

static bool encode(const char *bytes, size_t len, bool padded, wpn_buffer *out)
{
    if (!wpn_buffer_reserve(out, len / 3 * 4 + 4)) {
        return false;
    }
    for (size_t i = 0; i < len; i += 3) {
        size_t left = len - i < 3 ? len - i : 3;
        uint32_t bits = 0;
        for (size_t j = 0; j < 3; j++) {
            bits = bits << 8 | (j < left ? (uint8_t)bytes[i + j] : 0);
        }
        for (size_t j = 0; j < 4; j++) {
            if (j <= left) {
                out->data[out->len++] = alphabet[bits >> (18 - 6 * j) & 63];
            } else if (padded) {
                out->data[out->len++] = '=';
            }
        }
    }
    return true;
}

/* Rewrites what a run stands for; *changed says whether there was anything. The new run is appended to edits.bytes from
 * *bytes_start on, and no edit is added yet. */
static bool rewrite_run(wpn_rewriter *rewriter, const char *text, const run *found, unsigned depth, bool *changed,
                        size_t *bytes_start)
{
    *changed = false;
    wpn_buffer *decoded = wpn_rewriter_scratch(rewriter, depth);
    if (!decode(text + found->start, found->digits_end - found->start, decoded)) {
        return false;
    }
    size_t first = rewriter->edits.len;
    uint64_t references = rewriter->counts.references;
    if (!wpn_rewrite_nested(rewriter, decoded->data, decoded->len, 0, depth + 1)) {
        return false;
    }
    if (!wpn_edits_any(&rewriter->edits, first)) {
        rewriter->edits.len = first;
        rewriter->counts.references = references;
        return true;
    }
    wpn_buffer rewritten = {0};
    bool ok = wpn_edits_append_applied(&rewriter->edits, first, decoded->data, decoded->len, 0, &rewritten);
    rewriter->edits.len = first;
    *bytes_start = rewriter->edits.bytes.len;
    bool unpadded = found->end == found->digits_end && (found->digits_end - found->start) % 4 != 0;
    ok = ok && encode(rewritten.data, rewritten.len, !unpadded, &rewriter->edits.bytes);
    wpn_buffer_free(&rewritten);
    *changed = ok;
    return ok;
}

bool wpn_rewrite_base64_text(wpn_rewriter *rewriter, const char *text, size_t len, size_t base, unsigned depth)
{
    size_t done = 0;
    run found;
    for (size_t from = 0; next_run(text, len, from, &found); from = found.end) {
        bool changed;
        size_t bytes_start;
        if (!rewrite_run(rewriter, text, &found, depth, &changed, &bytes_start)) {
            return false;
        }
        if (!changed) {
            continue;
        }
        size_t bytes_len = rewriter->edits.bytes.len - bytes_start;
        rewriter->counts.base64++;
        if (!wpn_rewrite_text(rewriter, text + done, found.start - done, base + done) ||
            !wpn_edits_add_written(&rewriter->edits, base + found.start, found.end - found.start, bytes_start)) {
            return false;
        }
        rewriter->edits.items[rewriter->edits.len - 1].bytes_len = bytes_len;
        done = found.end;
    }
    return wpn_rewrite_text(rewriter, text + done, len - done, base + done);
}
