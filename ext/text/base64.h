/* Text that may hold base64 runs whose content has references (base64: true). */
#ifndef WPN_TEXT_BASE64_H
#define WPN_TEXT_BASE64_H

#include "text/value.h"

/* Adds the edits for text: those of its base64 runs, and of the text between them. */
bool wpn_rewrite_base64_text(wpn_rewriter *rewriter, const char *text, size_t len, size_t base, unsigned depth);

/* Whether text holds a run long enough to be looked into. */
bool wpn_base64_run(const char *text, size_t len);

#endif
