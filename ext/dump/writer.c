/* A dump, cut into typed frames between statements, each compressed and hashed on its own. */
#include "dump/writer.h"

#include <stdlib.h>

#include "dump/classify.h"
#include "text/sql.h"

/* Output is handed over when it has grown to this, so that it is written in large pieces. */
#define OUTPUT_WANTED (256 * 1024)

/* Statements that wait for the next one go to the current frame when they are more than this: memory stays bounded. */
#define WAITING_MAX (1024 * 1024)

#define LITERAL_MAX ((size_t)1 << 30)

/* Statements whose frame is not known yet. */
typedef struct waiting {
    wpn_buffer text;
    wpn_place place;  /* WPN_PLACE_NEXT or WPN_PLACE_OPEN; of no meaning while text is empty */
    wpn_buffer table; /* the one they drop, empty where they drop none */
} waiting;

struct wpn_dump_writer {
    wpn_sql *sql;
    wpn_encoder *encoder;
    size_t frame_size;
    wpn_dump_index index; /* its last frame is the open one while frame_open */
    uint64_t read;        /* bytes of SQL that have been fed */
    bool frame_open;
    bool any_statement; /* something else than comments has come */
    bool begun;         /* a statement with a frame of its own has come */
    bool ended;         /* no more SQL follows */
    bool finished;      /* the last byte of output stands in the buffer */
    waiting waiting;
    wpn_buffer output;
    size_t accounted; /* bytes of output that are counted and hashed */
    wpn_sha256 *frame_hash;
    wpn_sha256 *file_hash;
    uint64_t line; /* of the last statement */
};

/* Which frame a statement wants. */
typedef struct target {
    wpn_dump_type type;
    const char *table; /* NULL where there is none */
    size_t table_len;
} target;

wpn_status wpn_dump_writer_new(wpn_dump_writer **writer, wpn_format format, int level, size_t frame_size,
                               const wpn_rules *rules, wpn_rewriter *rewriter, wpn_error *error)
{
    static const char *const names[] = {
        [WPN_FORMAT_NONE] = "none", [WPN_FORMAT_GZIP] = "gzip", [WPN_FORMAT_ZSTD] = "zstd"};
    wpn_dump_writer *made = calloc(1, sizeof(*made));
    if (!made) {
        return wpn_fail_memory(error);
    }
    wpn_status status = wpn_encoder_new(&made->encoder, format, level, error);
    if (status == WPN_OK) {
        made->sql = wpn_sql_new(&(wpn_sql_options){.rules = rules, .max_literal = LITERAL_MAX}, rewriter);
        made->frame_hash = wpn_sha256_new();
        made->file_hash = wpn_sha256_new();
        made->frame_size = frame_size;
        made->index.compression = names[format];
        if (!made->sql || !made->frame_hash || !made->file_hash) {
            status = wpn_fail_memory(error);
        }
    }
    if (status != WPN_OK) {
        wpn_dump_writer_free(made);
        return status;
    }
    *writer = made;
    return WPN_OK;
}

void wpn_dump_writer_free(wpn_dump_writer *writer)
{
    if (!writer) {
        return;
    }
    wpn_sql_free(writer->sql);
    wpn_encoder_free(writer->encoder);
    wpn_dump_index_free(&writer->index);
    wpn_buffer_free(&writer->waiting.text);
    wpn_buffer_free(&writer->waiting.table);
    wpn_buffer_free(&writer->output);
    wpn_sha256_free(writer->frame_hash);
    wpn_sha256_free(writer->file_hash);
    free(writer);
}

char *wpn_dump_writer_reserve(wpn_dump_writer *writer, size_t len)
{
    return wpn_sql_reserve(writer->sql, len);
}

void wpn_dump_writer_fed(wpn_dump_writer *writer, size_t len)
{
    wpn_sql_fed(writer->sql, len);
    writer->read += len;
}

void wpn_dump_writer_end(wpn_dump_writer *writer)
{
    if (!writer->ended) {
        wpn_sql_end(writer->sql);
        writer->ended = true;
    }
}

size_t wpn_dump_writer_output(const wpn_dump_writer *writer, const char **bytes)
{
    *bytes = writer->output.data;
    return writer->output.len;
}

void wpn_dump_writer_drain(wpn_dump_writer *writer)
{
    writer->output.len = 0;
    writer->accounted = 0;
}

uint64_t wpn_dump_writer_read(const wpn_dump_writer *writer)
{
    return writer->read;
}

const wpn_dump_index *wpn_dump_writer_index(const wpn_dump_writer *writer)
{
    return &writer->index;
}

static wpn_dump_frame *open_frame(wpn_dump_writer *writer)
{
    return writer->frame_open ? &writer->index.frames[writer->index.frames_len - 1] : NULL;
}

