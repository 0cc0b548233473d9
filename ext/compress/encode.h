/* Compression in frames, each of which can be decompressed alone.
 *
 *     wpn_encoder_write(encoder, data, len, out, error);   // begins a frame where none is open
 *     wpn_encoder_end_frame(encoder, out, error);
 *
 * Compressed bytes are appended to out, a few hundred KiB at a time: the caller takes them away between calls.
 */
#ifndef WPN_COMPRESS_ENCODE_H
#define WPN_COMPRESS_ENCODE_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

typedef enum wpn_format {
    WPN_FORMAT_NONE,
    WPN_FORMAT_GZIP, /* a frame is a member (RFC 1952) */
    WPN_FORMAT_ZSTD, /* a frame is a frame (RFC 8878), with its checksum */
} wpn_format;

typedef struct wpn_encoder wpn_encoder;

/* A level the format does not have is WPN_E_ARGUMENT; WPN_FORMAT_NONE takes any. */
wpn_status wpn_encoder_new(wpn_encoder **encoder, wpn_format format, int level, wpn_error *error);
void wpn_encoder_free(wpn_encoder *encoder);

wpn_status wpn_encoder_write(wpn_encoder *encoder, const char *data, size_t len, wpn_buffer *out, wpn_error *error);

/* Ends the open frame, if there is one. */
wpn_status wpn_encoder_end_frame(wpn_encoder *encoder, wpn_buffer *out, wpn_error *error);

/*
 * Text that decompressors skip, between frames: in zstd a skippable frame, in gzip the comment of an empty member.
 * It must not hold NUL. WPN_FORMAT_NONE has no such place: nothing is written.
 */
wpn_status wpn_encoder_comment(wpn_encoder *encoder, const char *text, size_t len, wpn_buffer *out, wpn_error *error);

#endif
