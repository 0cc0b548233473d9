/* PHP's serialize() format, by the grammar of unserialize(). Nothing is instantiated. */
#ifndef WPN_TEXT_SERIALIZED_H
#define WPN_TEXT_SERIALIZED_H

#include "text/value.h"

typedef enum wpn_serialized {
    WPN_SERIALIZED_NO,        /* text does not begin like serialized data */
    WPN_SERIALIZED_MALFORMED, /* it does, and does not parse */
    WPN_SERIALIZED_YES,
} wpn_serialized;

/* Whether a complete serialized value leads text; *end is where it ends. Fills the layer. *ok is false when memory is
 * short. */
wpn_serialized wpn_serialized_read(wpn_rewriter *rewriter, const char *text, size_t len, wpn_layer *layer, size_t *end,
                                   bool *ok);

/* Adds the edits for the serialized value that leads text (wpn_serialized_read() has said YES, and filled the layer).
 */
bool wpn_rewrite_serialized(wpn_rewriter *rewriter, const char *text, size_t len, const wpn_layer *layer, size_t base,
                            unsigned depth);

#endif