/* Counts and hashes what the encoder has added to the output. */
static wpn_status account(wpn_dump_writer *writer, wpn_error *error)
{
    const char *bytes = writer->output.data + writer->accounted;
    size_t len = writer->output.len - writer->accounted;
    if (len == 0) {
        return WPN_OK;
    }
    if (writer->frame_open) {
        open_frame(writer)->size += len;
        if (!wpn_sha256_update(writer->frame_hash, bytes, len)) {
            return wpn_fail_memory(error);
        }
    }
    writer->index.size += len;
    writer->accounted = writer->output.len;
    return wpn_sha256_update(writer->file_hash, bytes, len) ? WPN_OK : wpn_fail_memory(error);
}

static wpn_status write_raw(wpn_dump_writer *writer, const char *text, size_t len, wpn_error *error)
{
    wpn_status status = wpn_encoder_write(writer->encoder, text, len, &writer->output, error);
    if (status != WPN_OK) {
        return status;
    }
    open_frame(writer)->raw_size += len;
    writer->index.raw_size += len;
    return account(writer, error);
}

static wpn_status close_frame(wpn_dump_writer *writer, wpn_error *error)
{
    if (!writer->frame_open) {
        return WPN_OK;
    }
    wpn_status status = wpn_encoder_end_frame(writer->encoder, &writer->output, error);
    if (status == WPN_OK) {
        status = account(writer, error);
    }
    if (status == WPN_OK && !wpn_sha256_finish(writer->frame_hash, open_frame(writer)->sha256)) {
        status = wpn_fail_memory(error);
    }
    writer->frame_open = false;
    return status;
}

static bool same_table(const wpn_dump_frame *frame, const target *target)
{
    return frame->table && target->table
               ? frame->table_len == target->table_len && memcmp(frame->table, target->table, frame->table_len) == 0
               : frame->table == target->table;
}

/* Whether the open frame takes len bytes for the target. */
static bool fits(wpn_dump_writer *writer, const target *target, size_t len)
{
    const wpn_dump_frame *frame = open_frame(writer);
    if (!frame || frame->type != target->type) {
        return false;
    }
    if (frame->raw_size && (len > writer->frame_size || frame->raw_size > writer->frame_size - len)) {
        return false;
    }
    return same_table(frame, target);
}

/* Makes the open frame one that takes len bytes for the target. */
static wpn_status enter_frame(wpn_dump_writer *writer, const target *target, size_t len, wpn_error *error)
{
    if (fits(writer, target, len)) {
        return WPN_OK;
    }
    wpn_status status = close_frame(writer, error);
    if (status != WPN_OK) {
        return status;
    }
    wpn_dump_frame *frame = wpn_dump_index_add(&writer->index, target->type);
    if (!frame || (target->table && !wpn_dump_frame_set_table(frame, target->table, target->table_len))) {
        return wpn_fail_memory(error);
    }
    frame->offset = writer->index.size;
    writer->frame_open = true;
    return WPN_OK;
}

static wpn_status write_in(wpn_dump_writer *writer, const target *target, const char *text, size_t len,
                           wpn_error *error)
{
    wpn_status status = enter_frame(writer, target, len, error);
    return status == WPN_OK ? write_raw(writer, text, len, error) : status;
}

static wpn_status write_current(wpn_dump_writer *writer, const char *text, size_t len, wpn_error *error)
{
    target target = {.type = WPN_DUMP_TYPE_PROLOGUE};
    const wpn_dump_frame *frame = open_frame(writer);
    if (frame) {
        target.type = frame->type;
        target.table = frame->table;
        target.table_len = frame->table_len;
    }
    return write_in(writer, &target, text, len, error);
}

static void clear(waiting *waiting)
{
    waiting->text.len = 0;
    waiting->table.len = 0;
}

/* Writes what waits by itself, for what comes now does not belong to it. */
static wpn_status release(wpn_dump_writer *writer, wpn_error *error)
{
    waiting *waiting = &writer->waiting;
    wpn_status status;
    if (waiting->table.len) {
        target target = {.type = WPN_DUMP_TYPE_SCHEMA, .table = waiting->table.data, .table_len = waiting->table.len};
        status = write_in(writer, &target, waiting->text.data, waiting->text.len, error);
    } else {
        status = write_current(writer, waiting->text.data, waiting->text.len, error);
    }
    clear(waiting);
    return status;
}

static bool names_another_table(const waiting *waiting, const wpn_sql_statement *statement)
{
    return waiting->table.len && statement->table &&
           (waiting->table.len != statement->table_len ||
            memcmp(waiting->table.data, statement->table, statement->table_len) != 0);
}

static wpn_status wait(wpn_dump_writer *writer, const wpn_sql_statement *statement, wpn_place place, wpn_error *error)
{
    waiting *waiting = &writer->waiting;
    if (waiting->text.len == 0) {
        waiting->place = place;
    }
    if (!wpn_buffer_append(&waiting->text, statement->text, statement->text_len)) {
        return wpn_fail_memory(error);
    }
    if (statement->kind == WPN_SQL_DROP_TABLE && statement->table && waiting->table.len == 0 &&
        !wpn_buffer_append(&waiting->table, statement->table, statement->table_len)) {
        return wpn_fail_memory(error);
    }
    return waiting->text.len > WAITING_MAX ? release(writer, error) : WPN_OK;
}

