/* Small facts about bytes: ASCII classes, UTF-8, JSON escapes. Locale-independent, unlike <ctype.h>. */
#ifndef WPN_TEXT_ASCII_H
#define WPN_TEXT_ASCII_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline char wpn_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
}

static inline void wpn_lower_string(char *s)
{
    for (; *s; s++) {
        *s = wpn_lower(*s);
    }
}

static inline bool wpn_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool wpn_is_alnum(char c)
{
    char lower = (char)(c | 32);
    return wpn_is_digit(c) || (lower >= 'a' && lower <= 'z');
}

static inline bool wpn_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The value of a hexadecimal digit, or -1. */
static inline int wpn_hex(char c)
{
    if (wpn_is_digit(c)) {
        return c - '0';
    }
    char lower = (char)(c | 32);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The value of `digits` hexadecimal digits, or -1. */
static inline int32_t wpn_hex_value(const char *p, int digits)
{
    int32_t value = 0;
    for (int i = 0; i < digits; i++) {
        int digit = wpn_hex(p[i]);
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

#define WPN_UTF8_INVALID UINT32_MAX

/* One code point of strict UTF-8 (no overlong forms, no surrogates) and its length in bytes. */
static inline uint32_t wpn_utf8_decode(const char *text, size_t len, size_t *size)
{
    const uint8_t *p = (const uint8_t *)text;
    *size = 1;
    if (!len) {
        return WPN_UTF8_INVALID;
    }
    if (p[0] < 0x80) {
        return p[0];
    }
    size_t need = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (p[0] < 0xC2 || p[0] > 0xF4 || len < need) {
        return WPN_UTF8_INVALID;
    }
    uint32_t point = p[0] & (0x7Fu >> need);
    for (size_t i = 1; i < need; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            return WPN_UTF8_INVALID;
        }
        point = point << 6 | (p[i] & 0x3F);
    }
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (point < least[need] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
        return WPN_UTF8_INVALID;
    }
    *size = need;
    return point;
}

static inline bool wpn_utf8_valid(const char *text, size_t len)
{
    for (size_t i = 0, size; i < len; i += size) {
        if (wpn_utf8_decode(text + i, len - i, &size) == WPN_UTF8_INVALID) {
            return false;
        }
    }
    return true;
}

static inline size_t wpn_utf8_encode(char *out, uint32_t point)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xC0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xE0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (point & 0x3F));
    return 4;
}

/* \u00fc, or a surrogate pair; at most 12 bytes. */
static inline size_t wpn_json_unicode(char *out, uint32_t point)
{
    static const char hex[] = "0123456789abcdef";
    uint32_t units[2] = {point, 0};
    size_t count = 1;
    if (point >= 0x10000) {
        units[0] = 0xD800 + ((point - 0x10000) >> 10);
        units[1] = 0xDC00 + ((point - 0x10000) & 0x3FF);
        count = 2;
    }
    for (size_t i = 0; i < count; i++) {
        char *p = out + 6 * i;
        p[0] = '\\';
        p[1] = 'u';
        for (int nibble = 0; nibble < 4; nibble++) {
            p[2 + nibble] = hex[units[i] >> (12 - 4 * nibble) & 15];
        }
    }
    return 6 * count;
}

/* A byte as it must stand in a JSON string; `/` is left as it is. At most 6 bytes. */
static inline size_t wpn_json_escape_byte(char *out, char byte)
{
    static const char short_names[] = "b\bf\fn\nr\rt\t\"\"\\\\";
    for (const char *name = short_names; *name; name += 2) {
        if (name[1] == byte) {
            out[0] = '\\';
            out[1] = name[0];
            return 2;
        }
    }
    if ((uint8_t)byte < 0x20) {
        return wpn_json_unicode(out, (uint8_t)byte);
    }
    out[0] = byte;
    return 1;
}

#endif
