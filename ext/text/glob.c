/* Names with `*` and `?`: when a byte does not fit, the last `*` takes one more and the rest is tried again. */
#include "text/glob.h"

#include "text/ascii.h"

bool wpn_glob(const char *pattern, const char *text, size_t len)
{
    const char *after_star = NULL;
    size_t at = 0, retry = 0;
    while (at < len) {
        if (*pattern == '*') {
            after_star = ++pattern;
            retry = at;
        } else if (*pattern && (*pattern == '?' || *pattern == wpn_lower(text[at]))) {
            pattern++;
            at++;
        } else if (after_star) {
            pattern = after_star;
            at = ++retry;
        } else {
            return false;
        }
    }
    while (*pattern == '*') {
        pattern++;
    }
    return !*pattern;
}
