/* A dump, cut into typed frames between statements, each compressed and hashed on its own.
 *
 *     char *room = wpn_dump_writer_reserve(writer, size);            // read SQL into it
 *     wpn_dump_writer_fed(writer, len);
 *     while ((step = wpn_dump_writer_step(writer, error)) == WPN_DUMP_OUTPUT) { ... _output(), _drain() ... }
 *     // WPN_DUMP_MORE: feed again, or after the last piece wpn_dump_writer_end(), then step until WPN_DUMP_END
 *
 * All frames together decompress to the dump, byte for byte as it was, or as the rules have rewritten it.
 */
#ifndef WPN_DUMP_WRITER_H
#define WPN_DUMP_WRITER_H

#include "base/error.h"
#include "compress/encode.h"
#include "dump/index.h"
#include "text/value.h"

typedef struct wpn_dump_writer wpn_dump_writer;

typedef enum wpn_dump_result {
    WPN_DUMP_MORE,   /* feed more SQL, or call wpn_dump_writer_end() */
    WPN_DUMP_OUTPUT, /* take wpn_dump_writer_output() and drain it */
    WPN_DUMP_END,    /* all is written; the index is complete */
    WPN_DUMP_ERROR,  /* *error is filled; the writer is not to be used further */
} wpn_dump_result;

/* frame_size: most raw bytes in a frame, but for a single statement that is longer. The dump is rewritten on the way
 * where there are rules; they and rewriter are as for wpn_sql_new(). */
wpn_status wpn_dump_writer_new(wpn_dump_writer **writer, wpn_format format, int level, size_t frame_size,
                               const wpn_rules *rules, wpn_rewriter *rewriter, wpn_error *error);
void wpn_dump_writer_free(wpn_dump_writer *writer);

/* Room for len bytes of SQL, NULL when memory is short; then say how many there were. */
char *wpn_dump_writer_reserve(wpn_dump_writer *writer, size_t len);
void wpn_dump_writer_fed(wpn_dump_writer *writer, size_t len);

/* No more SQL follows. The steps after it fail when the dump is incomplete. */
void wpn_dump_writer_end(wpn_dump_writer *writer);

wpn_dump_result wpn_dump_writer_step(wpn_dump_writer *writer, wpn_error *error);

/* Stored bytes that wait to be taken. */
size_t wpn_dump_writer_output(const wpn_dump_writer *writer, const char **bytes);
void wpn_dump_writer_drain(wpn_dump_writer *writer);

/* Bytes of SQL that have been fed. */
uint64_t wpn_dump_writer_read(const wpn_dump_writer *writer);

/* size is right at any time, the rest after WPN_DUMP_END. raw_size counts what has been written, decompressed. */
const wpn_dump_index *wpn_dump_writer_index(const wpn_dump_writer *writer);

#endif
