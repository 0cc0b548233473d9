/* Decompression of a stream whose format shows in its first bytes. */
#include "compress/decode.h"

#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>
#include <zstd.h>

/* The largest window, as a power of two, that is accepted: what zstd --ultra -22 writes. Hostile input may ask for
 * more. */
#define ZSTD_WINDOW_LOG_MAX 27

#define GZIP_WINDOW (15 + 16) /* zlib's windowBits: the largest window, gzip's header required */

#define LONGEST_MAGIC 6

typedef enum format {
    UNKNOWN, /* too few bytes so far */
    PLAIN,
    GZIP,
    ZSTD,
    FOREIGN, /* compressed, but with something else */
} format;

struct wpn_decoder {
    format format;
    unsigned char held[LONGEST_MAGIC]; /* the first bytes, until they tell the format */
    size_t held_len;
    size_t held_used;
    ZSTD_DCtx *zstd; /* owned; NULL for other formats */
    z_stream gzip;
    bool gzip_ready;
    bool in_frame;       /* a frame or member has begun and not ended */
    uint64_t consumed;   /* input bytes so far */
    const char *foreign; /* FOREIGN: its name */
};

static const struct magic {
    format format;
    unsigned char len;
    unsigned char bytes[LONGEST_MAGIC];
    unsigned char mask_first; /* which bits of the first byte count */
    const char *name;
} magics[] = {
    {ZSTD, 4, {0x28, 0xb5, 0x2f, 0xfd}, 0xff, "zstd"},
    {ZSTD, 4, {0x50, 0x2a, 0x4d, 0x18}, 0xf0, "zstd"}, /* a skippable frame */
    {GZIP, 2, {0x1f, 0x8b}, 0xff, "gzip"},
    {FOREIGN, 4, {'P', 'K', 3, 4}, 0xff, "zip"},
    {FOREIGN, 3, {'B', 'Z', 'h'}, 0xff, "bzip2"},
    {FOREIGN, 6, {0xfd, '7', 'z', 'X', 'Z', 0}, 0xff, "xz"},
};

wpn_decoder *wpn_decoder_new(void)
{
    return calloc(1, sizeof(wpn_decoder));
}

void wpn_decoder_free(wpn_decoder *decoder)
{
    if (!decoder) {
        return;
    }
    ZSTD_freeDCtx(decoder->zstd);
    if (decoder->gzip_ready) {
        inflateEnd(&decoder->gzip);
    }
    free(decoder);
}

/* Which format the held bytes show; UNKNOWN while they are the beginning of some magic number. */
static format sniff(wpn_decoder *decoder)
{
    format answer = PLAIN;
    for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
        const struct magic *magic = &magics[i];
        size_t len = decoder->held_len < magic->len ? decoder->held_len : magic->len;
        bool fits = len == 0 || ((decoder->held[0] & magic->mask_first) == magic->bytes[0] &&
                                 memcmp(decoder->held + 1, magic->bytes + 1, len - 1) == 0);
        if (fits && len == magic->len) {
            decoder->foreign = magic->name;
            return magic->format;
        }
        if (fits) {
            answer = UNKNOWN;
        }
    }
    return answer;
}

/* Makes the library ready for the format that was found. */
static wpn_status start(wpn_decoder *decoder, format found, wpn_error *error)
{
    switch (found) {
    case ZSTD:
        decoder->zstd = ZSTD_createDCtx();
        if (!decoder->zstd ||
            ZSTD_isError(ZSTD_DCtx_setParameter(decoder->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG_MAX))) {
            return wpn_fail_memory(error);
        }
        break;
    case GZIP:
        decoder->gzip_ready = inflateInit2(&decoder->gzip, GZIP_WINDOW) == Z_OK;
        if (!decoder->gzip_ready) {
            return wpn_fail_memory(error);
        }
        break;
    case FOREIGN:
        return wpn_fail(error, WPN_E_IO, "the input is compressed with %s, which is not read here: decompress it first",
                        decoder->foreign);
    case PLAIN:
    case UNKNOWN:
        break;
    }
    decoder->format = found;
    return WPN_OK;
}

static wpn_status damaged(const wpn_decoder *decoder, const char *name, const char *reason, wpn_error *error)
{
    return wpn_fail(error, WPN_E_IO, "the %s data is damaged near byte %" PRIu64 ": %s", name, decoder->consumed,
                    reason);
}

/* One call of a library: some input becomes some output. */
typedef struct piece {
    const char *in;
    size_t in_len;
    char *out;
    size_t out_len;
    size_t used;
    size_t got;
} piece;

