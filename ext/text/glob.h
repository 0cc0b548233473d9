/* Names with `*` and `?`. */
#ifndef WPN_TEXT_GLOB_H
#define WPN_TEXT_GLOB_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the pattern, in lower case, takes the whole of the text, in any case (of ASCII letters). */
bool wpn_glob(const char *pattern, const char *text, size_t len);

#endif
