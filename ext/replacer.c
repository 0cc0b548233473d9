/* WpNormalize\Replacer. */
#include "php_wpnormalize.h"

#include "errors.h"
#include "streams.h"
#include "text/report.h"
#include "text/sql.h"

typedef struct replacer {
    wpn_rules *rules; /* owned, as all here; NULL before the constructor has run */
    wpn_rewriter *rewriter;
    wpn_report report;
    wpn_report_column *values; /* the report's counters of value() */
    wpn_sql *sql;              /* of the copySql() that is running, here so that a bailout frees it; else NULL */
    zend_object std;
} replacer;

static zend_object_handlers replacer_handlers;

static replacer *from_object(zend_object *object)
{
    return (replacer *)((char *)object - XtOffsetOf(replacer, std));
}

static zend_object *create_object(zend_class_entry *class)
{
    replacer *self = zend_object_alloc(sizeof(replacer), class);
    zend_object_std_init(&self->std, class);
    object_properties_init(&self->std, class);
    self->std.handlers = &replacer_handlers;
    return &self->std;
}

static void free_object(zend_object *object)
{
    replacer *self = from_object(object);
    wpn_sql_free(self->sql);
    wpn_rewriter_free(self->rewriter);
    wpn_report_free(&self->report);
    wpn_rules_free(self->rules);
    zend_object_std_dtor(object);
}

void wpn_replacer_startup(void)
{
    memcpy(&replacer_handlers, &std_object_handlers, sizeof(zend_object_handlers));
    replacer_handlers.offset = XtOffsetOf(replacer, std);
    replacer_handlers.free_obj = free_object;
    replacer_handlers.clone_obj = NULL;
    wpn_ce_Replacer->create_object = create_object;
}

static bool is_constructed(const replacer *self)
{
    if (!self->rules) {
        zend_throw_error(NULL, "The Replacer has not been initialized by its constructor");
        return false;
    }
    return true;
}

bool wpn_replacer_engine(zend_object *object, const wpn_rules **rules, wpn_rewriter **rewriter)
{
    replacer *self = from_object(object);
    if (!is_constructed(self)) {
        return false;
    }
    *rules = self->rules;
    *rewriter = self->rewriter;
    return true;
}

/* ---- construction ---- */

/* Rules as the core takes them. The strings are the caller's; the keys that are integers are owned. */
typedef struct pairs {
    wpn_pair *items;
    zend_string **owned;
    uint32_t len;
} pairs;

