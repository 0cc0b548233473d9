/* Input and output of a wpn_sql. Bytes that stay as they are are copied from one to the other when they have to be:
 * before an edit, at the end of a statement, or when more input is needed. */
#include "text/sql_internal.h"

#include <string.h>

/* Bytes kept before the unread input: sql_rows.c looks back at the x of x'41'. */
enum { LOOK_BACK = 2 };

bool wpn_sql_copy(wpn_sql *sql, size_t to)
{
    if (!wpn_buffer_append(&sql->out, sql->in.data + sql->copied, to - sql->copied)) {
        return false;
    }
    sql->copied = to;
    return true;
}

uint64_t wpn_sql_line(wpn_sql *sql, size_t at)
{
    if (at < sql->line_pos) {
        return sql->line - sql->scan->count(sql->in.data + at, sql->line_pos - at, '\n');
    }
    if (at > sql->line_pos) {
        sql->line += sql->scan->count(sql->in.data + sql->line_pos, at - sql->line_pos, '\n');
        sql->line_pos = at;
    }
    return sql->line;
}

/* Makes room by dropping input that has been copied. */
static void drop_read(wpn_sql *sql)
{
    if (sql->copied <= LOOK_BACK) {
        return;
    }
    size_t shift = sql->copied - LOOK_BACK;
    wpn_sql_line(sql, sql->copied);
    sql->line_pos -= shift;
    wpn_buffer_shift(&sql->in, shift);
    sql->before += shift;
    sql->pos -= shift;
    sql->copied -= shift;
    size_t *const places[] = {&sql->resume, &sql->scan_at, &sql->literal_start, &sql->kept_from};
    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
        *places[i] = *places[i] > shift ? *places[i] - shift : 0;
    }
    for (size_t i = 0; i < sql->literals_len; i++) {
        sql->literals[i].start -= shift;
        sql->literals[i].end -= shift;
    }
    for (size_t i = 0; i < sql->cell_ends_len; i++) {
        sql->cell_ends[i] -= shift;
    }
    for (size_t i = 0; i < sql->plain.len; i++) {
        sql->plain.items[i].start -= shift;
        sql->plain.items[i].end -= shift;
    }
    sql->masks_len = 0;
}

char *wpn_sql_reserve(wpn_sql *sql, size_t len)
{
    drop_read(sql);
    return wpn_buffer_reserve(&sql->in, len) ? sql->in.data + sql->in.len : NULL;
}

void wpn_sql_fed(wpn_sql *sql, size_t len)
{
    sql->in.len += len;
}

wpn_status wpn_sql_feed(wpn_sql *sql, const char *data, size_t len, wpn_error *error)
{
    char *room = wpn_sql_reserve(sql, len);
    if (!room) {
        return wpn_fail_memory(error);
    }
    if (len) {
        memcpy(room, data, len);
    }
    wpn_sql_fed(sql, len);
    return WPN_OK;
}

void wpn_sql_end(wpn_sql *sql)
{
    sql->ended = true;
}

size_t wpn_sql_output(const wpn_sql *sql, const char **bytes)
{
    *bytes = sql->out.data;
    return sql->committed;
}

void wpn_sql_drain(wpn_sql *sql)
{
    size_t shift = sql->committed;
    wpn_buffer_shift(&sql->out, shift);
    sql->committed = 0;
    sql->text_start -= shift;
    sql->body_start -= sql->has_body ? shift : 0;
    sql->header_end -= sql->header_end ? shift : 0;
    sql->row_start -= sql->row_start >= shift ? shift : sql->row_start;
    sql->rows_end -= sql->rows_end >= shift ? shift : sql->rows_end;
    sql->name_start -= sql->name_start >= shift ? shift : sql->name_start;
}
