/* What the machine can do at most: a file through memcpy, or through memmem for a host.
 *
 *   usage: limits copy|find FILE HOST */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { PIECE = 262144 };

static void copy(const char *bytes, size_t len)
{
    char *piece = malloc(PIECE);
    if (!piece) {
        abort();
    }
    for (size_t at = 0; at < len; at += PIECE) {
        memcpy(piece, bytes + at, len - at < PIECE ? len - at : PIECE);
        __asm__ volatile("" : : "r"(piece) : "memory"); /* the copy is used, as far as the compiler knows */
    }
    free(piece);
}

static size_t find(const char *bytes, size_t len, const char *host)
{
    size_t count = 0;
    const char *end = bytes + len;
    for (const char *at = bytes; (at = memmem(at, (size_t)(end - at), host, strlen(host))); at++) {
        count++;
    }
    return count;
}

int main(int argc, char **argv)
{
    int file = argc == 4 ? open(argv[2], O_RDONLY) : -1;
    struct stat stat;
    if (file < 0 || fstat(file, &stat) != 0) {
        fprintf(stderr, "usage: limits copy|find FILE HOST\n");
        return 2;
    }
    size_t len = (size_t)stat.st_size;
    char *bytes = mmap(NULL, len, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    if (bytes == MAP_FAILED) {
        perror(argv[2]);
        return 1;
    }
    if (strcmp(argv[1], "copy") == 0) {
        copy(bytes, len);
    } else {
        printf("%zu\n", find(bytes, len, argv[3]));
    }
    return 0;
}
