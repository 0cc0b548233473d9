/* Which frame of a dump a statement belongs in.
 *
 * Most statements say so themselves. Some only make sense beside another one: mysqldump drops a table, saves and
 * changes a session variable before it creates something, and puts the variable back afterwards. Such statements go
 * with what follows or with what came before, so that a frame restored on its own behaves as it did in the whole dump.
 */
#ifndef WPN_DUMP_CLASSIFY_H
#define WPN_DUMP_CLASSIFY_H

#include "dump/index.h"
#include "text/sql.h"

typedef enum wpn_place {
    WPN_PLACE_OWN,     /* in a frame of its type */
    WPN_PLACE_CURRENT, /* with what came before */
    WPN_PLACE_NEXT,    /* with what follows */
    WPN_PLACE_OPEN,    /* in the epilogue if only such statements follow, else with what came before */
} wpn_place;

typedef struct wpn_class {
    wpn_place place;
    wpn_dump_type type; /* WPN_PLACE_OWN */
} wpn_class;

/* begun: a statement with a frame of its own has come before; until then, what has no type is the prologue. */
wpn_class wpn_classify(const wpn_sql_statement *statement, bool begun);

#endif
