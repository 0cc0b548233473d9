/* WpNormalize\SqlReader and WpNormalize\Statement. */
#include "php_wpnormalize.h"

#include "dump/reader.h"
#include "errors.h"
#include "streams.h"
#include "text/sql_load.h"

/* Statement's properties, in the order of the stub. */
enum {
    STATEMENT_KIND,
    STATEMENT_TABLE,
    STATEMENT_SCHEMA,
    STATEMENT_COLUMNS,
    STATEMENT_SQL,
    STATEMENT_ROWS,
    STATEMENT_LINE,
    STATEMENT_OFFSET,
    STATEMENT_TABLE_OFFSET,
    STATEMENT_TABLE_LENGTH,
    STATEMENT_LITERAL,
    STATEMENT_LOADABLE,
};

/* The statement that the core has read last. */
typedef enum current_statement {
    CURRENT_NONE,
    CURRENT_RETURNED, /* by next(), and its rows have not been copied */
    CURRENT_AHEAD,    /* read by copyRows(); next() returns it */
} current_statement;

typedef struct sql_reader {
    wpn_dump_reader *reader; /* owned; NULL before the constructor has run */
    zval stream;             /* a reference to the stream's resource */
    zend_object *replacer;   /* a reference; NULL without one */
    zend_array *columns;     /* a reference to those of the last statement that had some, for the next one */
    wpn_buffer head;         /* of the INSERT whose rows are being copied, up to VALUES */
    wpn_buffer rows;         /* of one statement, as LOAD DATA reads them */
    wpn_error error;         /* what ended the reading; its status is WPN_OK while nothing did */
    current_statement current;
    bool running; /* a method is at work, maybe inside a user-space stream */
    bool at_end;
    zend_object std;
} sql_reader;

static zend_object_handlers sql_reader_handlers;

static sql_reader *from_object(zend_object *object)
{
    return (sql_reader *)((char *)object - XtOffsetOf(sql_reader, std));
}

static zend_object *create_object(zend_class_entry *class)
{
    sql_reader *self = zend_object_alloc(sizeof(sql_reader), class);
    zend_object_std_init(&self->std, class);
    object_properties_init(&self->std, class);
    self->std.handlers = &sql_reader_handlers;
    return &self->std;
}

static void free_object(zend_object *object)
{
    sql_reader *self = from_object(object);
    wpn_dump_reader_free(self->reader);
    zval_ptr_dtor(&self->stream);
    if (self->replacer) {
        OBJ_RELEASE(self->replacer);
    }
    if (self->columns) {
        zend_array_release(self->columns);
    }
    wpn_buffer_free(&self->head);
    wpn_buffer_free(&self->rows);
    zend_object_std_dtor(object);
}

/* The object a method is called on; NULL after throwing, where its constructor has not run. */
static sql_reader *this_reader(zval *this)
{
    sql_reader *self = from_object(Z_OBJ_P(this));
    if (!self->reader) {
        zend_throw_error(NULL, "The SqlReader has not been initialized by its constructor");
        return NULL;
    }
    return self;
}

ZEND_METHOD(WpNormalize_SqlReader, __construct)
{
    zval *from;
    zend_object *replacer = NULL;
    zend_long batch_size = 1024 * 1024;
    zend_long max_literal = 1024 * 1024 * 1024;
    ZEND_PARSE_PARAMETERS_START(1, 4)
    Z_PARAM_ZVAL(from)
    Z_PARAM_OPTIONAL
    Z_PARAM_OBJ_OF_CLASS_OR_NULL(replacer, wpn_ce_Replacer)
    Z_PARAM_LONG(batch_size)
    Z_PARAM_LONG(max_literal)
    ZEND_PARSE_PARAMETERS_END();

    sql_reader *self = from_object(Z_OBJ_P(ZEND_THIS));
    if (self->reader) {
        zend_throw_error(NULL, "Cannot call constructor twice");
        RETURN_THROWS();
    }
    if (!wpn_stream_readable(from, 1)) {
        RETURN_THROWS();
    }
    if (batch_size < 1) {
        zend_argument_value_error(3, "must be greater than 0");
        RETURN_THROWS();
    }
    if (max_literal < 1) {
        zend_argument_value_error(4, "must be greater than 0");
        RETURN_THROWS();
    }
    wpn_sql_options options = {.batch_size = (size_t)batch_size, .max_literal = (size_t)max_literal};
    wpn_rewriter *rewriter = NULL;
    if (replacer && !wpn_replacer_engine(replacer, &options.rules, &rewriter)) {
        RETURN_THROWS();
    }
    self->reader = wpn_dump_reader_new(&options, rewriter);
    if (!self->reader) {
        wpn_fail_memory(&self->error);
        wpn_throw(&self->error);
        RETURN_THROWS();
    }
    ZVAL_COPY(&self->stream, from);
    self->replacer = replacer;
    if (replacer) {
        GC_ADDREF(replacer);
    }
}

