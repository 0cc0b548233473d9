/* What S3 says in the XML of an answer: which document it is and, of an `<Error>`, its parts. */
#ifndef WPN_S3_ANSWER_H
#define WPN_S3_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

typedef struct wpn_s3_answer {
    char root[64]; /* name of the root element, "" where the body is no XML */
    /* Of an <Error>; "" where it has none. */
    char code[128];
    char message[400];
    char request_id[128];
    char region[65];
    char endpoint[256];
} wpn_s3_answer;

void wpn_s3_answer_read(wpn_s3_answer *answer, const char *body, size_t len);

/* Copies text that a server chose: cut to fit, without control characters. */
void wpn_s3_copy_text(char *to, size_t size, const char *text);

#endif
