/* WpNormalize\DumpWriter. */
#include "php_wpnormalize.h"

#include <limits.h>

#include "dump/writer.h"
#include "errors.h"
#include "php_s3.h"
#include "streams.h"

typedef struct dump_writer {
    wpn_dump_writer *writer; /* owned; NULL before the constructor has run */
    zval to;                 /* a reference to a stream's resource, or to an S3\Upload */
    zend_object *replacer;   /* a reference; NULL where there is none */
    wpn_error error;         /* what ended the writing; its status is WPN_OK while nothing did */
    bool running;            /* a method is at work, maybe inside a callable or a user-space stream */
    bool finished;
    zend_object std;
} dump_writer;

static zend_object_handlers dump_writer_handlers;

static dump_writer *from_object(zend_object *object)
{
    return (dump_writer *)((char *)object - XtOffsetOf(dump_writer, std));
}

static zend_object *create_object(zend_class_entry *class)
{
    dump_writer *self = zend_object_alloc(sizeof(dump_writer), class);
    zend_object_std_init(&self->std, class);
    object_properties_init(&self->std, class);
    self->std.handlers = &dump_writer_handlers;
    return &self->std;
}

static void free_object(zend_object *object)
{
    dump_writer *self = from_object(object);
    wpn_dump_writer_free(self->writer);
    zval_ptr_dtor(&self->to);
    if (self->replacer) {
        OBJ_RELEASE(self->replacer);
    }
    zend_object_std_dtor(object);
}

static bool is_upload(const zval *to)
{
    return Z_TYPE_P(to) == IS_OBJECT && Z_OBJCE_P(to) == wpn_ce_S3Upload;
}

/* Whether the constructor's first argument can be written to. false after throwing. */
static bool check_target(zval *to)
{
    if (is_upload(to)) {
        return true;
    }
    if (Z_TYPE_P(to) != IS_RESOURCE) {
        zend_argument_type_error(1, "must be of type resource or WpNormalize\\S3\\Upload, %s given",
                                 zend_zval_type_name(to));
        return false;
    }
    return wpn_stream_writable(to, 1);
}

static bool parse_format(const zend_string *name, wpn_format *format)
{
    if (zend_string_equals_literal(name, "zstd")) {
        *format = WPN_FORMAT_ZSTD;
    } else if (zend_string_equals_literal(name, "gzip")) {
        *format = WPN_FORMAT_GZIP;
    } else if (zend_string_equals_literal(name, "none")) {
        *format = WPN_FORMAT_NONE;
    } else {
        zend_argument_value_error(2, "must be one of \"zstd\", \"gzip\" or \"none\"");
        return false;
    }
    return true;
}

ZEND_METHOD(WpNormalize_DumpWriter, __construct)
{
    zval *to;
    zend_string *format_name = NULL;
    zend_long level = 3;
    zend_long frame_size = 16 * 1024 * 1024;
    zend_object *replacer = NULL;
    ZEND_PARSE_PARAMETERS_START(1, 5)
    Z_PARAM_ZVAL(to)
    Z_PARAM_OPTIONAL
    Z_PARAM_STR(format_name)
    Z_PARAM_LONG(level)
    Z_PARAM_LONG(frame_size)
    Z_PARAM_OBJ_OF_CLASS_OR_NULL(replacer, wpn_ce_Replacer)
    ZEND_PARSE_PARAMETERS_END();

    dump_writer *self = from_object(Z_OBJ_P(ZEND_THIS));
    if (self->writer) {
        zend_throw_error(NULL, "Cannot call constructor twice");
        RETURN_THROWS();
    }
    wpn_format format = WPN_FORMAT_ZSTD;
    if (!check_target(to) || (format_name && !parse_format(format_name, &format))) {
        RETURN_THROWS();
    }
    if (frame_size < 1) {
        zend_argument_value_error(4, "must be greater than 0");
        RETURN_THROWS();
    }
    const wpn_rules *rules = NULL;
    wpn_rewriter *rewriter = NULL;
    if (replacer && !wpn_replacer_engine(replacer, &rules, &rewriter)) {
        RETURN_THROWS();
    }
    int level_in_range = (int)MAX(INT_MIN, MIN(INT_MAX, level));
    wpn_error error;
    switch (wpn_dump_writer_new(&self->writer, format, level_in_range, (size_t)frame_size, rules, rewriter, &error)) {
    case WPN_OK:
        ZVAL_COPY(&self->to, to);
        self->replacer = replacer;
        if (replacer) {
            GC_ADDREF(replacer);
        }
        break;
    case WPN_E_ARGUMENT:
        zend_argument_value_error(3, "%s", error.message);
        RETURN_THROWS();
    default:
        wpn_throw(&error);
        RETURN_THROWS();
    }
}

