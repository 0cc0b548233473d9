/* Which frame of a dump a statement belongs in. */
#include "dump/classify.h"

#include <ctype.h>
#include <strings.h>

static const wpn_class current = {.place = WPN_PLACE_CURRENT};
static const wpn_class next = {.place = WPN_PLACE_NEXT};
static const wpn_class open = {.place = WPN_PLACE_OPEN};
static const wpn_class schema = {.place = WPN_PLACE_OWN, .type = WPN_DUMP_TYPE_SCHEMA};
static const wpn_class rows = {.place = WPN_PLACE_OWN, .type = WPN_DUMP_TYPE_ROWS};
static const wpn_class code = {.place = WPN_PLACE_OWN, .type = WPN_DUMP_TYPE_CODE};

static bool is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The SQL inside an executable comment, else the statement itself. */
static void open_comment(const char **text, size_t *len)
{
    const char *at = *text;
    const char *end = at + *len;
    size_t opening = *len >= 3 && memcmp(at, "/*!", 3) == 0 ? 3 : *len >= 4 && memcmp(at, "/*M!", 4) == 0 ? 4 : 0;
    if (opening) {
        at += opening;
        while (at < end && isdigit((unsigned char)*at)) {
            at++;
        }
        while (end - at >= 2 && (is_white(end[-1]) || end[-1] == '/' || end[-1] == '*')) {
            end--;
        }
    }
    while (at < end && is_white(*at)) {
        at++;
    }
    while (end > at && is_white(end[-1])) {
        end--;
    }
    *text = at;
    *len = (size_t)(end - at);
}

static bool contains(const char *text, size_t len, const char *word)
{
    size_t word_len = strlen(word);
    for (size_t i = 0; i + word_len <= len; i++) {
        if (strncasecmp(text + i, word, word_len) == 0) {
            return true;
        }
    }
    return false;
}

/* mysqldump's local variables are named @saved_cs_client, @save_time_zone; those of the whole dump @OLD_... */
static wpn_class classify_set(const char *text, size_t len, bool begun)
{
    static const char saves[] = "SET @save";
    if (len >= sizeof(saves) - 1 && strncasecmp(text, saves, sizeof(saves) - 1) == 0) {
        return next;
    }
    return !begun || contains(text, len, "@save") ? current : open;
}

/* ALTER TABLE t DISABLE KEYS and ENABLE KEYS stand around the rows. */
static bool switches_keys(const char *text, size_t len)
{
    static const char ending[] = "ABLE KEYS";
    return len >= sizeof(ending) - 1 && strncasecmp(text + len - (sizeof(ending) - 1), ending, sizeof(ending) - 1) == 0;
}

wpn_class wpn_classify(const wpn_sql_statement *statement, bool begun)
{
    const char *text = statement->body;
    size_t len = statement->body_len;
    open_comment(&text, &len);
    wpn_class class;
    switch (statement->kind) {
    case WPN_SQL_INSERT:
    case WPN_SQL_REPLACE:
    case WPN_SQL_LOCK_TABLES:
        class = rows;
        break;
    case WPN_SQL_CREATE_TABLE:
        class = schema;
        break;
    case WPN_SQL_ALTER_TABLE:
        class = switches_keys(text, len) ? rows : schema;
        break;
    case WPN_SQL_CREATE_VIEW:
    case WPN_SQL_CREATE_TRIGGER:
    case WPN_SQL_CREATE_ROUTINE:
    case WPN_SQL_CREATE_EVENT:
    case WPN_SQL_DELIMITER:
        class = code;
        break;
    case WPN_SQL_DROP_TABLE:
    case WPN_SQL_DROP_VIEW:
    case WPN_SQL_DROP_TRIGGER:
    case WPN_SQL_DROP_ROUTINE:
    case WPN_SQL_DROP_EVENT:
        class = next;
        break;
    case WPN_SQL_SET:
        class = classify_set(text, len, begun);
        break;
    case WPN_SQL_BEGIN:
        class = begun ? next : current;
        break;
    case WPN_SQL_COMMIT:
    case WPN_SQL_EMPTY:
        class = begun ? open : current;
        break;
    case WPN_SQL_UNLOCK_TABLES:
    case WPN_SQL_USE:
    case WPN_SQL_CREATE_DATABASE:
        class = current;
        break;
    case WPN_SQL_OTHER:
        class = begun ? code : current;
        break;
    }
    return class;
}