static wpn_status read_plain(piece *piece)
{
    piece->used = piece->in_len < piece->out_len ? piece->in_len : piece->out_len;
    piece->got = piece->used;
    memcpy(piece->out, piece->in, piece->used);
    return WPN_OK;
}

static wpn_status read_zstd(wpn_decoder *decoder, piece *piece, wpn_error *error)
{
    ZSTD_inBuffer input = {piece->in, piece->in_len, 0};
    ZSTD_outBuffer output = {piece->out, piece->out_len, 0};
    size_t left = ZSTD_decompressStream(decoder->zstd, &output, &input);
    if (ZSTD_isError(left)) {
        return damaged(decoder, "zstd", ZSTD_getErrorName(left), error);
    }
    piece->used = input.pos;
    piece->got = output.pos;
    decoder->in_frame = left != 0;
    return WPN_OK;
}

static wpn_status read_gzip(wpn_decoder *decoder, piece *piece, wpn_error *error)
{
    z_stream *gzip = &decoder->gzip;
    /* zlib counts in 32 bits. */
    uInt in_len = piece->in_len < UINT_MAX ? (uInt)piece->in_len : UINT_MAX;
    uInt out_len = piece->out_len < UINT_MAX ? (uInt)piece->out_len : UINT_MAX;
    gzip->next_in = (z_const Bytef *)piece->in;
    gzip->avail_in = in_len;
    gzip->next_out = (Bytef *)piece->out;
    gzip->avail_out = out_len;
    int result = inflate(gzip, Z_NO_FLUSH);
    piece->used = in_len - gzip->avail_in;
    piece->got = out_len - gzip->avail_out;
    switch (result) {
    case Z_STREAM_END: /* the member has ended; what follows must be another */
        inflateReset(gzip);
        decoder->in_frame = false;
        return WPN_OK;
    case Z_OK:
    case Z_BUF_ERROR: /* no progress without more input */
        decoder->in_frame = true;
        return WPN_OK;
    case Z_MEM_ERROR:
        return wpn_fail_memory(error);
    default:
        return damaged(decoder, "gzip", gzip->msg ? gzip->msg : "it cannot be read", error);
    }
}

static wpn_status read_piece(wpn_decoder *decoder, piece *piece, wpn_error *error)
{
    wpn_status status = decoder->format == ZSTD   ? read_zstd(decoder, piece, error)
                        : decoder->format == GZIP ? read_gzip(decoder, piece, error)
                                                  : read_plain(piece);
    decoder->consumed += status == WPN_OK ? piece->used : 0;
    return status;
}

wpn_status wpn_decoder_read(wpn_decoder *decoder, const char **data, size_t *len, char *out, size_t cap, size_t *got,
                            wpn_error *error)
{
    *got = 0;
    while (decoder->format == UNKNOWN && *len) {
        decoder->held[decoder->held_len++] = (unsigned char)*(*data)++;
        --*len;
        wpn_status status = start(decoder, sniff(decoder), error);
        if (status != WPN_OK) {
            return status;
        }
    }
    if (decoder->format == UNKNOWN) {
        return WPN_OK;
    }
    /* Both libraries keep the last byte of a frame until all of its output is out, so that none waits when input ends.
     */
    while (*got == 0 && (decoder->held_used < decoder->held_len || *len)) {
        bool from_held = decoder->held_used < decoder->held_len;
        piece piece = {.in = *data, .in_len = *len, .out = out, .out_len = cap};
        if (from_held) {
            piece.in = (const char *)decoder->held + decoder->held_used;
            piece.in_len = decoder->held_len - decoder->held_used;
        }
        wpn_status status = read_piece(decoder, &piece, error);
        if (status != WPN_OK) {
            return status;
        }
        if (from_held) {
            decoder->held_used += piece.used;
        } else {
            *data += piece.used;
            *len -= piece.used;
        }
        *got = piece.got;
    }
    return WPN_OK;
}

wpn_status wpn_decoder_end(wpn_decoder *decoder, char *out, size_t cap, size_t *got, wpn_error *error)
{
    if (decoder->format == UNKNOWN) {
        decoder->format = PLAIN; /* too short for a magic number */
    }
    const char *nothing = "";
    size_t len = 0;
    wpn_status status = wpn_decoder_read(decoder, &nothing, &len, out, cap, got, error);
    if (status == WPN_OK && *got == 0 && decoder->in_frame) {
        return wpn_fail(error, WPN_E_IO, "the %s data is truncated: it ends inside a frame, after %" PRIu64 " bytes",
                        decoder->format == ZSTD ? "zstd" : "gzip", decoder->consumed);
    }
    return status;
}