static const wpn_sql_statement *statement_of(const sql_reader *self)
{
    return wpn_sql_statement_read(wpn_dump_reader_sql(self->reader));
}

/* Feeds the core from the stream. */
static wpn_status feed(sql_reader *self)
{
    wpn_progress no_callable = {0};
    size_t size;
    size_t got;
    char *room = wpn_dump_reader_room(self->reader, &size);
    if (!wpn_progress_step(&no_callable, 0, 0)) {
        return wpn_fail(&self->error, WPN_E_IO, "reading was interrupted");
    }
    wpn_status status = wpn_stream_read(&self->stream, room, size, &got, &self->error);
    return status == WPN_OK ? wpn_dump_reader_fed(self->reader, got, &self->error) : status;
}

/* Reads on to the next statement. */
static wpn_sql_result read_statement(sql_reader *self)
{
    self->current = CURRENT_NONE;
    if (self->error.status != WPN_OK) {
        return WPN_SQL_ERROR;
    }
    for (;;) {
        wpn_sql_result result = wpn_dump_reader_step(self->reader, &self->error);
        if (result == WPN_SQL_MORE && feed(self) != WPN_OK) {
            return WPN_SQL_ERROR;
        }
        if (result == WPN_SQL_END) {
            self->at_end = true;
        }
        bool only_comments = result == WPN_SQL_STATEMENT && statement_of(self)->kind == WPN_SQL_EMPTY;
        if (result != WPN_SQL_MORE && !only_comments) {
            return result;
        }
    }
}

static bool same_columns(zend_array *columns, const wpn_sql_statement *statement)
{
    if (zend_hash_num_elements(columns) != statement->columns_len) {
        return false;
    }
    for (size_t i = 0; i < statement->columns_len; i++) {
        zval *name = zend_hash_index_find(columns, i);
        if (strcmp(Z_STRVAL_P(name), statement->columns[i]) != 0) {
            return false;
        }
    }
    return true;
}

/* The names of the columns; successive statements of a table share one array. */
static void set_columns(zval *property, sql_reader *self, const wpn_sql_statement *statement)
{
    if (statement->columns_len == 0) {
        ZVAL_EMPTY_ARRAY(property);
        return;
    }
    if (!self->columns || !same_columns(self->columns, statement)) {
        if (self->columns) {
            zend_array_release(self->columns);
        }
        self->columns = zend_new_array((uint32_t)statement->columns_len);
        for (size_t i = 0; i < statement->columns_len; i++) {
            zval name;
            ZVAL_STRING(&name, statement->columns[i]);
            zend_hash_next_index_insert_new(self->columns, &name);
        }
    }
    GC_ADDREF(self->columns);
    ZVAL_ARR(property, self->columns);
}

static void set_name(zval *property, const char *name, size_t len)
{
    if (name) {
        ZVAL_STRINGL(property, name, len);
    } else {
        ZVAL_NULL(property);
    }
}

/* What its rows are made of; this cannot fail, for nothing is written. */
static wpn_rows_form rows_form(const wpn_sql_statement *statement)
{
    wpn_rows_form form;
    wpn_error unused;
    wpn_sql_rows_form(statement, NULL, &form, &unused);
    return form;
}

static void make_statement(zval *result, sql_reader *self, const wpn_sql_statement *statement)
{
    object_init_ex(result, wpn_ce_Statement);
    zval *properties = Z_OBJ_P(result)->properties_table;
    bool named = statement->name_len != 0;
    ZVAL_STRING(&properties[STATEMENT_KIND], wpn_sql_kind_name(statement->kind));
    set_name(&properties[STATEMENT_TABLE], statement->table, statement->table_len);
    set_name(&properties[STATEMENT_SCHEMA], statement->schema, statement->schema_len);
    set_columns(&properties[STATEMENT_COLUMNS], self, statement);
    ZVAL_STRINGL(&properties[STATEMENT_SQL], statement->body, statement->body_len);
    ZVAL_LONG(&properties[STATEMENT_ROWS], (zend_long)statement->rows);
    ZVAL_LONG(&properties[STATEMENT_LINE], (zend_long)statement->line);
    ZVAL_LONG(&properties[STATEMENT_OFFSET], (zend_long)statement->offset);
    ZVAL_LONG(&properties[STATEMENT_TABLE_OFFSET], named ? (zend_long)statement->name_offset : -1);
    ZVAL_LONG(&properties[STATEMENT_TABLE_LENGTH], (zend_long)statement->name_len);
    wpn_rows_form form = rows_form(statement);
    ZVAL_BOOL(&properties[STATEMENT_LITERAL], form != WPN_ROWS_EXPRESSIONS);
    ZVAL_BOOL(&properties[STATEMENT_LOADABLE], form == WPN_ROWS_LOADABLE);
}

