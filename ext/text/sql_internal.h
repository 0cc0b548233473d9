/* The state of a wpn_sql, shared by sql.c (tokens and statements) and sql_rows.c (the values of rows). */
#ifndef WPN_TEXT_SQL_INTERNAL_H
#define WPN_TEXT_SQL_INTERNAL_H

#include "text/scan.h"
#include "text/sql.h"
#include "text/sql_literal.h"
#include "text/sql_plain.h"
#include "text/sql_tables.h"

/* Where in a statement the next token stands. */
typedef enum wpn_sql_phase {
    WPN_PHASE_FIRST,        /* before its first word */
    WPN_PHASE_CREATE,       /* CREATE ... and no TABLE, VIEW yet */
    WPN_PHASE_NAME,         /* before the table's name, behind words like IF EXISTS */
    WPN_PHASE_NAME_END,     /* behind it: `.` may follow, then it was the schema */
    WPN_PHASE_CREATE_BODY,  /* CREATE TABLE t, before `(` */
    WPN_PHASE_DEFINITIONS,  /* inside the parentheses of CREATE TABLE */
    WPN_PHASE_ALTER,        /* ALTER TABLE t */
    WPN_PHASE_INSERT_TABLE, /* INSERT INTO t, before VALUES, SET or a column list */
    WPN_PHASE_COLUMN_LIST,
    WPN_PHASE_ROWS,       /* behind VALUES */
    WPN_PHASE_AFTER_ROWS, /* AS new ON DUPLICATE KEY UPDATE */
    WPN_PHASE_ASSIGN,     /* a = 'x', b = 'y' of SET and ON DUPLICATE KEY UPDATE */
    WPN_PHASE_SET,        /* SET a = b */
    WPN_PHASE_REST,       /* nothing of interest up to the delimiter */
} wpn_sql_phase;

typedef enum wpn_sql_verb { WPN_VERB_CREATE, WPN_VERB_DROP, WPN_VERB_ALTER } wpn_sql_verb;

/* SQL modes that change how strings are read. */
enum { WPN_MODE_NO_BACKSLASH_ESCAPES = 1, WPN_MODE_ANSI_QUOTES = 2 };

/* A literal of the row in hand, kept until its end; offsets in the input buffer. */
typedef struct wpn_row_literal {
    size_t start, end;
    char quote; /* 0: a number, which is to become a fake */
    bool clean; /* the block scanner has found no match in it */
    size_t column;
    wpn_fake_kind fake; /* what takes its place, WPN_FAKE_NONE: nothing */
} wpn_row_literal;

/* An assignment of a SET statement, as far as it has been read. */
typedef struct wpn_sql_assignment {
    char name[64]; /* lower case, without @@ */
    bool is_user_variable;
    bool is_global; /* it does not change this session */
    bool in_value;
    bool is_charset; /* what follows is a character set's name */
    unsigned modes;  /* of its value */
} wpn_sql_assignment;

enum { WPN_SQL_MASKS = 16 };

struct wpn_sql {
    wpn_sql_options options;
    wpn_rewriter *rewriter;
    const wpn_scan *scan;

    /* input: data[pos ..] is unread; data[copied .. pos] is read and belongs to the output as it is */
    wpn_buffer in;
    size_t pos, copied;
    size_t resume;   /* how far the unfinished token at pos has been searched for its end */
    uint64_t before; /* input bytes before data[0] */
    uint64_t line;   /* of data[line_pos] */
    size_t line_pos;
    bool ended;

    /* output: out[0 .. committed) are whole statements */
    wpn_buffer out;
    size_t committed;

    /* the statement in hand; offsets in out */
    wpn_sql_phase phase;
    wpn_sql_kind kind;
    wpn_sql_verb verb;
    size_t text_start, body_start, header_end, longest_row, row_start;
    bool has_body, in_condition, after_row, was_cut;
    uint64_t body_line, body_offset;
    unsigned depth;
    bool in_partition;       /* INSERT_TABLE: behind PARTITION */
    bool wants_comma;        /* DEFINITIONS: the first token of a definition has been seen */
    wpn_buffer schema, name; /* unquoted */
    size_t name_start, name_len;
    uint64_t rows;
    wpn_buffer header; /* INSERT INTO t VALUES, for the further parts of a statement that is cut */
    wpn_sql_statement statement;

