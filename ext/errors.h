/* The one place where the core's errors become PHP's exceptions. */
#ifndef WPN_ERRORS_H
#define WPN_ERRORS_H

#include "base/error.h"

/*
 * Throws what error stands for. Out of memory is fatal, as everywhere in PHP: then it does not return, so free what no
 * object owns before calling it.
 * An exception that is already pending (thrown by a user-space stream, say) is the cause and stays.
 */
void wpn_throw(const wpn_error *error);

#endif
