/* What S3 says in the XML of an answer. */
#include "s3/answer.h"

#include "s3/xml.h"

void wpn_s3_copy_text(char *to, size_t size, const char *text)
{
    size_t len = 0;
    for (; *text && len + 1 < size; text++) {
        unsigned char byte = (unsigned char)*text;
        to[len++] = byte < 0x20 || byte == 0x7F ? ' ' : *text;
    }
    to[len] = '\0';
}

static bool on_element(void *context, const char *path, char *text)
{
    wpn_s3_answer *answer = context;
    if (strcmp(path, "Error/Code") == 0) {
        wpn_s3_copy_text(answer->code, sizeof(answer->code), text);
    } else if (strcmp(path, "Error/Message") == 0) {
        wpn_s3_copy_text(answer->message, sizeof(answer->message), text);
    } else if (strcmp(path, "Error/RequestId") == 0) {
        wpn_s3_copy_text(answer->request_id, sizeof(answer->request_id), text);
    } else if (strcmp(path, "Error/Region") == 0) {
        wpn_s3_copy_text(answer->region, sizeof(answer->region), text);
    } else if (strcmp(path, "Error/Endpoint") == 0) {
        wpn_s3_copy_text(answer->endpoint, sizeof(answer->endpoint), text);
    } else if (!strchr(path, '/')) {
        wpn_s3_copy_text(answer->root, sizeof(answer->root), path);
    }
    return true;
}

void wpn_s3_answer_read(wpn_s3_answer *answer, const char *body, size_t len)
{
    *answer = (wpn_s3_answer){0};
    if (!wpn_xml_parse(body, len, on_element, answer)) {
        *answer = (wpn_s3_answer){0};
    }
}
