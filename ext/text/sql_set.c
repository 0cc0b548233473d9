/* SET: SQL modes that change how strings are read, and character sets that cannot be read. */
#include "text/sql_set.h"

#include <string.h>

#include "text/ascii.h"

static unsigned modes_named(const char *text, size_t len)
{
    static const struct {
        const char *name;
        unsigned modes;
    } known[] = {
        {"NO_BACKSLASH_ESCAPES", WPN_MODE_NO_BACKSLASH_ESCAPES},
        {"ANSI_QUOTES", WPN_MODE_ANSI_QUOTES},
        {"ANSI", WPN_MODE_ANSI_QUOTES},
        {"DB2", WPN_MODE_ANSI_QUOTES},
        {"MAXDB", WPN_MODE_ANSI_QUOTES},
        {"MSSQL", WPN_MODE_ANSI_QUOTES},
        {"ORACLE", WPN_MODE_ANSI_QUOTES},
        {"POSTGRESQL", WPN_MODE_ANSI_QUOTES},
    };
    unsigned modes = 0;
    for (size_t start = 0; start < len;) {
        size_t end = start;
        while (end < len && wpn_sql_is_word_byte(text[end])) {
            end++;
        }
        for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
            const char *name = known[i].name;
            size_t name_len = strlen(name);
            bool same = name_len == end - start;
            for (size_t j = 0; same && j < name_len; j++) {
                same = (text[start + j] & ~32) == (name[j] & ~32);
            }
            modes |= same ? known[i].modes : 0;
        }
        start = end + 1;
    }
    return modes;
}

/* Character sets in which the second byte of a letter may be a backslash: no lexer that works by bytes can read them.
 */
static wpn_status check_charset(wpn_sql *sql, const char *name, size_t len, size_t at, wpn_error *error)
{
    static const char *const refused[] = {"big5", "cp932", "gbk", "gb18030", "sjis"};
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        bool same = strlen(refused[i]) == len;
        for (size_t j = 0; same && j < len; j++) {
            same = wpn_lower(name[j]) == refused[i][j];
        }
        if (same) {
            return wpn_fail_sql(error, wpn_sql_line(sql, at), wpn_sql_offset(sql, at),
                                "character set %s is refused: dump with --default-character-set=utf8mb4 instead",
                                refused[i]);
        }
    }
    return WPN_OK;
}

wpn_status wpn_sql_end_assignment(wpn_sql *sql, wpn_error *error)
{
    wpn_sql_assignment *a = &sql->assignment;
    if (a->in_value && a->is_user_variable) {
        wpn_map_value *value = wpn_map_at(&sql->variables, a->name, strlen(a->name));
        if (!value) {
            return wpn_fail_memory(error);
        }
        value->number = a->modes;
    } else if (a->in_value && !a->is_global && !strcmp(a->name, "sql_mode")) {
        sql->new_modes = a->modes;
    }
    *a = (wpn_sql_assignment){0};
    return WPN_OK;
}

static void set_name(wpn_sql_assignment *a, const char *word, size_t len)
{
    a->is_user_variable = len > 1 && word[0] == '@' && word[1] != '@';
    while (len && *word == '@') {
        word++;
        len--;
    }
    len = len < sizeof(a->name) ? len : sizeof(a->name) - 1;
    for (size_t i = 0; i < len; i++) {
        a->name[i] = wpn_lower(word[i]);
    }
    a->name[len] = '\0';
}

static wpn_status set_value(wpn_sql *sql, const wpn_token *t, const char *text, size_t len, wpn_error *error)
{
    wpn_sql_assignment *a = &sql->assignment;
    if (a->is_charset || !strncmp(a->name, "character_set_", 14)) {
        return check_charset(sql, text, len, t->start, error);
    }
    if (t->kind == WPN_TOKEN_STRING || text[0] != '@') {
        wpn_sql_assignment word = {0};
        set_name(&word, text, len);
        bool current = t->kind == WPN_TOKEN_WORD && !strcmp(word.name, "sql_mode"); /* @@session.sql_mode */
        a->modes |= current ? sql->modes : modes_named(text, len);
        return WPN_OK;
    }
    wpn_sql_assignment variable = {0};
    set_name(&variable, text, len);
    if (variable.is_user_variable) {
        wpn_map_value *value = wpn_map_find(&sql->variables, variable.name, strlen(variable.name));
        a->modes |= value ? (unsigned)value->number : 0;
    } else if (!strcmp(variable.name, "sql_mode")) {
        a->modes |= sql->modes;
    }
    return WPN_OK;
}

wpn_status wpn_sql_set_token(wpn_sql *sql, const wpn_token *t, wpn_error *error)
{
    wpn_sql_assignment *a = &sql->assignment;
    const char *text = sql->in.data + t->start;
    size_t len = t->end - t->start;
    if (wpn_token_is_mark(sql, t, '(')) {
        sql->depth++;
    } else if (wpn_token_is_mark(sql, t, ')')) {
        sql->depth -= sql->depth > 0;
    } else if (wpn_token_is_mark(sql, t, ',') && !sql->depth) {
        return wpn_sql_end_assignment(sql, error);
    } else if (wpn_token_is_mark(sql, t, '=')) {
        a->in_value = true;
    } else if (t->kind == WPN_TOKEN_STRING || (t->kind == WPN_TOKEN_NAME && (a->in_value || a->is_charset))) {
        return a->in_value || a->is_charset ? set_value(sql, t, text + 1, len - 2, error) : WPN_OK;
    } else if (t->kind == WPN_TOKEN_NAME) {
        set_name(a, text + 1, len - 2);
    } else if (t->kind == WPN_TOKEN_WORD) {
        if (a->in_value || a->is_charset) {
            return set_value(sql, t, text, len, error);
        }
        if (wpn_token_is_word(sql, t, "NAMES") || wpn_token_is_word(sql, t, "CHARSET") ||
            (wpn_token_is_word(sql, t, "SET") && !strcmp(a->name, "character"))) {
            a->is_charset = true;
        } else {
            a->is_global = a->is_global || !strcmp(a->name, "global") || !strncmp(a->name, "persist", 7);
            set_name(a, text, len);
        }
    }
    return WPN_OK;
}
