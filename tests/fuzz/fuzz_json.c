/* JSON: what was valid before is valid after. The first byte chooses the options. */
#include "common.h"
#include "text/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    wpn_rewriter *rewriter = fuzz_rewriter(data[0]);
    const char *text = (const char *)data + 1;
    size_t len = size - 1;
    bool ok;
    wpn_layer layer = {0};
    bool was_valid = wpn_json_read(rewriter, text, len, &layer, &ok);
    REQUIRE(ok);

    wpn_buffer result = {0};
    fuzz_rewrite(rewriter, text, len, &result);
    if (was_valid) {
        REQUIRE(wpn_json_read(rewriter, result.data, result.len, &layer, &ok));
    }
    wpn_buffer_free(&result);
    return 0;
}
