/* A map from byte strings to values, in order of insertion. Hashes are seeded: input cannot be made to collide. */
#ifndef WPN_BASE_MAP_H
#define WPN_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

typedef union wpn_map_value {
    void *pointer; /* the caller's */
    uint64_t number;
} wpn_map_value;

typedef struct wpn_map_entry {
    char *key; /* NUL-terminated copy, owned by the map */
    size_t len;
    uint64_t hash;
    wpn_map_value value;
} wpn_map_entry;

/* Zero-initialise it. */
typedef struct wpn_map {
    wpn_map_entry *entries; /* [0 .. len) */
    size_t len, cap;
    size_t *slots; /* index into entries + 1; 0: free */
    size_t slots_len;
    uint64_t seed;
} wpn_map;

void wpn_map_free(wpn_map *map);

/* The value of a key, zero when the key is new. Valid until the next call. NULL when memory is short. */
wpn_map_value *wpn_map_at(wpn_map *map, const char *key, size_t len);

/* The value of a key, NULL when there is none. */
wpn_map_value *wpn_map_find(const wpn_map *map, const char *key, size_t len);

#endif
