/* Any bytes as a value: the first chooses the options, the rest is the value. The strings that are passed over hold
 * nothing: looking at all of them gives the same. */
#include "common.h"

/* Escaped letters hide a host from the search, and only a look at every string finds it. */
static bool may_hide(const char *text, size_t len)
{
    return memmem(text, len, "u00", 3) || memmem(text, len, "S:", 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    const char *text = (const char *)data + 1;
    size_t len = size - 1;
    wpn_buffer result = {0}, thorough = {0};
    fuzz_rewrite(fuzz_rewriter(data[0]), text, len, &result);
    if (!may_hide(text, len)) {
        fuzz_rewrite(fuzz_thorough_rewriter(data[0]), text, len, &thorough);
        REQUIRE(thorough.len == result.len && (!result.len || !memcmp(thorough.data, result.data, result.len)));
    }
    wpn_buffer_free(&result);
    wpn_buffer_free(&thorough);
    return 0;
}
