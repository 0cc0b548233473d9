/* What the fuzz targets share: rule sets to choose from, rewritten text, and checks that end the run. */
#ifndef WPN_FUZZ_COMMON_H
#define WPN_FUZZ_COMMON_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "text/rules.h"
#include "text/value.h"

/* libFuzzer reports the input when the process aborts. */
#define REQUIRE(condition)                                                                                             \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);                              \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One of several rewriters, made once: options differ by the bits of choice. */
wpn_rewriter *fuzz_rewriter(uint8_t choice);

/* The same, but it looks at every string of every layer instead of those in which something may stand. */
wpn_rewriter *fuzz_thorough_rewriter(uint8_t choice);

/* Rewrites text as a value; checks the edits on the way. Appends the result to out. */
void fuzz_rewrite(wpn_rewriter *rewriter, const char *text, size_t len, wpn_buffer *out);

#endif
