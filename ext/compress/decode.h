/* Decompression of a stream whose format shows in its first bytes: zstd, gzip, or plain.
 *
 * Any number of zstd frames (skippable ones too) or gzip members may follow each other. Memory is bounded whatever the
 * input says: at most 128 MiB for zstd's window.
 */
#ifndef WPN_COMPRESS_DECODE_H
#define WPN_COMPRESS_DECODE_H

#include <stddef.h>

#include "base/error.h"

typedef struct wpn_decoder wpn_decoder;

/* NULL when memory is short. */
wpn_decoder *wpn_decoder_new(void);
void wpn_decoder_free(wpn_decoder *decoder);

/*
 * Decompresses from *data, which is moved on past what was consumed, into out; *got says how many bytes came out.
 * Call it again while *got is not 0: only then is all input used up.
 * Damaged data is WPN_E_IO.
 */
wpn_status wpn_decoder_read(wpn_decoder *decoder, const char **data, size_t *len, char *out, size_t cap, size_t *got,
                            wpn_error *error);

/*
 * After the last input: gives what was held back to tell the format, as wpn_decoder_read() does; call it until *got is
 * 0. Input that stops inside a frame or member is WPN_E_IO.
 */
wpn_status wpn_decoder_end(wpn_decoder *decoder, char *out, size_t cap, size_t *got, wpn_error *error);

#endif