/* The object a method is called on, if it can be written to; NULL after throwing. */
static dump_writer *this_writer(zval *this)
{
    dump_writer *self = from_object(Z_OBJ_P(this));
    if (!self->writer) {
        zend_throw_error(NULL, "The DumpWriter has not been initialized by its constructor");
    } else if (self->running) {
        zend_throw_error(NULL, "The DumpWriter cannot be used while one of its methods is running");
    } else if (self->finished) {
        zend_throw_error(NULL, "The dump has been finished");
    } else if (self->error.status != WPN_OK) {
        wpn_throw(&self->error);
    } else {
        return self;
    }
    return NULL;
}

/* Writes all len bytes. What an upload throws stays pending; the error here is for calls that come later. */
static wpn_status write_out(dump_writer *self, const char *bytes, size_t len)
{
    if (!is_upload(&self->to)) {
        return wpn_stream_write_all(&self->to, bytes, len, &self->error);
    }
    if (!wpn_s3_upload_feed(Z_OBJ(self->to), bytes, len)) {
        return wpn_fail(&self->error, WPN_E_IO, "writing the dump to S3 has failed or was interrupted");
    }
    return WPN_OK;
}

/* Runs the core until it wants more SQL or has ended, and writes out what it gives. */
static wpn_status run(dump_writer *self)
{
    for (;;) {
        switch (wpn_dump_writer_step(self->writer, &self->error)) {
        case WPN_DUMP_MORE:
        case WPN_DUMP_END:
            return WPN_OK;
        case WPN_DUMP_OUTPUT: {
            const char *bytes;
            size_t len = wpn_dump_writer_output(self->writer, &bytes);
            wpn_status status = write_out(self, bytes, len);
            if (status != WPN_OK) {
                return status;
            }
            wpn_dump_writer_drain(self->writer);
            break;
        }
        case WPN_DUMP_ERROR:
            return self->error.status;
        }
    }
}

static wpn_status copy(dump_writer *self, zval *from, wpn_progress *progress)
{
    const wpn_dump_index *index = wpn_dump_writer_index(self->writer);
    wpn_stream_enlarge_pipe(from);
    wpn_progress_start(progress, wpn_dump_writer_read(self->writer));
    for (;;) {
        char *room = wpn_dump_writer_reserve(self->writer, WPN_STREAM_CHUNK);
        if (!room) {
            return wpn_fail_memory(&self->error);
        }
        size_t got;
        wpn_status status = wpn_stream_read(from, room, WPN_STREAM_CHUNK, &got, &self->error);
        if (status != WPN_OK || got == 0) {
            return status;
        }
        wpn_dump_writer_fed(self->writer, got);
        status = run(self);
        if (status != WPN_OK) {
            return status;
        }
        if (!wpn_progress_step(progress, wpn_dump_writer_read(self->writer), index->size)) {
            return wpn_fail(&self->error, WPN_E_IO, "writing the dump was interrupted");
        }
    }
}

