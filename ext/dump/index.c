/* The index of a dump, and its JSON form. */
#include "dump/index.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void wpn_dump_index_free(wpn_dump_index *index)
{
    for (size_t i = 0; i < index->frames_len; i++) {
        free(index->frames[i].table);
    }
    free(index->frames);
    *index = (wpn_dump_index){0};
}

const char *wpn_dump_type_name(wpn_dump_type type)
{
    static const char *const names[] = {
        [WPN_DUMP_TYPE_PROLOGUE] = "prologue", [WPN_DUMP_TYPE_SCHEMA] = "schema",     [WPN_DUMP_TYPE_ROWS] = "rows",
        [WPN_DUMP_TYPE_CODE] = "code",         [WPN_DUMP_TYPE_EPILOGUE] = "epilogue",
    };
    return names[type];
}

wpn_dump_frame *wpn_dump_index_add(wpn_dump_index *index, wpn_dump_type type)
{
    if (!wpn_array_grow((void **)&index->frames, &index->frames_cap, index->frames_len + 1, sizeof(wpn_dump_frame))) {
        return NULL;
    }
    wpn_dump_frame *frame = &index->frames[index->frames_len++];
    *frame = (wpn_dump_frame){.type = type};
    return frame;
}

bool wpn_dump_frame_set_table(wpn_dump_frame *frame, const char *table, size_t table_len)
{
    frame->table = malloc(table_len + 1);
    if (!frame->table) {
        return false;
    }
    memcpy(frame->table, table, table_len);
    frame->table[table_len] = '\0';
    frame->table_len = table_len;
    return true;
}

static bool append_format(wpn_buffer *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* For short text only: numbers and our own names. */
static bool append_format(wpn_buffer *out, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return wpn_buffer_append(out, text, (size_t)len);
}

/* The length of the valid UTF-8 sequence at text, 0 where there is none. */
static size_t utf8_length(const unsigned char *text, size_t len)
{
    size_t need = text[0] < 0x80   ? 1
                  : text[0] < 0xc2 ? 0
                  : text[0] < 0xe0 ? 2
                  : text[0] < 0xf0 ? 3
                  : text[0] < 0xf5 ? 4
                                   : 0;
    if (need > len) {
        return 0;
    }
    for (size_t i = 1; i < need; i++) {
        if ((text[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xf0 && text[1] < 0x90);
    bool beyond = (text[0] == 0xed && text[1] > 0x9f) || (text[0] == 0xf4 && text[1] > 0x8f);
    return need > 1 && (overlong || beyond) ? 0 : need;
}

/* A JSON string; bytes that are not UTF-8 become U+FFFD. */
static bool append_string(wpn_buffer *out, const char *bytes, size_t len)
{
    bool ok = wpn_buffer_push(out, '"');
    for (size_t i = 0; ok && i < len;) {
        const unsigned char *at = (const unsigned char *)bytes + i;
        size_t sequence = utf8_length(at, len - i);
        if (sequence == 0) {
            ok = wpn_buffer_append(out, "\xef\xbf\xbd", 3);
        } else if (*at < 0x20) {
            ok = append_format(out, "\\u%04x", *at);
        } else {
            ok = (*at != '"' && *at != '\\') || wpn_buffer_push(out, '\\');
            ok = ok && wpn_buffer_append(out, at, sequence);
        }
        i += sequence ? sequence : 1;
    }
    return ok && wpn_buffer_push(out, '"');
}

static bool append_nullable(wpn_buffer *out, const char *bytes, size_t len)
{
    return bytes ? append_string(out, bytes, len) : wpn_buffer_append(out, "null", 4);
}

static bool append_frame(wpn_buffer *out, const wpn_dump_frame *frame)
{
    return append_format(out, "{\"type\":\"%s\",\"table\":", wpn_dump_type_name(frame->type)) &&
           append_nullable(out, frame->table, frame->table_len) &&
           append_format(out,
                         ",\"offset\":%" PRIu64 ",\"size\":%" PRIu64 ",\"rawSize\":%" PRIu64 ",\"rows\":%" PRIu64
                         ",\"sha256\":\"%s\"}",
                         frame->offset, frame->size, frame->raw_size, frame->rows, frame->sha256);
}

bool wpn_dump_index_write(const wpn_dump_index *index, wpn_buffer *out)
{
    size_t start = out->len;
    bool ok = append_format(out, "{\"format\":1,\"compression\":\"%s\",\"rawSize\":%" PRIu64 ",\"longestRow\":%" PRIu64,
                            index->compression, index->raw_size, index->longest_row) &&
              wpn_buffer_append(out, ",\"dumper\":", 10) &&
              append_nullable(out, index->dumper, index->dumper ? strlen(index->dumper) : 0) &&
              wpn_buffer_append(out, ",\"frames\":[", 11);
    for (size_t i = 0; ok && i < index->frames_len; i++) {
        ok = (i == 0 || wpn_buffer_push(out, ',')) && append_frame(out, &index->frames[i]);
    }
    ok = ok && wpn_buffer_append(out, "]}", 2);
    return ok && append_format(out, "\nwpn-index %010zu\n", out->len - start);
}
