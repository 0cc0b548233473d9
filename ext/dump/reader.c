/* The statements of a stored dump: bytes, hashed, decompressed, split into statements. */
#include "dump/reader.h"

#include <stdlib.h>

#include "compress/decode.h"

#define ROOM (256 * 1024)

struct wpn_dump_reader {
    wpn_decoder *decoder;
    wpn_sql *sql;
    wpn_sha256 *hash;
    char *room;       /* stored bytes, ROOM of them at most */
    const char *next; /* the first of them that is not yet decompressed */
    size_t left;
    uint64_t bytes;
    bool ended;         /* no more stored bytes follow */
    bool has_statement; /* the last step gave one */
    char sha256[WPN_SHA256_HEX];
};

wpn_dump_reader *wpn_dump_reader_new(const wpn_sql_options *options, wpn_rewriter *rewriter)
{
    wpn_dump_reader *reader = calloc(1, sizeof(*reader));
    if (!reader) {
        return NULL;
    }
    reader->decoder = wpn_decoder_new();
    reader->sql = wpn_sql_new(options, rewriter);
    reader->hash = wpn_sha256_new();
    reader->room = malloc(ROOM);
    if (!reader->decoder || !reader->sql || !reader->hash || !reader->room) {
        wpn_dump_reader_free(reader);
        return NULL;
    }
    reader->next = reader->room;
    return reader;
}

void wpn_dump_reader_free(wpn_dump_reader *reader)
{
    if (!reader) {
        return;
    }
    wpn_decoder_free(reader->decoder);
    wpn_sql_free(reader->sql);
    wpn_sha256_free(reader->hash);
    free(reader->room);
    free(reader);
}

char *wpn_dump_reader_room(wpn_dump_reader *reader, size_t *size)
{
    *size = ROOM;
    return reader->room;
}

wpn_status wpn_dump_reader_fed(wpn_dump_reader *reader, size_t len, wpn_error *error)
{
    reader->next = reader->room;
    reader->left = len;
    reader->bytes += len;
    reader->ended = len == 0;
    bool ok = reader->ended ? wpn_sha256_finish(reader->hash, reader->sha256)
                            : wpn_sha256_update(reader->hash, reader->room, len);
    return ok ? WPN_OK : wpn_fail_memory(error);
}

/* Moves decompressed bytes on to the SQL reader; *got is 0 when there are none without more input. */
static wpn_status decode(wpn_dump_reader *reader, size_t *got, wpn_error *error)
{
    char *room = wpn_sql_reserve(reader->sql, ROOM);
    if (!room) {
        return wpn_fail_memory(error);
    }
    wpn_status status = reader->ended
                            ? wpn_decoder_end(reader->decoder, room, ROOM, got, error)
                            : wpn_decoder_read(reader->decoder, &reader->next, &reader->left, room, ROOM, got, error);
    if (status == WPN_OK && *got) {
        wpn_sql_fed(reader->sql, *got);
    }
    return status;
}

wpn_sql_result wpn_dump_reader_step(wpn_dump_reader *reader, wpn_error *error)
{
    if (reader->has_statement) {
        wpn_sql_drain(reader->sql);
        reader->has_statement = false;
    }
    for (;;) {
        wpn_sql_result result = wpn_sql_step(reader->sql, error);
        if (result != WPN_SQL_MORE) {
            reader->has_statement = result == WPN_SQL_STATEMENT;
            return result;
        }
        size_t got;
        if (decode(reader, &got, error) != WPN_OK) {
            return WPN_SQL_ERROR;
        }
        if (got == 0 && !reader->ended) {
            return WPN_SQL_MORE;
        }
        if (got == 0) {
            wpn_sql_end(reader->sql);
        }
    }
}

wpn_status wpn_dump_reader_continue(wpn_dump_reader *reader, const char *delimiter, size_t delimiter_len,
                                    wpn_error *error)
{
    wpn_decoder *decoder = wpn_decoder_new();
    wpn_sha256 *hash = wpn_sha256_new();
    if (!decoder || !hash) {
        wpn_decoder_free(decoder);
        wpn_sha256_free(hash);
        return wpn_fail_memory(error);
    }
    wpn_decoder_free(reader->decoder);
    wpn_sha256_free(reader->hash);
    reader->decoder = decoder;
    reader->hash = hash;
    reader->ended = false;
    wpn_sql_continue(reader->sql, delimiter, delimiter_len);
    return WPN_OK;
}

const wpn_sql *wpn_dump_reader_sql(const wpn_dump_reader *reader)
{
    return reader->sql;
}

uint64_t wpn_dump_reader_bytes(const wpn_dump_reader *reader)
{
    return reader->bytes;
}

const char *wpn_dump_reader_sha256(const wpn_dump_reader *reader)
{
    return reader->ended ? reader->sha256 : NULL;
}