/* The reader, ready for a method that reads; NULL after throwing. */
static sql_reader *this_idle_reader(zval *this, const char *method)
{
    sql_reader *self = this_reader(this);
    if (self && self->running) {
        zend_throw_error(NULL, "SqlReader::%s() cannot be called while the reader is running", method);
        return NULL;
    }
    return self;
}

ZEND_METHOD(WpNormalize_SqlReader, next)
{
    ZEND_PARSE_PARAMETERS_NONE();
    sql_reader *self = this_idle_reader(ZEND_THIS, "next");
    if (!self) {
        RETURN_THROWS();
    }
    if (self->at_end) {
        RETURN_NULL();
    }
    wpn_sql_result result = WPN_SQL_STATEMENT;
    if (self->current != CURRENT_AHEAD) {
        self->running = true;
        result = read_statement(self);
        self->running = false;
    }
    switch (result) {
    case WPN_SQL_STATEMENT:
        self->current = CURRENT_RETURNED;
        make_statement(return_value, self, statement_of(self));
        break;
    case WPN_SQL_END:
        RETURN_NULL();
    default:
        wpn_throw(&self->error);
        RETURN_THROWS();
    }
}

ZEND_METHOD(WpNormalize_SqlReader, append)
{
    zval *from;
    char *delimiter = ";";
    size_t delimiter_len = 1;
    ZEND_PARSE_PARAMETERS_START(1, 2)
    Z_PARAM_ZVAL(from)
    Z_PARAM_OPTIONAL
    Z_PARAM_STRING(delimiter, delimiter_len)
    ZEND_PARSE_PARAMETERS_END();

    sql_reader *self = this_idle_reader(ZEND_THIS, "append");
    if (!self || !wpn_stream_readable(from, 1)) {
        RETURN_THROWS();
    }
    if (delimiter_len < 1 || delimiter_len > WPN_SQL_DELIMITER_MAX) {
        zend_argument_value_error(2, "must have 1 to %d bytes", WPN_SQL_DELIMITER_MAX);
        RETURN_THROWS();
    }
    if (!self->at_end) {
        zend_throw_error(NULL, "SqlReader::append() cannot be called before next() has returned null");
        RETURN_THROWS();
    }
    if (wpn_dump_reader_continue(self->reader, delimiter, delimiter_len, &self->error) != WPN_OK) {
        wpn_throw(&self->error);
        RETURN_THROWS();
    }
    self->at_end = false;
    zval previous = self->stream;
    ZVAL_COPY(&self->stream, from);
    zval_ptr_dtor(&previous);
}

/* Remembers what the statement's rows are inserted into. */
static wpn_status keep_head(sql_reader *self, const wpn_sql_statement *statement, wpn_error *error)
{
    self->head.len = 0;
    return wpn_buffer_append(&self->head, statement->body, statement->rows_offset) ? WPN_OK : wpn_fail_memory(error);
}

static bool has_kept_head(const sql_reader *self, const wpn_sql_statement *statement)
{
    return statement->rows_offset == self->head.len && !memcmp(statement->body, self->head.data, self->head.len);
}

/* Writes the rows of the current statement, if LOAD DATA can read them. */
static wpn_status copy_statement(sql_reader *self, zval *to, bool *copied, wpn_error *error)
{
    wpn_rows_form form;
    self->rows.len = 0;
    wpn_status status = wpn_sql_rows_form(statement_of(self), &self->rows, &form, error);
    *copied = status == WPN_OK && form == WPN_ROWS_LOADABLE;
    return *copied ? wpn_stream_write_all(to, self->rows.data, self->rows.len, error) : status;
}

