/* Compression in frames: libzstd and zlib behind one interface. */
#include "compress/encode.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

#include <zlib.h>
#include <zstd.h>

/* Room offered to the library at a time; it is called again while it fills it. */
#define OUTPUT_STEP (128 * 1024)

#define GZIP_WINDOW (15 + 16) /* zlib's windowBits: the largest window, with gzip's header and trailer */

struct wpn_encoder {
    wpn_format format;
    bool in_frame;
    ZSTD_CCtx *zstd; /* owned; NULL for other formats */
    z_stream gzip;
    bool gzip_ready;
};

static wpn_status check_level(wpn_format format, int level, wpn_error *error)
{
    int lowest = format == WPN_FORMAT_ZSTD ? ZSTD_minCLevel() : Z_NO_COMPRESSION;
    int highest = format == WPN_FORMAT_ZSTD ? ZSTD_maxCLevel() : Z_BEST_COMPRESSION;
    if (format != WPN_FORMAT_NONE && (level < lowest || level > highest)) {
        return wpn_fail(error, WPN_E_ARGUMENT, "must be between %d and %d for %s", lowest, highest,
                        format == WPN_FORMAT_ZSTD ? "zstd" : "gzip");
    }
    return WPN_OK;
}

static bool start_library(wpn_encoder *encoder, int level)
{
    switch (encoder->format) {
    case WPN_FORMAT_ZSTD:
        encoder->zstd = ZSTD_createCCtx();
        return encoder->zstd && !ZSTD_isError(ZSTD_CCtx_setParameter(encoder->zstd, ZSTD_c_compressionLevel, level)) &&
               !ZSTD_isError(ZSTD_CCtx_setParameter(encoder->zstd, ZSTD_c_checksumFlag, 1));
    case WPN_FORMAT_GZIP:
        encoder->gzip_ready =
            deflateInit2(&encoder->gzip, level, Z_DEFLATED, GZIP_WINDOW, MAX_MEM_LEVEL - 1, Z_DEFAULT_STRATEGY) == Z_OK;
        return encoder->gzip_ready;
    case WPN_FORMAT_NONE:
        break;
    }
    return true;
}

wpn_status wpn_encoder_new(wpn_encoder **encoder, wpn_format format, int level, wpn_error *error)
{
    wpn_status status = check_level(format, level, error);
    if (status != WPN_OK) {
        return status;
    }
    wpn_encoder *made = calloc(1, sizeof(*made));
    if (!made) {
        return wpn_fail_memory(error);
    }
    made->format = format;
    if (!start_library(made, level)) {
        wpn_encoder_free(made);
        return wpn_fail_memory(error);
    }
    *encoder = made;
    return WPN_OK;
}

void wpn_encoder_free(wpn_encoder *encoder)
{
    if (!encoder) {
        return;
    }
    ZSTD_freeCCtx(encoder->zstd);
    if (encoder->gzip_ready) {
        deflateEnd(&encoder->gzip);
    }
    free(encoder);
}

static wpn_status run_zstd(wpn_encoder *encoder, const char *data, size_t len, bool end, wpn_buffer *out,
                           wpn_error *error)
{
    ZSTD_inBuffer input = {data, len, 0};
    size_t remaining;
    do {
        if (!wpn_buffer_reserve(out, OUTPUT_STEP)) {
            return wpn_fail_memory(error);
        }
        ZSTD_outBuffer output = {out->data, out->cap, out->len};
        remaining = ZSTD_compressStream2(encoder->zstd, &output, &input, end ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(remaining)) {
            return wpn_fail(error, WPN_E_IO, "zstd cannot compress: %s", ZSTD_getErrorName(remaining));
        }
        out->len = output.pos;
    } while (end ? remaining != 0 : input.pos < input.size);
    return WPN_OK;
}

