/* Collisions of rewritten keys. A new spelling is taken when another key of the container has it, or an earlier one got
 * it. Sorting finds this in n log n, whatever the keys are; a hash table could be made to collide. */
#include "text/keys.h"

#include <stdlib.h>
#include <string.h>

bool wpn_keys_add(wpn_rewriter *rewriter, const char *key, size_t len, size_t base, size_t first_edit,
                  uint64_t references)
{
    if (!wpn_array_grow((void **)&rewriter->keys, &rewriter->keys_cap, rewriter->keys_len + 1, sizeof(wpn_key))) {
        return false;
    }
    wpn_key *added = &rewriter->keys[rewriter->keys_len++];
    *added = (wpn_key){.bytes = rewriter->key_bytes.len,
                       .len = len,
                       .first_edit = first_edit,
                       .end_edit = rewriter->edits.len,
                       .references = references};
    if (!wpn_buffer_append(&rewriter->key_bytes, key, len)) {
        return false;
    }
    if (added->first_edit == added->end_edit) {
        return true;
    }
    added->new_bytes = rewriter->key_bytes.len;
    if (!wpn_edits_append_applied(&rewriter->edits, first_edit, key, len, base, &rewriter->key_bytes)) {
        return false;
    }
    added->new_len = rewriter->key_bytes.len - added->new_bytes;
    return true;
}

void wpn_keys_translated(wpn_rewriter *rewriter)
{
    rewriter->keys[rewriter->keys_len - 1].end_edit = rewriter->edits.len;
}

/* A key, or the new spelling of one, in the order of their bytes. */
typedef struct spelling {
    const char *bytes;
    size_t len;
    size_t key;
    bool is_new;
} spelling;

static int compare_bytes(const spelling *a, const spelling *b)
{
    size_t common = a->len < b->len ? a->len : b->len;
    int order = common ? memcmp(a->bytes, b->bytes, common) : 0;
    return order ? order : (a->len > b->len) - (a->len < b->len);
}

static int compare_spellings(const void *left, const void *right)
{
    const spelling *a = left, *b = right;
    int order = compare_bytes(a, b);
    if (!order) {
        order = (int)a->is_new - (int)b->is_new;
    }
    return order ? order : (a->key > b->key) - (a->key < b->key);
}

static bool undo_collisions(wpn_rewriter *rewriter, size_t first_key, size_t edited)
{
    size_t keys = rewriter->keys_len - first_key, count = 0;
    spelling *spellings = calloc(keys + edited, sizeof(spelling));
    if (!spellings) {
        return false;
    }
    for (size_t i = first_key; i < rewriter->keys_len; i++) {
        const wpn_key *key = &rewriter->keys[i];
        spellings[count++] = (spelling){rewriter->key_bytes.data + key->bytes, key->len, i, false};
        if (key->first_edit < key->end_edit) {
            spellings[count++] = (spelling){rewriter->key_bytes.data + key->new_bytes, key->new_len, i, true};
        }
    }
    qsort(spellings, count, sizeof(spelling), compare_spellings);
    for (size_t i = 1; i < count; i++) {
        if (spellings[i].is_new && !compare_bytes(&spellings[i], &spellings[i - 1])) {
            wpn_key *key = &rewriter->keys[spellings[i].key];
            wpn_edits_undo(&rewriter->edits, key->first_edit, key->end_edit);
            rewriter->counts.references -= key->references;
            rewriter->counts.key_collisions++;
        }
    }
    free(spellings);
    return true;
}

bool wpn_keys_settle(wpn_rewriter *rewriter, size_t first_key)
{
    size_t edited = 0;
    for (size_t i = first_key; i < rewriter->keys_len; i++) {
        edited += rewriter->keys[i].first_edit < rewriter->keys[i].end_edit;
    }
    if (edited && !undo_collisions(rewriter, first_key, edited)) {
        return false;
    }
    if (rewriter->keys_len > first_key) {
        rewriter->key_bytes.len = rewriter->keys[first_key].bytes;
        rewriter->keys_len = first_key;
    }
    return true;
}