/* The same for it and what follows. *rows is right in any case. */
static wpn_status copy_statements(sql_reader *self, zval *to, size_t limit, zend_long *rows, wpn_error *error)
{
    if (self->current != CURRENT_RETURNED) {
        return WPN_OK;
    }
    wpn_status status = keep_head(self, statement_of(self), error);
    for (size_t bytes = 0; status == WPN_OK;) {
        bool copied;
        status = copy_statement(self, to, &copied, error);
        if (status != WPN_OK || !copied) {
            return status;
        }
        *rows += (zend_long)statement_of(self)->rows;
        bytes += self->rows.len;
        self->current = CURRENT_NONE;
        if (bytes >= limit) {
            return WPN_OK;
        }
        wpn_sql_result result = read_statement(self);
        if (result == WPN_SQL_ERROR) {
            *error = self->error;
            return error->status;
        }
        if (result == WPN_SQL_END) {
            return WPN_OK;
        }
        self->current = CURRENT_AHEAD;
        if (!has_kept_head(self, statement_of(self))) {
            return WPN_OK;
        }
    }
    return status;
}

ZEND_METHOD(WpNormalize_SqlReader, copyRows)
{
    zval *to;
    zend_long limit = ZEND_LONG_MAX;
    ZEND_PARSE_PARAMETERS_START(1, 2)
    Z_PARAM_ZVAL(to)
    Z_PARAM_OPTIONAL
    Z_PARAM_LONG(limit)
    ZEND_PARSE_PARAMETERS_END();

    if (!wpn_stream_writable(to, 1)) {
        RETURN_THROWS();
    }
    if (limit < 1) {
        zend_argument_value_error(2, "must be greater than 0");
        RETURN_THROWS();
    }
    sql_reader *self = this_idle_reader(ZEND_THIS, "copyRows");
    if (!self) {
        RETURN_THROWS();
    }
    zend_long rows = 0;
    wpn_error error = {0};
    wpn_stream_enlarge_pipe(to);
    self->running = true;
    wpn_status status = copy_statements(self, to, (size_t)limit, &rows, &error);
    self->running = false;
    if (status != WPN_OK) {
        wpn_throw(&error);
        RETURN_THROWS();
    }
    RETURN_LONG(rows);
}

ZEND_METHOD(WpNormalize_SqlReader, bytesRead)
{
    ZEND_PARSE_PARAMETERS_NONE();
    sql_reader *self = this_reader(ZEND_THIS);
    if (!self) {
        RETURN_THROWS();
    }
    RETURN_LONG((zend_long)wpn_dump_reader_bytes(self->reader));
}

/* The reader, if it has read its input to the end; NULL after throwing. */
static sql_reader *this_reader_at_end(zval *this, const char *method)
{
    sql_reader *self = this_reader(this);
    if (self && !self->at_end) {
        zend_throw_error(NULL, "SqlReader::%s() has no answer before next() has returned null", method);
        return NULL;
    }
    return self;
}

ZEND_METHOD(WpNormalize_SqlReader, sha256)
{
    ZEND_PARSE_PARAMETERS_NONE();
    sql_reader *self = this_reader_at_end(ZEND_THIS, "sha256");
    if (!self) {
        RETURN_THROWS();
    }
    RETURN_STRING(wpn_dump_reader_sha256(self->reader));
}

ZEND_METHOD(WpNormalize_SqlReader, dumper)
{
    ZEND_PARSE_PARAMETERS_NONE();
    sql_reader *self = this_reader(ZEND_THIS);
    if (!self) {
        RETURN_THROWS();
    }
    const char *dumper = wpn_sql_dumper(wpn_dump_reader_sql(self->reader));
    if (!dumper) {
        RETURN_NULL();
    }
    RETURN_STRING(dumper);
}

ZEND_METHOD(WpNormalize_SqlReader, complete)
{
    ZEND_PARSE_PARAMETERS_NONE();
    sql_reader *self = this_reader_at_end(ZEND_THIS, "complete");
    if (!self) {
        RETURN_THROWS();
    }
    int complete = wpn_sql_complete(wpn_dump_reader_sql(self->reader));
    if (complete < 0) {
        RETURN_NULL();
    }
    RETURN_BOOL(complete);
}

void wpn_sql_reader_startup(void)
{
    wpn_ce_SqlReader->create_object = create_object;
    sql_reader_handlers = *zend_get_std_object_handlers();
    sql_reader_handlers.offset = XtOffsetOf(sql_reader, std);
    sql_reader_handlers.free_obj = free_object;
    sql_reader_handlers.clone_obj = NULL;
}
