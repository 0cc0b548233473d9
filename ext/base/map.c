/* Open addressing with linear probing; the hash is FNV-1a from a random start, mixed at the end. */
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

static uint64_t random_seed(const void *address)
{
    uint64_t seed = (uint64_t)(uintptr_t)address ^ UINT64_C(0x9E3779B97F4A7C15);
#if defined(__linux__) || defined(__APPLE__) || defined(__FreeBSD__)
    extern int getentropy(void *, size_t);
    uint64_t entropy;
    if (getentropy(&entropy, sizeof(entropy)) == 0) {
        seed ^= entropy;
    }
#endif
    return seed;
}

static uint64_t hash_of(const wpn_map *map, const char *key, size_t len)
{
    uint64_t hash = map->seed;
    for (size_t i = 0; i < len; i++) {
        hash = (hash ^ (uint8_t)key[i]) * UINT64_C(1099511628211);
        hash ^= hash >> 29;
    }
    return hash ^ hash >> 32;
}

static size_t slot_of(const wpn_map *map, const char *key, size_t len, uint64_t hash)
{
    size_t slot = hash & (map->slots_len - 1);
    for (; map->slots[slot]; slot = (slot + 1) & (map->slots_len - 1)) {
        const wpn_map_entry *entry = &map->entries[map->slots[slot] - 1];
        if (entry->hash == hash && entry->len == len && !memcmp(entry->key, key, len)) {
            break;
        }
    }
    return slot;
}

static bool grow_slots(wpn_map *map)
{
    size_t len = map->slots_len ? 2 * map->slots_len : 16;
    size_t *slots = calloc(len, sizeof(*slots));
    if (!slots) {
        return false;
    }
    for (size_t i = 0; i < map->len; i++) {
        size_t slot = map->entries[i].hash & (len - 1);
        while (slots[slot]) {
            slot = (slot + 1) & (len - 1);
        }
        slots[slot] = i + 1;
    }
    free(map->slots);
    map->slots = slots;
    map->slots_len = len;
    return true;
}

wpn_map_value *wpn_map_find(const wpn_map *map, const char *key, size_t len)
{
    if (!map->slots_len) {
        return NULL;
    }
    size_t slot = slot_of(map, key, len, hash_of(map, key, len));
    return map->slots[slot] ? &map->entries[map->slots[slot] - 1].value : NULL;
}

wpn_map_value *wpn_map_at(wpn_map *map, const char *key, size_t len)
{
    if (!map->slots_len) {
        map->seed = random_seed(map);
    }
    if (2 * map->len >= map->slots_len && !grow_slots(map)) {
        return NULL;
    }
    uint64_t hash = hash_of(map, key, len);
    size_t slot = slot_of(map, key, len, hash);
    if (map->slots[slot]) {
        return &map->entries[map->slots[slot] - 1].value;
    }
    char *copy = malloc(len + 1);
    if (!copy || !wpn_array_grow((void **)&map->entries, &map->cap, map->len + 1, sizeof(*map->entries))) {
        free(copy);
        return NULL;
    }
    memcpy(copy, key, len);
    copy[len] = '\0';
    map->entries[map->len] = (wpn_map_entry){.key = copy, .len = len, .hash = hash};
    map->slots[slot] = ++map->len;
    return &map->entries[map->len - 1].value;
}

void wpn_map_free(wpn_map *map)
{
    for (size_t i = 0; i < map->len; i++) {
        free(map->entries[i].key);
    }
    free(map->entries);
    free(map->slots);
    *map = (wpn_map){0};
}
