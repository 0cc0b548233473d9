/* JSON values: arrays and objects, valid to the end. */
#ifndef WPN_TEXT_JSON_H
#define WPN_TEXT_JSON_H

#include "text/value.h"

/* Whether text is, as a whole, a JSON array or object as json_decode() accepts it. Fills the layer. *ok is false when
 * memory is short. */
bool wpn_json_read(wpn_rewriter *rewriter, const char *text, size_t len, wpn_layer *layer, bool *ok);

/* Adds the edits for the strings of a valid JSON text, of which the layer has been filled. */
bool wpn_rewrite_json(wpn_rewriter *rewriter, const char *text, size_t len, const wpn_layer *layer, size_t base,
                      unsigned depth);

#endif