    /* rows */
    wpn_sql_table *table; /* what the values belong to; NULL: not known */
    wpn_sql_table *named; /* the table itself, where `table` has the columns of the statement's list */
    wpn_sql_table *listed;
    wpn_buffer column_name; /* of the column just named */
    size_t column;
    wpn_sql_column *assigned;
    wpn_row_literal *literals; /* of a row that is kept: its table has a host column or personal data */
    size_t literals_len, literals_cap;
    bool row_is_kept;
    size_t kept_from;  /* input offset of the row that is kept */
    size_t *cell_ends; /* where its cells end in the input, where its table may have personal data */
    size_t cell_ends_len, cell_ends_cap;
    bool drops_rows; /* the statement has rows, of which some may be dropped */
    size_t rows_end; /* output offset behind the last row that stays; before the first one, of its beginning */
    wpn_buffer fake;
    wpn_decoded decoded, decoded_path;
    wpn_buffer new_host, new_path;

    /* the block scanner's place, see sql_rows.c */
    wpn_lex_masks masks[WPN_SQL_MASKS];
    size_t masks_start, masks_len; /* input offset of masks[0]; how many are filled */
    size_t scan_at;
    bool scanning, in_literal, in_string, skip_quote;
    uint64_t escaped;
    size_t literal_start;
    wpn_plain_matches plain; /* in the literal that begins there */

    /* the dump's session */
    wpn_map tables;
    wpn_map variables; /* user variables: SQL modes */
    wpn_sql_assignment assignment;
    unsigned modes, new_modes;
    char delimiter[WPN_SQL_DELIMITER_MAX + 1];
    size_t delimiter_len;
    const char *dumper;
    bool complete;
};

static inline uint64_t wpn_sql_offset(const wpn_sql *sql, size_t at)
{
    return sql->before + at;
}

/* Where input byte `at` will stand in the output, if nothing up to it is changed. */
static inline size_t wpn_sql_out_offset(const wpn_sql *sql, size_t at)
{
    return sql->out.len + (at - sql->copied);
}

/* Copies the input up to `to` to the output. */
bool wpn_sql_copy(wpn_sql *sql, size_t to);
uint64_t wpn_sql_line(wpn_sql *sql, size_t at);

typedef enum wpn_rows_result {
    WPN_ROWS_TOKEN, /* an ordinary token comes next, at sql->pos */
    WPN_ROWS_MORE,  /* more input is needed */
    WPN_ROWS_CUT,   /* the statement is long enough: the rows so far are one */
    WPN_ROWS_ERROR,
} wpn_rows_result;

/* Reads rows as far as they are made of literals, numbers and punctuation. */
wpn_rows_result wpn_sql_scan_rows(wpn_sql *sql, wpn_error *error);

/* The parts of a row, for tokens read one by one. at is the offset behind the token, of a comma the one before it. */
void wpn_sql_row_open(wpn_sql *sql, size_t at);
wpn_status wpn_sql_row_comma(wpn_sql *sql, size_t at, wpn_error *error);
wpn_status wpn_sql_row_close(wpn_sql *sql, size_t at, wpn_error *error);
/* matches are those the block scanner found in the literal; NULL: it has not looked. */
wpn_status wpn_sql_row_literal(wpn_sql *sql, size_t start, size_t end, char quote, const wpn_plain_matches *matches,
                               wpn_error *error);
bool wpn_sql_row_is_last(const wpn_sql *sql);

/* A literal of `column = 'value'`, and the end of a list of those. */
wpn_status wpn_sql_assigned_literal(wpn_sql *sql, size_t start, size_t end, char quote, wpn_error *error);
wpn_status wpn_sql_end_assigned(wpn_sql *sql, wpn_error *error);

/* The literal's value: decoded, or the bytes themselves where nothing is escaped. False when memory is short. */
bool wpn_sql_decode_literal(const wpn_sql *sql, const wpn_row_literal *item, wpn_decoded *decoded, wpn_string *value);

/* Writes new bytes in place of a whole literal. False when memory is short. */
bool wpn_sql_replace_literal(wpn_sql *sql, const wpn_row_literal *item, const wpn_buffer *bytes);

/* Whether the quote at data[quote] opens x'41' or b'01'. */
bool wpn_sql_opens_bits(const wpn_sql *sql, size_t quote);

#endif
