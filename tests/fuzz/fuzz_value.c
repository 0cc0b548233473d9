/* Any bytes as a value: the first chooses the options, the rest is the value. */
#include "common.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    wpn_buffer result = {0};
    fuzz_rewrite(fuzz_rewriter(data[0]), (const char *)data + 1, size - 1, &result);
    wpn_buffer_free(&result);
    return 0;
}