static wpn_status run_gzip(wpn_encoder *encoder, const char *data, size_t len, bool end, wpn_buffer *out,
                           wpn_error *error)
{
    z_stream *gzip = &encoder->gzip;
    do {
        /* avail_in is 32 bits wide. */
        size_t piece = len < UINT_MAX / 2 ? len : UINT_MAX / 2;
        gzip->next_in = (z_const Bytef *)data;
        gzip->avail_in = (uInt)piece;
        int result;
        do {
            if (!wpn_buffer_reserve(out, OUTPUT_STEP)) {
                return wpn_fail_memory(error);
            }
            gzip->next_out = (Bytef *)out->data + out->len;
            gzip->avail_out = OUTPUT_STEP;
            result = deflate(gzip, end && piece == len ? Z_FINISH : Z_NO_FLUSH);
            if (result == Z_STREAM_ERROR) {
                return wpn_fail(error, WPN_E_IO, "gzip cannot compress: %s", gzip->msg ? gzip->msg : "stream error");
            }
            out->len += OUTPUT_STEP - gzip->avail_out;
        } while (gzip->avail_out == 0 && result != Z_STREAM_END);
        data = len > piece ? data + piece : data; /* data may be NULL at the end */
        len -= piece;
    } while (len);
    return WPN_OK;
}

wpn_status wpn_encoder_write(wpn_encoder *encoder, const char *data, size_t len, wpn_buffer *out, wpn_error *error)
{
    if (len == 0) {
        return WPN_OK;
    }
    encoder->in_frame = true;
    switch (encoder->format) {
    case WPN_FORMAT_ZSTD:
        return run_zstd(encoder, data, len, false, out, error);
    case WPN_FORMAT_GZIP:
        return run_gzip(encoder, data, len, false, out, error);
    case WPN_FORMAT_NONE:
        break;
    }
    return wpn_buffer_append(out, data, len) ? WPN_OK : wpn_fail_memory(error);
}

wpn_status wpn_encoder_end_frame(wpn_encoder *encoder, wpn_buffer *out, wpn_error *error)
{
    if (!encoder->in_frame) {
        return WPN_OK;
    }
    encoder->in_frame = false;
    wpn_status status = WPN_OK;
    if (encoder->format == WPN_FORMAT_ZSTD) {
        status = run_zstd(encoder, NULL, 0, true, out, error);
    } else if (encoder->format == WPN_FORMAT_GZIP) {
        status = run_gzip(encoder, NULL, 0, true, out, error);
        deflateReset(&encoder->gzip);
    }
    return status;
}

static bool append_skippable_frame(wpn_buffer *out, const char *text, size_t len)
{
    const uint32_t magic = 0x184D2A57; /* one of the sixteen that RFC 8878 leaves to applications */
    unsigned char header[8];
    for (int i = 0; i < 4; i++) {
        header[i] = (unsigned char)(magic >> (8 * i));
        header[4 + i] = (unsigned char)((uint32_t)len >> (8 * i));
    }
    return wpn_buffer_append(out, header, sizeof(header)) && wpn_buffer_append(out, text, len);
}

static bool append_commented_member(wpn_buffer *out, const char *text, size_t len)
{
    /* magic, deflate, FCOMMENT, no time, no extra flags, unknown system */
    static const unsigned char header[10] = {0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 255};
    /* the comment's NUL, an empty final block, CRC-32 0, size 0 */
    static const unsigned char trailer[11] = {0, 3, 0};
    return wpn_buffer_append(out, header, sizeof(header)) && wpn_buffer_append(out, text, len) &&
           wpn_buffer_append(out, trailer, sizeof(trailer));
}

wpn_status wpn_encoder_comment(wpn_encoder *encoder, const char *text, size_t len, wpn_buffer *out, wpn_error *error)
{
    if (len > UINT32_MAX) {
        return wpn_fail(error, WPN_E_IO, "%zu bytes are too many for a comment between frames", len);
    }
    if (encoder->format == WPN_FORMAT_ZSTD && !append_skippable_frame(out, text, len)) {
        return wpn_fail_memory(error);
    }
    if (encoder->format == WPN_FORMAT_GZIP && !append_commented_member(out, text, len)) {
        return wpn_fail_memory(error);
    }
    return WPN_OK;
}
