/* One database value, rewritten: recognises its layers (serialized, JSON, base64, text) and collects the edits. */
#ifndef WPN_TEXT_VALUE_H
#define WPN_TEXT_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "text/edits.h"
#include "text/rules.h"

/* Values in values in values are followed this deep; what lies deeper is text. */
enum { WPN_VALUE_DEPTH = 64 };

typedef struct wpn_counts {
    uint64_t values;         /* values seen */
    uint64_t changed;        /* values with at least one edit */
    uint64_t references;     /* matches replaced */
    uint64_t serialized;     /* of the values that hold a match: serialized data */
    uint64_t json;           /* likewise: JSON */
    uint64_t base64;         /* base64 runs rewritten */
    uint64_t malformed;      /* starts like serialized data and does not parse */
    uint64_t too_deep;       /* nested deeper than WPN_VALUE_DEPTH */
    uint64_t key_collisions; /* keys left alone because the new spelling was taken */
} wpn_counts;

void wpn_counts_add(wpn_counts *total, const wpn_counts *counts);

/* A match of a rule in a text, see url.c. */
typedef struct wpn_match wpn_match;

/* An open array, object or JSON container, see serialized.c and json.c. */
typedef struct wpn_frame {
    uint64_t left;    /* serialized: entries that follow */
    size_t first_key; /* of its keys in rewriter->keys */
    bool keys_stay;   /* serialized: the keys are an object's property names */
    bool is_object;   /* JSON */
} wpn_frame;

/* An array key or a JSON object's key, kept until its container ends, see keys.c. */
typedef struct wpn_key {
    size_t bytes, len;           /* the key, in rewriter->key_bytes */
    size_t new_bytes, new_len;   /* its new spelling, likewise, where it has edits */
    size_t first_edit, end_edit; /* its edits; none where it stays */
    uint64_t references;         /* that they replace */
} wpn_key;

/* A string of serialized data or JSON in which something may be rewritten. Offsets in the text of its layer. */
typedef struct wpn_part {
    int kind;                  /* serialized: which of its items it is */
    size_t digits, digits_len; /* serialized: its length as written */
    size_t start, len;         /* its bytes, as they are spelled */
    size_t decoded_len;        /* serialized: bytes after decoding */
} wpn_part;

/* What reading a layer, to see whether it is valid, leaves for writing it: the strings worth a look. Most hold nothing;
 * a second walk over all of them took a third of the time on metadata and page builder JSON. */
typedef struct wpn_layer {
    struct wpn_places *places; /* in its text; NULL: every string is worth a look */
    size_t first_part;         /* of its parts, which end with rewriter->parts */
    bool has_key;              /* a key may be rewritten: then all keys have to be seen, to keep them apart */
} wpn_layer;

/* Rewrites values by a set of rules, one after the other; holds the edits of the last one and memory that is used
 * again. Owns all but the rules. Not to be shared between threads. */
typedef struct wpn_rewriter {
    const wpn_rules *rules;
    struct wpn_report *report; /* for wpn_sql, which counts values per column; the caller's; NULL: count nothing */
    wpn_edits edits;
    wpn_counts counts; /* of the last value */
    wpn_match *matches;
    size_t matches_len, matches_cap;
    wpn_frame *frames;
    size_t frames_len, frames_cap;
    wpn_part *parts; /* a stack: those of a layer, on top of those of the layers around it */
    size_t parts_len, parts_cap;
    wpn_key *keys;
    size_t keys_len, keys_cap;
    wpn_buffer key_bytes;
    wpn_buffer scratch[WPN_VALUE_DEPTH + 2]; /* decoded strings, one a depth */
} wpn_rewriter;

wpn_rewriter *wpn_rewriter_new(const wpn_rules *rules);
void wpn_rewriter_free(wpn_rewriter *rewriter);

/* Fills rewriter->edits and rewriter->counts for one value. Fails only when memory is short. */
wpn_status wpn_rewrite_value(wpn_rewriter *rewriter, const char *value, size_t len, wpn_error *error);

/* Notes a string that a layer's reading walk has found worth a look. False when memory is short. */
bool wpn_rewriter_add_part(wpn_rewriter *rewriter, const wpn_part *part);

/* For the layers. Like all functions of theirs: adds the edits of what stands at text, their start counted from base;
 * false when memory is short. depth is that of the value itself, 0 for the outermost. */
bool wpn_rewrite_nested(wpn_rewriter *rewriter, const char *text, size_t len, size_t base, unsigned depth);

/* Text that is neither serialized nor JSON, base64 runs in it included where the rules ask for that. */
bool wpn_rewrite_plain(wpn_rewriter *rewriter, const char *text, size_t len, size_t base, unsigned depth);

/* An empty buffer for what is decoded at this depth; NULL never. */
wpn_buffer *wpn_rewriter_scratch(wpn_rewriter *rewriter, unsigned depth);

#endif
