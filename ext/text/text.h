/* Text that is neither serialized data nor JSON. */
#ifndef WPN_TEXT_TEXT_H
#define WPN_TEXT_TEXT_H

#include "text/value.h"

/* Adds the edits for text. */
bool wpn_rewrite_text(wpn_rewriter *rewriter, const char *text, size_t len, size_t base);

#endif
