/* The statements of a stored dump, decompressed, and rewritten on the way where there are rules.
 *
 *     char *room = wpn_dump_reader_room(reader, &size);   // read stored bytes into it
 *     wpn_dump_reader_fed(reader, len, error);            // 0: the end of the input
 *     while ((step = wpn_dump_reader_step(reader, error)) == WPN_SQL_STATEMENT) { ... _statement() ... }
 *     // WPN_SQL_MORE: feed again
 */
#ifndef WPN_DUMP_READER_H
#define WPN_DUMP_READER_H

#include "base/error.h"
#include "dump/sha256.h"
#include "text/sql.h"

typedef struct wpn_dump_reader wpn_dump_reader;

/* rewriter as for wpn_sql_new(). NULL when memory is short. */
wpn_dump_reader *wpn_dump_reader_new(const wpn_sql_options *options, wpn_rewriter *rewriter);
void wpn_dump_reader_free(wpn_dump_reader *reader);

/* Where the next stored bytes go. */
char *wpn_dump_reader_room(wpn_dump_reader *reader, size_t *size);

/* How many there were; 0 says that no more follow. */
wpn_status wpn_dump_reader_fed(wpn_dump_reader *reader, size_t len, wpn_error *error);

wpn_sql_result wpn_dump_reader_step(wpn_dump_reader *reader, wpn_error *error);

/* After WPN_SQL_END: feed another file of the same dump, in a compression of its own; its delimiter as for
 * wpn_sql_continue(). */
wpn_status wpn_dump_reader_continue(wpn_dump_reader *reader, const char *delimiter, size_t delimiter_len,
                                    wpn_error *error);

/* The reader of the statements, for wpn_sql_statement_read(), wpn_sql_dumper() and wpn_sql_complete(). */
const wpn_sql *wpn_dump_reader_sql(const wpn_dump_reader *reader);

/* Stored bytes so far, of all files. */
uint64_t wpn_dump_reader_bytes(const wpn_dump_reader *reader);

/* SHA-256 of the file's stored bytes in hex, once WPN_SQL_END was returned; NULL before. */
const char *wpn_dump_reader_sha256(const wpn_dump_reader *reader);

#endif
