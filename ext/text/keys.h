/* Array keys and JSON object keys that are rewritten (keys: true): no key may take the place of another. */
#ifndef WPN_TEXT_KEYS_H
#define WPN_TEXT_KEYS_H

#include "text/value.h"

/* Remembers a key of the innermost container: its bytes, and the edits from first_edit on, whose start is counted from
 * base. False when memory is short. */
bool wpn_keys_add(wpn_rewriter *rewriter, const char *key, size_t len, size_t base, size_t first_edit,
                  uint64_t references);

/* The last key's edits now end here: its layer has translated them. */
void wpn_keys_translated(wpn_rewriter *rewriter);

/* At the end of a container: takes back the edits of keys whose new spelling is another key's, and forgets its keys. */
bool wpn_keys_settle(wpn_rewriter *rewriter, size_t first_key);

#endif