ZEND_METHOD(WpNormalize_DumpWriter, copyFrom)
{
    zval *from;
    wpn_progress progress = {0};
    ZEND_PARSE_PARAMETERS_START(1, 2)
    Z_PARAM_ZVAL(from)
    Z_PARAM_OPTIONAL
    Z_PARAM_FUNC_OR_NULL(progress.fci, progress.fcc)
    ZEND_PARSE_PARAMETERS_END();

    dump_writer *self = this_writer(ZEND_THIS);
    if (!self || !wpn_stream_readable(from, 1)) {
        RETURN_THROWS();
    }
    uint64_t before = wpn_dump_writer_read(self->writer);
    self->running = true;
    wpn_status status = copy(self, from, &progress);
    self->running = false;
    if (status != WPN_OK) {
        wpn_throw(&self->error);
        RETURN_THROWS();
    }
    RETURN_LONG((zend_long)(wpn_dump_writer_read(self->writer) - before));
}

static void add_table_rows(zend_array *tables, const wpn_dump_frame *frame)
{
    zval *rows = zend_symtable_str_find(tables, frame->table, frame->table_len);
    if (rows) {
        Z_LVAL_P(rows) += (zend_long)frame->rows;
        return;
    }
    zval first;
    ZVAL_LONG(&first, (zend_long)frame->rows);
    zend_symtable_str_update(tables, frame->table, frame->table_len, &first);
}

static void add_frame(zval *frames, const wpn_dump_frame *frame)
{
    zval entry;
    array_init(&entry);
    add_assoc_string(&entry, "type", wpn_dump_type_name(frame->type));
    if (frame->table) {
        add_assoc_stringl(&entry, "table", frame->table, frame->table_len);
    } else {
        add_assoc_null(&entry, "table");
    }
    add_assoc_long(&entry, "offset", (zend_long)frame->offset);
    add_assoc_long(&entry, "size", (zend_long)frame->size);
    add_assoc_long(&entry, "rawSize", (zend_long)frame->raw_size);
    add_assoc_long(&entry, "rows", (zend_long)frame->rows);
    add_assoc_string(&entry, "sha256", frame->sha256);
    add_next_index_zval(frames, &entry);
}

static void make_index(zval *result, const wpn_dump_index *index)
{
    array_init(result);
    add_assoc_long(result, "format", 1);
    add_assoc_string(result, "compression", index->compression);
    add_assoc_long(result, "rawSize", (zend_long)index->raw_size);
    add_assoc_long(result, "size", (zend_long)index->size);
    add_assoc_string(result, "sha256", index->sha256);
    if (index->dumper) {
        add_assoc_string(result, "dumper", index->dumper);
    } else {
        add_assoc_null(result, "dumper");
    }
    add_assoc_long(result, "longestRow", (zend_long)index->longest_row);

    zval tables;
    zval frames;
    array_init(&tables);
    array_init(&frames);
    for (size_t i = 0; i < index->frames_len; i++) {
        const wpn_dump_frame *frame = &index->frames[i];
        if (frame->table) {
            add_table_rows(Z_ARR(tables), frame);
        }
        add_frame(&frames, frame);
    }
    add_assoc_zval(result, "tables", &tables);
    add_assoc_zval(result, "frames", &frames);
}

ZEND_METHOD(WpNormalize_DumpWriter, finish)
{
    ZEND_PARSE_PARAMETERS_NONE();
    dump_writer *self = this_writer(ZEND_THIS);
    if (!self) {
        RETURN_THROWS();
    }
    self->running = true;
    wpn_dump_writer_end(self->writer);
    wpn_status status = run(self);
    self->running = false;
    if (status != WPN_OK) {
        wpn_throw(&self->error);
        RETURN_THROWS();
    }
    self->finished = true;
    make_index(return_value, wpn_dump_writer_index(self->writer));
}

void wpn_dump_writer_startup(void)
{
    wpn_ce_DumpWriter->create_object = create_object;
    dump_writer_handlers = *zend_get_std_object_handlers();
    dump_writer_handlers.offset = XtOffsetOf(dump_writer, std);
    dump_writer_handlers.free_obj = free_object;
    dump_writer_handlers.clone_obj = NULL;
}
