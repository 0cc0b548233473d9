/* Rules from anywhere: three lines are `from`, `to` and a literal, the rest is a text. */
#include "common.h"

static wpn_string line(const char **text, size_t *len)
{
    const char *end = memchr(*text, '\n', *len);
    wpn_string found = {*text, end ? (size_t)(end - *text) : *len};
    size_t taken = found.len + (end != NULL);
    *text += taken;
    *len -= taken;
    return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    uint8_t options = data[0];
    const char *text = (const char *)data + 1;
    size_t len = size - 1;
    wpn_pair url = {line(&text, &len), {0}};
    url.to = line(&text, &len);
    wpn_pair literal = {line(&text, &len), {"new", 3}};
    wpn_rules_spec spec = {
        .urls = &url,
        .urls_len = 1,
        .literals = &literal,
        .literals_len = literal.from.len > 0,
        .keys = options & 1,
        .subdomains = options & 2,
        .emails = options & 4,
        .base64 = options & 8,
    };
    wpn_rules *rules;
    wpn_error error;
    wpn_status status = wpn_rules_new(&rules, &spec, &error);
    if (status != WPN_OK) {
        REQUIRE(status == WPN_E_ARGUMENT && error.message[0]);
        return 0;
    }
    wpn_rewriter *rewriter = wpn_rewriter_new(rules);
    REQUIRE(rewriter);
    wpn_buffer result = {0};
    fuzz_rewrite(rewriter, text, len, &result);
    wpn_buffer_free(&result);
    wpn_rewriter_free(rewriter);
    wpn_rules_free(rules);
    return 0;
}
