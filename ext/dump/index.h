/* The index of a dump: what stands in which frame. */
#ifndef WPN_DUMP_INDEX_H
#define WPN_DUMP_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "dump/sha256.h"

typedef enum wpn_dump_type {
    WPN_DUMP_TYPE_PROLOGUE, /* the session every other frame needs: character set, time zone */
    WPN_DUMP_TYPE_SCHEMA,   /* one table's definition */
    WPN_DUMP_TYPE_ROWS,     /* rows of one table */
    WPN_DUMP_TYPE_CODE,     /* views, triggers, routines, events */
    WPN_DUMP_TYPE_EPILOGUE, /* the session put back */
} wpn_dump_type;

typedef struct wpn_dump_frame {
    wpn_dump_type type;
    char *table; /* owned, table_len bytes; NULL unless its type is schema or rows */
    size_t table_len;
    uint64_t offset; /* of the first stored byte */
    uint64_t size;   /* stored bytes */
    uint64_t raw_size;
    uint64_t rows;
    char sha256[WPN_SHA256_HEX]; /* of the stored bytes */
} wpn_dump_frame;

/* Zero-initialise it, free it with wpn_dump_index_free(). */
typedef struct wpn_dump_index {
    const char *compression; /* "zstd", "gzip" or "none" */
    const char *dumper;      /* static text; NULL where unknown */
    wpn_dump_frame *frames;  /* owned */
    size_t frames_len;
    size_t frames_cap;
    uint64_t raw_size;
    uint64_t size; /* stored bytes, with those that follow the last frame */
    uint64_t longest_row;
    char sha256[WPN_SHA256_HEX]; /* of all stored bytes */
} wpn_dump_index;

void wpn_dump_index_free(wpn_dump_index *index);

/* The type's name in the index: "prologue". */
const char *wpn_dump_type_name(wpn_dump_type type);

/* Appends an empty frame of no table; NULL when memory is short. The pointer is valid until the next one is added. */
wpn_dump_frame *wpn_dump_index_add(wpn_dump_index *index, wpn_dump_type type);

/* Says which table a frame without one belongs to. */
bool wpn_dump_frame_set_table(wpn_dump_frame *frame, const char *table, size_t table_len);

/*
 * Appends the index as it is stored in the dump itself: a line of JSON, and a line "wpn-index 0000001234" with the
 * length of that JSON, so that it can be found from the end of a file. It lacks what cannot be known inside the file:
 * its size and SHA-256.
 */
bool wpn_dump_index_write(const wpn_dump_index *index, wpn_buffer *out);

#endif
