/* SQL, once whole and once in pieces: the same output, or the same error at the same place. The first byte chooses the
 * options, the second the sizes of the pieces. What comes out can be read again. */
#include "common.h"
#include "text/sql.h"

typedef struct outcome {
    wpn_buffer output;
    wpn_sql_result result;
    wpn_error error;
} outcome;

static void run(wpn_rewriter *rewriter, const wpn_sql_options *options, const char *text, size_t len, uint8_t sizes, outcome *outcome)
{
    wpn_sql *sql = wpn_sql_new(options, rewriter);
    REQUIRE(sql);
    uint32_t random = sizes;
    for (size_t at = 0; at <= len && outcome->result == WPN_SQL_MORE;) {
        random = random * 1103515245 + 12345;
        size_t piece = sizes ? 1 + (random >> 16) % sizes : len;
        piece = piece < len - at ? piece : len - at;
        if (at == len) {
            wpn_sql_end(sql);
        } else {
            REQUIRE(wpn_sql_feed(sql, text + at, piece, &outcome->error) == WPN_OK);
        }
        at += at == len ? 1 : piece;
        do {
            outcome->result = wpn_sql_step(sql, &outcome->error);
            const char *bytes;
            size_t bytes_len = wpn_sql_output(sql, &bytes);
            REQUIRE(wpn_buffer_append(&outcome->output, bytes, bytes_len));
            wpn_sql_drain(sql);
        } while (outcome->result == WPN_SQL_STATEMENT);
    }
    wpn_sql_free(sql);
}

/* What has been written is SQL: it can be read again. */
static void read_again(const wpn_sql_options *options, const wpn_buffer *output)
{
    wpn_sql_options reading = {.delimiter_optional = options->delimiter_optional};
    outcome again = {.result = WPN_SQL_MORE};
    run(NULL, &reading, output->data ? output->data : "", output->len, 0, &again);
    REQUIRE(again.result == WPN_SQL_END);
    wpn_buffer_free(&again.output);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    wpn_rewriter *rewriter = fuzz_rewriter(data[0]);
    wpn_sql_options options = {.rules = rewriter->rules, .delimiter_optional = data[0] & 16};
    const char *text = (const char *)data + 2;
    size_t len = size - 2;

    outcome whole = {.result = WPN_SQL_MORE}, pieces = {.result = WPN_SQL_MORE};
    run(rewriter, &options, text, len, 0, &whole);
    run(rewriter, &options, text, len, data[1], &pieces);
    REQUIRE(whole.result == pieces.result);
    REQUIRE(whole.output.len == pieces.output.len);
    REQUIRE(!whole.output.len || memcmp(whole.output.data, pieces.output.data, whole.output.len) == 0);
    if (whole.result == WPN_SQL_ERROR) {
        REQUIRE(whole.error.line == pieces.error.line && whole.error.offset == pieces.error.offset);
        REQUIRE(whole.error.offset <= len);
    }
    if (whole.result == WPN_SQL_END) {
        read_again(&options, &whole.output);
    }
    wpn_buffer_free(&whole.output);
    wpn_buffer_free(&pieces.output);
    return 0;
}
