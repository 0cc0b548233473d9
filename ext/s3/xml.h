/* S3's XML answers, read by expat: every element that ends is reported with its path and its text. */
#ifndef WPN_S3_XML_H
#define WPN_S3_XML_H

#include "base/buffer.h"

/*
 * Called where an element ends. The path is that from the root, joined by '/', as in "ListBucketResult/Contents/Key";
 * the text is NUL-terminated and may be changed in place. Returning false stops the reading.
 */
typedef bool (*wpn_xml_handler)(void *context, const char *path, char *text);

/* Reads a whole document. False where it is not well-formed, nests too deep, has a DOCTYPE, or the handler said so. */
bool wpn_xml_parse(const char *bytes, size_t len, wpn_xml_handler handler, void *context);

/* Appends text with & < > written as entities. False when memory is short. */
bool wpn_xml_escape(wpn_buffer *out, const char *text);

#endif