static bool read_pairs(HashTable *array, uint32_t arg_num, pairs *read)
{
    uint32_t count = zend_hash_num_elements(array);
    read->items = safe_emalloc(count, sizeof(wpn_pair), 0);
    read->owned = safe_emalloc(count, sizeof(zend_string *), 0);
    read->len = 0;
    zend_ulong index;
    zend_string *from;
    zval *to;
    ZEND_HASH_FOREACH_KEY_VAL(array, index, from, to)
    {
        ZVAL_DEREF(to);
        if (Z_TYPE_P(to) != IS_STRING) {
            zend_argument_type_error(arg_num, "must be an array of strings, %s given in it", zend_zval_type_name(to));
            return false;
        }
        read->owned[read->len] = from ? zend_string_copy(from) : zend_long_to_str((zend_long)index);
        from = read->owned[read->len];
        read->items[read->len++] = (wpn_pair){{ZSTR_VAL(from), ZSTR_LEN(from)}, {Z_STRVAL_P(to), Z_STRLEN_P(to)}};
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

static void free_pairs(pairs *read)
{
    for (uint32_t i = 0; i < read->len; i++) {
        zend_string_release(read->owned[i]);
    }
    if (read->items) {
        efree(read->items);
        efree(read->owned);
    }
}

static wpn_string *read_strings(HashTable *array, uint32_t arg_num)
{
    wpn_string *strings = safe_emalloc(zend_hash_num_elements(array), sizeof(wpn_string), 0);
    size_t len = 0;
    zval *item;
    ZEND_HASH_FOREACH_VAL(array, item)
    {
        ZVAL_DEREF(item);
        if (Z_TYPE_P(item) != IS_STRING) {
            zend_argument_type_error(arg_num, "must be a list of strings, %s given in it", zend_zval_type_name(item));
            efree(strings);
            return NULL;
        }
        strings[len++] = (wpn_string){Z_STRVAL_P(item), Z_STRLEN_P(item)};
    }
    ZEND_HASH_FOREACH_END();
    return strings;
}

/* The columns that are used where none are given. */
static const wpn_string default_skip[] = {{"guid", 4}, {"user_pass", 9}, {"user_activation_key", 19}};
static const wpn_string default_host[] = {{"*blogs.domain", 13}, {"*site.domain", 12}};

/* The constructor's arguments that are arrays; NULL where one was not given. */
typedef struct arrays {
    HashTable *urls, *literals, *skip_columns, *host_columns, *fakes, *drop_rows;
} arrays;

/* The same as the core takes them. Owned. */
typedef struct lists {
    pairs urls, literals, fakes;
    wpn_string *skip_columns, *host_columns, *drop_rows;
} lists;

/* False after throwing. */
static bool read_lists(const arrays *from, lists *to)
{
    return (!from->urls || read_pairs(from->urls, 1, &to->urls)) &&
           (!from->literals || read_pairs(from->literals, 2, &to->literals)) &&
           (!from->skip_columns || (to->skip_columns = read_strings(from->skip_columns, 7))) &&
           (!from->host_columns || (to->host_columns = read_strings(from->host_columns, 8))) &&
           (!from->fakes || read_pairs(from->fakes, 10, &to->fakes)) &&
           (!from->drop_rows || (to->drop_rows = read_strings(from->drop_rows, 12)));
}

static void free_lists(lists *lists)
{
    free_pairs(&lists->urls);
    free_pairs(&lists->literals);
    free_pairs(&lists->fakes);
    wpn_string *strings[] = {lists->skip_columns, lists->host_columns, lists->drop_rows};
    for (size_t i = 0; i < sizeof(strings) / sizeof(*strings); i++) {
        if (strings[i]) {
            efree(strings[i]);
        }
    }
}

/* Sets what the arrays say. */
static void specify(wpn_rules_spec *spec, const arrays *arrays, const lists *lists)
{
    spec->urls = lists->urls.items;
    spec->urls_len = lists->urls.len;
    spec->literals = lists->literals.items;
    spec->literals_len = lists->literals.len;
    spec->skip_columns = default_skip;
    spec->skip_columns_len = sizeof(default_skip) / sizeof(*default_skip);
    if (lists->skip_columns) {
        spec->skip_columns = lists->skip_columns;
        spec->skip_columns_len = zend_hash_num_elements(arrays->skip_columns);
    }
    spec->host_columns = default_host;
    spec->host_columns_len = sizeof(default_host) / sizeof(*default_host);
    if (lists->host_columns) {
        spec->host_columns = lists->host_columns;
        spec->host_columns_len = zend_hash_num_elements(arrays->host_columns);
    }
    spec->fakes.fakes = lists->fakes.items;
    spec->fakes.fakes_len = lists->fakes.len;
    spec->fakes.drop_rows = lists->drop_rows;
    spec->fakes.drop_rows_len = lists->drop_rows ? zend_hash_num_elements(arrays->drop_rows) : 0;
}

/* Makes the rules and what works by them, or throws. */
static void build(replacer *self, const wpn_rules_spec *spec)
{
    wpn_error error;
    wpn_status status = wpn_rules_new(&self->rules, spec, &error);
    if (status == WPN_OK) {
        self->rewriter = wpn_rewriter_new(self->rules);
        self->values = wpn_report_at(&self->report, "", "");
        if (self->rewriter && self->values) {
            self->rewriter->report = &self->report;
        } else {
            status = wpn_fail_memory(&error);
        }
    }
    if (status != WPN_OK) {
        wpn_throw(&error);
    }
}

ZEND_METHOD(WpNormalize_Replacer, __construct)
{
    arrays arrays = {0};
    wpn_rules_spec spec = {0};
    zend_string *fake_key = NULL;
    ZEND_PARSE_PARAMETERS_START(0, 12)
    Z_PARAM_OPTIONAL
    Z_PARAM_ARRAY_HT(arrays.urls)
    Z_PARAM_ARRAY_HT(arrays.literals)
    Z_PARAM_BOOL(spec.keys)
    Z_PARAM_BOOL(spec.subdomains)
    Z_PARAM_BOOL(spec.emails)
    Z_PARAM_BOOL(spec.base64)
    Z_PARAM_ARRAY_HT(arrays.skip_columns)
    Z_PARAM_ARRAY_HT(arrays.host_columns)
    Z_PARAM_BOOL(spec.foreign_hosts)
    Z_PARAM_ARRAY_HT(arrays.fakes)
    Z_PARAM_STR_OR_NULL(fake_key)
    Z_PARAM_ARRAY_HT(arrays.drop_rows)
    ZEND_PARSE_PARAMETERS_END();

    replacer *self = from_object(Z_OBJ_P(ZEND_THIS));
    if (self->rules) {
        zend_throw_error(NULL, "Cannot call constructor twice");
        RETURN_THROWS();
    }
    wpn_string secret = {0};
    if (fake_key) {
        secret = (wpn_string){ZSTR_VAL(fake_key), ZSTR_LEN(fake_key)};
        spec.fakes.key = &secret;
    }
    lists lists = {0};
    if (read_lists(&arrays, &lists)) {
        specify(&spec, &arrays, &lists);
        build(self, &spec);
    }
    free_lists(&lists);
}

/* ---- values ---- */

/* Counts a value that stands outside of SQL. */
static wpn_status report_value(replacer *self, zend_string *value, wpn_error *error)
{
    const wpn_counts *counts = &self->rewriter->counts;
    if (!self->rewriter->edits.len && !counts->malformed && !counts->too_deep && !counts->key_collisions &&
        !counts->json && !counts->serialized) {
        self->values->counts.values++;
    } else if (!wpn_report_value(&self->report, "", self->values, 0, counts, ZSTR_VAL(value), ZSTR_LEN(value))) {
        return wpn_fail_memory(error);
    }
    if (self->rules->foreign_hosts &&
        !wpn_report_foreign_hosts(&self->report, self->rules, ZSTR_VAL(value), ZSTR_LEN(value))) {
        return wpn_fail_memory(error);
    }
    return WPN_OK;
}

ZEND_METHOD(WpNormalize_Replacer, value)
{
    zend_string *value;
    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_STR(value)
    ZEND_PARSE_PARAMETERS_END();

    replacer *self = from_object(Z_OBJ_P(ZEND_THIS));
    if (!is_constructed(self)) {
        RETURN_THROWS();
    }
    wpn_error error;
    if (wpn_rewrite_value(self->rewriter, ZSTR_VAL(value), ZSTR_LEN(value), &error) != WPN_OK ||
        report_value(self, value, &error) != WPN_OK) {
        wpn_throw(&error);
        RETURN_THROWS();
    }
    const wpn_edits *edits = &self->rewriter->edits;
    if (!edits->len) {
        RETURN_STR_COPY(value);
    }
    zend_string *result = zend_string_alloc(wpn_edits_size(edits, ZSTR_LEN(value)), 0);
    wpn_edits_apply(edits, ZSTR_VAL(value), ZSTR_LEN(value), ZSTR_VAL(result));
    ZSTR_VAL(result)[ZSTR_LEN(result)] = '\0';
    RETURN_NEW_STR(result);
}

/* ---- SQL ---- */

/* Begins a pass over SQL; false after throwing. */
static bool begin_sql(replacer *self, bool delimiter_optional)
{
    if (!is_constructed(self)) {
        return false;
    }
    if (self->sql) {
        zend_throw_error(NULL, "The Replacer is at work on SQL already: use another one");
        return false;
    }
    wpn_sql_options options = {.rules = self->rules, .delimiter_optional = delimiter_optional};
    self->sql = wpn_sql_new(&options, self->rewriter);
    if (!self->sql) {
        wpn_error error;
        wpn_fail_memory(&error);
        wpn_throw(&error);
        return false;
    }
    return true;
}

static void end_sql(replacer *self)
{
    wpn_sql_free(self->sql);
    self->sql = NULL;
}

ZEND_METHOD(WpNormalize_Replacer, sql)
{
    zend_string *sql;
    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_STR(sql)
    ZEND_PARSE_PARAMETERS_END();

    replacer *self = from_object(Z_OBJ_P(ZEND_THIS));
    if (!begin_sql(self, true)) {
        RETURN_THROWS();
    }
    wpn_error error;
    wpn_status status = wpn_sql_feed(self->sql, ZSTR_VAL(sql), ZSTR_LEN(sql), &error);
    wpn_sql_result step = WPN_SQL_STATEMENT;
    if (status == WPN_OK) {
        wpn_sql_end(self->sql);
        while (step == WPN_SQL_STATEMENT) {
            step = wpn_sql_step(self->sql, &error);
        }
    }
    if (step == WPN_SQL_END) {
        const char *bytes;
        size_t len = wpn_sql_output(self->sql, &bytes);
        RETVAL_STRINGL(len ? bytes : "", len);
    }
    end_sql(self);
    if (step != WPN_SQL_END) {
        wpn_throw(&error);
    }
}

/* Writes the whole statements that have gathered, if they are at least `least` bytes. */
static wpn_status write_output(wpn_sql *sql, zval *to, size_t least, uint64_t *written, wpn_error *error)
{
    const char *bytes;
    size_t len = wpn_sql_output(sql, &bytes);
    if (!len || len < least) {
        return WPN_OK;
    }
    wpn_status status = wpn_stream_write_all(to, bytes, len, error);
    *written += len;
    wpn_sql_drain(sql);
    return status;
}

/* Reads one piece of input and writes what it completes. */
static wpn_status copy_piece(wpn_sql *sql, zval *from, zval *to, uint64_t *read, uint64_t *written, bool *done,
                             wpn_error *error)
{
    char *room = wpn_sql_reserve(sql, WPN_STREAM_CHUNK);
    if (!room) {
        return wpn_fail_memory(error);
    }
    size_t got;
    wpn_status status = wpn_stream_read(from, room, WPN_STREAM_CHUNK, &got, error);
    if (status != WPN_OK) {
        return status;
    }
    *read += got;
    if (got) {
        wpn_sql_fed(sql, got);
    } else {
        wpn_sql_end(sql);
    }
    for (;;) {
        wpn_sql_result step = wpn_sql_step(sql, error);
        if (step != WPN_SQL_STATEMENT) {
            *done = step == WPN_SQL_END;
            status = step == WPN_SQL_ERROR ? error->status : WPN_OK;
            break;
        }
        if ((status = write_output(sql, to, WPN_STREAM_CHUNK, written, error)) != WPN_OK) {
            return status;
        }
    }
    /* what was complete before an error is passed on; the error stays */
    wpn_error ignored;
    wpn_status last = write_output(sql, to, *done || status != WPN_OK ? 1 : WPN_STREAM_CHUNK, written,
                                   status == WPN_OK ? error : &ignored);
    return status == WPN_OK ? last : status;
}

ZEND_METHOD(WpNormalize_Replacer, copySql)
{
    zval *from, *to;
    wpn_progress progress = {.fci = empty_fcall_info, .fcc = empty_fcall_info_cache};
    ZEND_PARSE_PARAMETERS_START(2, 3)
    Z_PARAM_ZVAL(from)
    Z_PARAM_ZVAL(to)
    Z_PARAM_OPTIONAL
    Z_PARAM_FUNC_OR_NULL(progress.fci, progress.fcc)
    ZEND_PARSE_PARAMETERS_END();

    replacer *self = from_object(Z_OBJ_P(ZEND_THIS));
    if (!wpn_stream_readable(from, 1) || !wpn_stream_writable(to, 2) || !begin_sql(self, false)) {
        RETURN_THROWS();
    }
    wpn_error error;
    wpn_status status = WPN_OK;
    uint64_t read = 0, written = 0;
    bool done = false;
    wpn_progress_start(&progress, 0);
    while (!done && status == WPN_OK) {
        status = copy_piece(self->sql, from, to, &read, &written, &done, &error);
        if (status == WPN_OK && !wpn_progress_step(&progress, read, written)) {
            break; /* an exception is pending */
        }
    }
    end_sql(self);
    if (status != WPN_OK) {
        wpn_throw(&error);
        RETURN_THROWS();
    }
    RETURN_LONG((zend_long)written);
}

/* ---- the report ---- */

static void add_counts(zval *array, const wpn_counts *counts)
{
    add_assoc_long(array, "values", (zend_long)counts->values);
    add_assoc_long(array, "changed", (zend_long)counts->changed);
    add_assoc_long(array, "references", (zend_long)counts->references);
    add_assoc_long(array, "serialized", (zend_long)counts->serialized);
    add_assoc_long(array, "json", (zend_long)counts->json);
    add_assoc_long(array, "base64", (zend_long)counts->base64);
    add_assoc_long(array, "malformed", (zend_long)counts->malformed);
    add_assoc_long(array, "tooDeep", (zend_long)counts->too_deep);
    add_assoc_long(array, "keyCollisions", (zend_long)counts->key_collisions);
}

/* The tables' counters; those of all are added to *total and *faked. */
static void add_tables(zval *array, const wpn_report *report, wpn_counts *total, uint64_t *faked)
{
    array_init(array);
    for (size_t i = 0; i < report->tables.len; i++) {
        const wpn_map_entry *entry = &report->tables.entries[i];
        const wpn_report_table *table = entry->value.pointer;
        zval columns;
        array_init(&columns);
        for (size_t j = 0; table && j < table->columns_len; j++) {
            const wpn_report_column *column = table->columns[j];
            if (!column->counts.values) {
                continue; /* of before a reset */
            }
            zval counts;
            array_init(&counts);
            add_counts(&counts, &column->counts);
            add_assoc_long(&counts, "faked", (zend_long)column->faked);
            *faked += column->faked;
            add_assoc_zval(&columns, column->name, &counts);
            wpn_counts_add(total, &column->counts);
        }
        if (zend_hash_num_elements(Z_ARRVAL(columns))) {
            zend_symtable_str_update(Z_ARRVAL_P(array), entry->key, entry->len, &columns);
        } else {
            zval_ptr_dtor(&columns);
        }
    }
}

static void add_examples(zval *array, const wpn_report *report)
{
    array_init(array);
    for (size_t i = 0; i < report->examples_len; i++) {
        const wpn_report_example *example = &report->examples[i];
        zval item;
        array_init(&item);
        add_assoc_string(&item, "table", example->table);
        add_assoc_string(&item, "column", example->column);
        add_assoc_long(&item, "row", (zend_long)example->row);
        add_assoc_string(&item, "kind", example->kind);
        add_assoc_stringl(&item, "value", example->excerpt, example->excerpt_len);
        add_next_index_zval(array, &item);
    }
}

static void add_hosts(zval *array, const wpn_report *report)
{
    array_init(array);
    for (size_t i = 0; i < report->hosts.len; i++) {
        const wpn_map_entry *entry = &report->hosts.entries[i];
        zval count;
        ZVAL_LONG(&count, (zend_long)entry->value.number);
        zend_symtable_str_update(Z_ARRVAL_P(array), entry->key, entry->len, &count);
    }
}

ZEND_METHOD(WpNormalize_Replacer, report)
{
    bool reset = false;
    ZEND_PARSE_PARAMETERS_START(0, 1)
    Z_PARAM_OPTIONAL
    Z_PARAM_BOOL(reset)
    ZEND_PARSE_PARAMETERS_END();

    replacer *self = from_object(Z_OBJ_P(ZEND_THIS));
    if (!is_constructed(self)) {
        RETURN_THROWS();
    }
    zval tables, examples, hosts;
    wpn_counts total = {0};
    uint64_t faked = 0;
    add_tables(&tables, &self->report, &total, &faked);
    add_examples(&examples, &self->report);
    add_hosts(&hosts, &self->report);
    array_init(return_value);
    add_counts(return_value, &total);
    add_assoc_long(return_value, "faked", (zend_long)faked);
    add_assoc_long(return_value, "droppedRows", (zend_long)self->report.dropped_rows);
    add_assoc_zval(return_value, "tables", &tables);
    add_assoc_zval(return_value, "examples", &examples);
    add_assoc_zval(return_value, "foreignHosts", &hosts);
    if (reset) {
        wpn_report_reset(&self->report);
    }
}
