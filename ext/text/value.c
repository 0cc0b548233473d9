/* One value: which layers it has, and what they are rewritten to. */
#include "text/value.h"

#include <stdlib.h>

#include "text/base64.h"
#include "text/json.h"
#include "text/search.h"
#include "text/serialized.h"
#include "text/text.h"

/* Scratch memory above this is given back after the value that needed it. */
enum { SCRATCH_KEPT = 1 << 20 };

void wpn_counts_add(wpn_counts *total, const wpn_counts *counts)
{
    total->values += counts->values;
    total->changed += counts->changed;
    total->references += counts->references;
    total->serialized += counts->serialized;
    total->json += counts->json;
    total->base64 += counts->base64;
    total->malformed += counts->malformed;
    total->too_deep += counts->too_deep;
    total->key_collisions += counts->key_collisions;
}

wpn_rewriter *wpn_rewriter_new(const wpn_rules *rules)
{
    wpn_rewriter *rewriter = calloc(1, sizeof(*rewriter));
    if (rewriter && !wpn_buffer_reserve(&rewriter->edits.bytes, 1)) { /* so that bytes.data is never NULL */
        free(rewriter);
        return NULL;
    }
    if (rewriter) {
        rewriter->rules = rules;
    }
    return rewriter;
}

void wpn_rewriter_free(wpn_rewriter *rewriter)
{
    if (!rewriter) {
        return;
    }
    wpn_edits_free(&rewriter->edits);
    free(rewriter->matches);
    free(rewriter->frames);
    free(rewriter->parts);
    free(rewriter->keys);
    wpn_buffer_free(&rewriter->key_bytes);
    for (size_t i = 0; i < sizeof(rewriter->scratch) / sizeof(*rewriter->scratch); i++) {
        wpn_buffer_free(&rewriter->scratch[i]);
    }
    free(rewriter);
}

wpn_buffer *wpn_rewriter_scratch(wpn_rewriter *rewriter, unsigned depth)
{
    wpn_buffer *scratch = &rewriter->scratch[depth];
    scratch->len = 0;
    return scratch;
}

bool wpn_rewriter_add_part(wpn_rewriter *rewriter, const wpn_part *part)
{
    if (!wpn_array_grow((void **)&rewriter->parts, &rewriter->parts_cap, rewriter->parts_len + 1, sizeof(wpn_part))) {
        return false;
    }
    rewriter->parts[rewriter->parts_len++] = *part;
    return true;
}

bool wpn_rewrite_plain(wpn_rewriter *rewriter, const char *text, size_t len, size_t base, unsigned depth)
{
    if (rewriter->rules->base64 && depth < WPN_VALUE_DEPTH) {
        return wpn_rewrite_base64_text(rewriter, text, len, base, depth);
    }
    return wpn_rewrite_text(rewriter, text, len, base);
}

/* Whether a text that may be a layer can hold a reference at all. */
static bool worth_reading(const wpn_rewriter *rewriter, const char *text, size_t len, const wpn_places *places)
{
    const wpn_rules *rules = rewriter->rules;
    return places->next < len || rules->decode_all || (rules->base64 && wpn_base64_run(text, len));
}

/* Reads a text as serialized data, then as JSON, and rewrites it as what it is. */
static bool rewrite_as_layer(wpn_rewriter *rewriter, const char *text, size_t len, wpn_layer *layer, size_t base,
                             unsigned depth, bool *layered)
{
    bool ok;
    size_t end;
    *layered = true;
    switch (wpn_serialized_read(rewriter, text, len, layer, &end, &ok)) {
    case WPN_SERIALIZED_YES:
        rewriter->counts.serialized += depth == 0;
        return ok && wpn_rewrite_serialized(rewriter, text, end, layer, base, depth) &&
               wpn_rewrite_plain(rewriter, text + end, len - end, base + end, depth);
    case WPN_SERIALIZED_MALFORMED:
        rewriter->counts.malformed++;
        break;
    default:
        break;
    }
    if (!ok) {
        return false;
    }
    if (wpn_json_read(rewriter, text, len, layer, &ok)) {
        rewriter->counts.json += depth == 0;
        return wpn_rewrite_json(rewriter, text, len, layer, base, depth);
    }
    *layered = false;
    return ok;
}

/* The same, where there is anything to rewrite and the depth allows. */
static bool rewrite_layers(wpn_rewriter *rewriter, const char *text, size_t len, size_t base, unsigned depth,
                           bool *layered)
{
    const wpn_rules *rules = rewriter->rules;
    wpn_places places;
    wpn_places_begin(&places, rules, text, len);
    *layered = false;
    if (!worth_reading(rewriter, text, len, &places)) {
        return true;
    }
    if (depth >= WPN_VALUE_DEPTH) {
        rewriter->counts.too_deep++;
        return true;
    }
    size_t first_part = rewriter->parts_len;
    wpn_layer layer = {.places = rules->decode_all || rules->base64 ? NULL : &places, .first_part = first_part};
    bool ok = rewrite_as_layer(rewriter, text, len, &layer, base, depth, layered);
    rewriter->parts_len = first_part;
    return ok;
}

/* Serialized data begins with a letter and `:` (or is `N;`), JSON with a bracket. */
static bool may_be_layered(const char *text, size_t len)
{
    size_t i = 0;
    while (i < len && (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r')) {
        i++;
    }
    return i < len && (text[i] == '{' || text[i] == '[' || (i == 0 && len >= 4 && text[1] == ':'));
}

bool wpn_rewrite_nested(wpn_rewriter *rewriter, const char *text, size_t len, size_t base, unsigned depth)
{
    if (len < rewriter->rules->shortest && !rewriter->rules->base64) {
        return true; /* too short for any pattern, as most values and most strings in them are */
    }
    if (may_be_layered(text, len)) {
        bool layered;
        bool ok = rewrite_layers(rewriter, text, len, base, depth, &layered);
        if (!ok || layered) {
            return ok;
        }
    }
    return wpn_rewrite_plain(rewriter, text, len, base, depth);
}

wpn_status wpn_rewrite_value(wpn_rewriter *rewriter, const char *value, size_t len, wpn_error *error)
{
    wpn_edits_clear(&rewriter->edits);
    rewriter->counts = (wpn_counts){.values = 1};
    /* Most values hold nothing: asked here, a short one costs 30 ns less than by way of the layers. */
    if (!rewriter->rules->base64 && wpn_rules_no_candidate(rewriter->rules, value, len)) {
        return WPN_OK;
    }
    rewriter->matches_len = rewriter->frames_len = rewriter->parts_len = 0;
    rewriter->keys_len = rewriter->key_bytes.len = 0;
    if (!wpn_rewrite_nested(rewriter, value, len, 0, 0)) {
        return wpn_fail_memory(error);
    }
    if (!wpn_edits_any(&rewriter->edits, 0)) {
        rewriter->edits.len = 0;
    }
    rewriter->counts.changed = rewriter->edits.len > 0;
    /* what is decoded is never longer than the value */
    for (size_t i = 0; len > SCRATCH_KEPT && i < sizeof(rewriter->scratch) / sizeof(*rewriter->scratch); i++) {
        if (rewriter->scratch[i].cap > SCRATCH_KEPT) {
            wpn_buffer_free(&rewriter->scratch[i]);
        }
    }
    return WPN_OK;
}
