/* Serialized data: what was read before is read after, to its end. The first byte chooses the options. */
#include "common.h"
#include "text/serialized.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    wpn_rewriter *rewriter = fuzz_rewriter(data[0]);
    const char *text = (const char *)data + 1;
    size_t len = size - 1;
    size_t end;
    bool ok;
    wpn_layer layer = {0};
    bool is_whole = wpn_serialized_read(rewriter, text, len, &layer, &end, &ok) == WPN_SERIALIZED_YES && end == len;
    REQUIRE(ok);

    wpn_buffer result = {0};
    fuzz_rewrite(rewriter, text, len, &result);
    if (is_whole) {
        REQUIRE(wpn_serialized_read(rewriter, result.data, result.len, &layer, &end, &ok) == WPN_SERIALIZED_YES);
        REQUIRE(ok && end == result.len);
    }
    wpn_buffer_free(&result);
    return 0;
}
