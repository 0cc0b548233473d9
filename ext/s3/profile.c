/* The files that AWS's tools share: sections in brackets, `name = value` lines, comments after '#' or ';'. */
#include "s3/profile.h"

#include <ctype.h>
#include <openssl/crypto.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Far above any real file of this kind. */
#define MAX_FILE_BYTES (1024 * 1024)

typedef struct span {
    const char *at;
    size_t len;
} span;

static span trim(span text)
{
    while (text.len && isspace((unsigned char)text.at[0])) {
        text.at++;
        text.len--;
    }
    while (text.len && isspace((unsigned char)text.at[text.len - 1])) {
        text.len--;
    }
    return text;
}

static bool equals(span text, const char *other)
{
    return text.len == strlen(other) && memcmp(text.at, other, text.len) == 0;
}

/* The next line, taken off the front of *rest. */
static span next_line(span *rest)
{
    const char *end = memchr(rest->at, '\n', rest->len);
    span line = {rest->at, end ? (size_t)(end - rest->at) : rest->len};
    size_t step = line.len + (end ? 1 : 0);
    rest->at += step;
    rest->len -= step;
    return line;
}

/* A comment at the end of a line needs white space before it: secrets hold '#'. */
static span without_comment(span value)
{
    for (size_t i = 1; i < value.len; i++) {
        if ((value.at[i] == '#' || value.at[i] == ';') && isspace((unsigned char)value.at[i - 1])) {
            return trim((span){value.at, i});
        }
    }
    return value;
}

/* The setting from the text of one file, copied; NULL where there is none. */
static char *find_in_text(const char *text, size_t len, const char *section, const char *name)
{
    bool inside = false;
    span rest = {text, len};
    while (rest.len) {
        span raw = next_line(&rest);
        /* An indented line belongs to a nested setting (`s3 =` and its like), never to the profile itself. */
        bool nested = raw.len && isspace((unsigned char)raw.at[0]);
        span line = trim(raw);
        if (line.len == 0 || line.at[0] == '#' || line.at[0] == ';') {
            continue;
        }
        if (line.at[0] == '[') {
            const char *close = memchr(line.at, ']', line.len);
            inside = close && equals(trim((span){line.at + 1, (size_t)(close - line.at) - 1}), section);
            continue;
        }
        const char *sign = memchr(line.at, '=', line.len);
        if (!inside || nested || !sign || !equals(trim((span){line.at, (size_t)(sign - line.at)}), name)) {
            continue;
        }
        span value = {sign + 1, line.len - (size_t)(sign - line.at) - 1};
        value = without_comment(trim(value));
        return value.len ? strndup(value.at, value.len) : NULL;
    }
    return NULL;
}

static char *find_in_file(const char *path, const char *section, const char *name)
{
    FILE *file = fopen(path, "re");
    if (!file) {
        return NULL;
    }
    char *value = NULL;
    char *text = malloc(MAX_FILE_BYTES);
    if (text) {
        size_t len = fread(text, 1, MAX_FILE_BYTES, file);
        value = find_in_text(text, len, section, name);
        OPENSSL_cleanse(text, len);
        free(text);
    }
    fclose(file);
    return value;
}

/* The path in the variable, else the one below the home directory; the caller frees it. */
static char *file_path(const char *variable, const char *below_home)
{
    const char *given = getenv(variable);
    if (given && *given) {
        return strdup(given);
    }
    const char *home = getenv("HOME");
    char *path = NULL;
    if (!home || asprintf(&path, "%s/%s", home, below_home) < 0) {
        return NULL;
    }
    return path;
}

char *wpn_profile_setting(const char *profile, const char *name)
{
    char *value = NULL;
    char *path = file_path("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials");
    if (path) {
        value = find_in_file(path, profile, name);
        free(path);
    }
    if (value) {
        return value;
    }
    path = file_path("AWS_CONFIG_FILE", ".aws/config");
    char *section = NULL;
    if (strcmp(profile, "default") == 0) {
        section = strdup("default");
    } else if (asprintf(&section, "profile %s", profile) < 0) {
        section = NULL;
    }
    if (path && section) {
        value = find_in_file(path, section, name);
    }
    free(path);
    free(section);
    return value;
}

const char *wpn_profile_name(const char *given)
{
    const char *variable = getenv("AWS_PROFILE");
    return given ? given : variable && *variable ? variable : "default";
}
