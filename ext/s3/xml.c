/* S3's XML answers, read by expat. Documents are whole and of bounded size (the request limits its response). */
#include "s3/xml.h"

#include <expat.h>
#include <stdint.h>

#define MAX_DEPTH 16
#define MAX_PATH_BYTES 512

typedef struct reader {
    XML_Parser parser;
    wpn_xml_handler handler;
    void *context;
    char path[MAX_PATH_BYTES];
    size_t parents[MAX_DEPTH]; /* length of the path outside of each open element */
    size_t path_len;
    int depth;
    wpn_buffer text;
    bool failed;
} reader;

/* expat still reports the end of an empty element whose start has stopped it. */
static void stop(reader *reader)
{
    reader->failed = true;
    XML_StopParser(reader->parser, XML_FALSE);
}

static void on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    reader *reader = data;
    size_t len = strlen(name);
    if (reader->depth == MAX_DEPTH || reader->path_len + len + 2 > sizeof(reader->path)) {
        stop(reader);
        return;
    }
    reader->parents[reader->depth++] = reader->path_len;
    if (reader->path_len) {
        reader->path[reader->path_len++] = '/';
    }
    memcpy(reader->path + reader->path_len, name, len + 1);
    reader->path_len += len;
    reader->text.len = 0;
}

static void on_text(void *data, const XML_Char *text, int len)
{
    reader *reader = data;
    if (!wpn_buffer_append(&reader->text, text, (size_t)len)) {
        stop(reader);
    }
}

static void on_end(void *data, const XML_Char *name)
{
    reader *reader = data;
    if (reader->failed) {
        return;
    }
    if (!wpn_buffer_push(&reader->text, '\0') || !reader->handler(reader->context, reader->path, reader->text.data)) {
        stop(reader);
        return;
    }
    reader->text.len = 0;
    reader->path_len = reader->parents[--reader->depth];
    reader->path[reader->path_len] = '\0';
}

/* No answer of S3 has one, and without one there are no entities to expand. */
static void on_doctype(void *data, const XML_Char *name, const XML_Char *system_id, const XML_Char *public_id,
                       int has_internal_subset)
{
    stop(data);
}

bool wpn_xml_parse(const char *bytes, size_t len, wpn_xml_handler handler, void *context)
{
    if (len > INT32_MAX) {
        return false;
    }
    reader reader = {.parser = XML_ParserCreate(NULL), .handler = handler, .context = context};
    if (!reader.parser) {
        return false;
    }
    XML_SetUserData(reader.parser, &reader);
    XML_SetElementHandler(reader.parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader.parser, on_text);
    XML_SetStartDoctypeDeclHandler(reader.parser, on_doctype);
    bool ok = XML_Parse(reader.parser, bytes, (int)len, XML_TRUE) == XML_STATUS_OK && !reader.failed;
    XML_ParserFree(reader.parser);
    wpn_buffer_free(&reader.text);
    return ok;
}

bool wpn_xml_escape(wpn_buffer *out, const char *text)
{
    for (; *text; text++) {
        const char *entity = *text == '&' ? "&amp;" : *text == '<' ? "&lt;" : *text == '>' ? "&gt;" : NULL;
        if (entity ? !wpn_buffer_append(out, entity, strlen(entity)) : !wpn_buffer_push(out, *text)) {
            return false;
        }
    }
    return true;
}