/* A statement with a frame of its own, and what has waited for it. */
static wpn_status write_own(wpn_dump_writer *writer, const wpn_sql_statement *statement, const wpn_class *class,
                            wpn_error *error)
{
    waiting *waiting = &writer->waiting;
    target target = {.type = class->type};
    if (class->type != WPN_DUMP_TYPE_CODE) {
        target.table = statement->table;
        target.table_len = statement->table_len;
    }
    wpn_status status = enter_frame(writer, &target, waiting->text.len + statement->text_len, error);
    if (status == WPN_OK && waiting->text.len) {
        status = write_raw(writer, waiting->text.data, waiting->text.len, error);
        clear(waiting);
    }
    if (status == WPN_OK) {
        status = write_raw(writer, statement->text, statement->text_len, error);
    }
    if (status == WPN_OK) {
        open_frame(writer)->rows += statement->rows;
    }
    return status;
}

static wpn_status take_statement(wpn_dump_writer *writer, const wpn_sql_statement *statement, wpn_error *error)
{
    waiting *waiting = &writer->waiting;
    wpn_class class = wpn_classify(statement, writer->begun);
    bool joins = waiting->text.len && waiting->place == WPN_PLACE_NEXT;
    writer->any_statement = writer->any_statement || statement->kind != WPN_SQL_EMPTY;
    writer->begun = writer->begun || class.place == WPN_PLACE_OWN;
    writer->line = statement->line;
    if (statement->longest_row > writer->index.longest_row) {
        writer->index.longest_row = statement->longest_row;
    }
    if (waiting->text.len && class.place != WPN_PLACE_OPEN && (!joins || names_another_table(waiting, statement))) {
        wpn_status status = release(writer, error);
        if (status != WPN_OK) {
            return status;
        }
        joins = false;
    }
    if (class.place == WPN_PLACE_OWN) {
        return write_own(writer, statement, &class, error);
    }
    if (class.place == WPN_PLACE_CURRENT && !joins) {
        return write_current(writer, statement->text, statement->text_len, error);
    }
    return wait(writer, statement, class.place, error);
}

static wpn_status check_complete(wpn_dump_writer *writer, wpn_error *error)
{
    uint64_t end = writer->read;
    if (!writer->any_statement) {
        return wpn_fail_sql(error, writer->line, end, "the dump is incomplete: it holds no statement");
    }
    if (wpn_sql_complete(writer->sql) == 0) {
        return wpn_fail_sql(error, writer->line, end, "the dump is incomplete: it lacks the closing line of %s",
                            writer->index.dumper);
    }
    return WPN_OK;
}

/* After the last statement: the epilogue, the index, the hash of it all. */
static wpn_status finish(wpn_dump_writer *writer, wpn_error *error)
{
    writer->index.dumper = wpn_sql_dumper(writer->sql);
    waiting *waiting = &writer->waiting;
    wpn_buffer index = {0};
    wpn_status status = check_complete(writer, error);
    if (status == WPN_OK && waiting->text.len) {
        target epilogue = {.type = WPN_DUMP_TYPE_EPILOGUE};
        status = write_in(writer, &epilogue, waiting->text.data, waiting->text.len, error);
    }
    if (status == WPN_OK) {
        status = close_frame(writer, error);
    }
    if (status == WPN_OK && !wpn_dump_index_write(&writer->index, &index)) {
        status = wpn_fail_memory(error);
    }
    if (status == WPN_OK) {
        status = wpn_encoder_comment(writer->encoder, index.data, index.len, &writer->output, error);
    }
    if (status == WPN_OK) {
        status = account(writer, error);
    }
    if (status == WPN_OK && !wpn_sha256_finish(writer->file_hash, writer->index.sha256)) {
        status = wpn_fail_memory(error);
    }
    wpn_buffer_free(&index);
    writer->finished = status == WPN_OK;
    return status;
}

/* What the SQL reader finds wrong after the last byte is a dump that was cut off. */
static void explain_end(wpn_error *error)
{
    wpn_error reason = *error;
    if (reason.status == WPN_E_SQL) {
        wpn_fail_sql(error, reason.line, reason.offset, "the dump is incomplete: %.450s", reason.message);
    }
}

wpn_dump_result wpn_dump_writer_step(wpn_dump_writer *writer, wpn_error *error)
{
    for (;;) {
        if (writer->output.len >= OUTPUT_WANTED || (writer->finished && writer->output.len)) {
            return WPN_DUMP_OUTPUT;
        }
        if (writer->finished) {
            return WPN_DUMP_END;
        }
        wpn_status status = WPN_OK;
        switch (wpn_sql_step(writer->sql, error)) {
        case WPN_SQL_MORE:
            return WPN_DUMP_MORE;
        case WPN_SQL_STATEMENT:
            status = take_statement(writer, wpn_sql_statement_read(writer->sql), error);
            wpn_sql_drain(writer->sql);
            break;
        case WPN_SQL_END:
            status = finish(writer, error);
            break;
        case WPN_SQL_ERROR:
            if (writer->ended) {
                explain_end(error);
            }
            return WPN_DUMP_ERROR;
        }
        if (status != WPN_OK) {
            return WPN_DUMP_ERROR;
        }
    }
}
