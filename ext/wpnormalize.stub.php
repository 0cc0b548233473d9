<?php

/**
 * The public API of the wpnormalize extension.
 *
 * wpnormalize_arginfo.h is generated from this file (`bin/arginfo`); never edit it by hand.
 *
 * @generate-class-entries
 */

namespace WpNormalize {

    /** Everything this extension throws, except \ValueError and \TypeError for wrong arguments. */
    interface Exception extends \Throwable
    {
    }

    /** SQL that cannot be read: an unclosed quote, a statement without an end, a character set that is refused. */
    final class SqlException extends \RuntimeException implements Exception
    {
        /** Line in the (decompressed) input, from 1. */
        public readonly int $sqlLine;
        /** Byte offset in the (decompressed) input, from 0. */
        public readonly int $sqlOffset;
    }

    /** A stream that cannot be read or written, or compressed data that is damaged. */
    final class IoException extends \RuntimeException implements Exception
    {
    }

    /**
     * Rewrites site URLs and literal strings in WordPress data: plain text, PHP-serialized and JSON values, SQL dumps.
     *
     * What a match is, and what is written in its place, is the contract in docs/normalize.md.
     * An object is immutable but for its report; it can be used for any number of values.
     *
     * @strict-properties
     * @not-serializable
     */
    final class Replacer
    {
        /**
         * @param string[] $urls         from => to; addresses `[scheme://]host[:port][/path]`
         * @param string[] $literals     search => replace; exact bytes
         * @param bool     $keys         rewrite array keys and JSON object keys too
         * @param bool     $subdomains   a URL rule holds for every host below its own
         * @param bool     $emails       rewrite the domain of e-mail addresses
         * @param bool     $base64       look inside base64 runs of 24 bytes or more
         * @param string[] $skipColumns  `column` or `table.column`, with `*` and `?`; never rewritten in SQL
         * @param string[] $hostColumns  `table.column`; the value is a host, its sibling `path` the path
         * @param bool     $foreignHosts count the hosts of other sites that remain, see report()
         * @param string[] $fakes        `table.column` => kind: personal data that fakes take the place of in the rows of INSERT and REPLACE, with
         *                               `*` and `?` in the names. `table.column[other=value]` and `[other!=value]` look at other columns of
         *                               the row, any number of them; the first rule that takes a value decides. Kinds: email, name,
         *                               first_name, last_name, login, company, phone, address, city, postcode, ip, url, text, password,
         *                               empty, keep; see docs/personal-data.md
         * @param string|null $fakeKey   the same key gives the same fakes; null: a random one
         * @param string[] $dropRows     `table` or `table[column=value]`: rows to leave out
         * @throws \ValueError for a rule that is not an address, that is empty, or that contradicts another
         */
        public function __construct(
            array $urls = [],
            array $literals = [],
            bool $keys = false,
            bool $subdomains = false,
            bool $emails = false,
            bool $base64 = false,
            array $skipColumns = ['guid', 'user_pass', 'user_activation_key'],
            array $hostColumns = ['*blogs.domain', '*site.domain'],
            bool $foreignHosts = false,
            array $fakes = [],
            #[\SensitiveParameter]
            ?string $fakeKey = null,
            array $dropRows = [],
        ) {}

        /** One decoded column value, rewritten. Without a match the same string comes back. */
        public function value(string $value): string {}

        /**
         * Whole SQL statements, rewritten. The last one may lack its delimiter.
         *
         * @throws SqlException
         */
        public function sql(string $sql): string {}

        /**
         * Rewrites a stream of SQL to another, in constant memory: the longest statement and some buffers.
         *
         * Only whole statements are written; the last one needs its delimiter, so that a cut stream is noticed.
         *
         * @param resource      $from     readable stream, plain SQL
         * @param resource      $to       writable stream
         * @param callable|null $progress called with (int $bytesRead, int $bytesWritten), at most once per MiB
         * @return int bytes written
         * @throws SqlException
         * @throws IoException
         */
        public function copySql($from, $to, ?callable $progress = null): int {}

        /**
         * What was done since construction or the last reset.
         *
         * Totals `values`, `changed`, `references`, `serialized`, `json`, `base64`, `malformed`, `tooDeep`, `keyCollisions`, `faked` (int each);
         * `droppedRows`;
         * `tables`: the same counters per table and column (`value()` counts under '' and ''; `serialized`, `json`, `malformed` count
         * values that hold a candidate, since others are not looked into);
         * `examples`: at most 20 of `['table', 'column', 'row', 'kind', 'value']`, kind being `malformed`, `tooDeep` or `keyCollision`;
         * `foreignHosts`: host => occurrences, where the Replacer was made with foreignHosts: true.
         *
         * @return array<string, mixed>
         */
        public function report(bool $reset = false): array {}
    }

    /**
     * One statement of a dump.
     *
     * @strict-properties
     * @not-serializable
     */
    final class Statement
    {
        /**
         * insert, replace, create_table, drop_table, alter_table, lock_tables, unlock_tables, set, use, create_view, drop_view,
         * create_trigger, drop_trigger, create_routine, drop_routine, create_event, drop_event, create_database, begin, commit,
         * delimiter (a client command) or other.
         */
        public readonly string $kind;
        /** The table's (or trigger's, view's, routine's) name, unquoted and without its schema; null where none is named. */
        public readonly ?string $table;
        /** The schema before the table's name, null where there is none. */
        public readonly ?string $schema;
        /** @var list<string> columns of an insert's own list, else of the CREATE TABLE seen before; empty where unknown */
        public readonly array $columns;
        /** The statement, rewritten, without leading white space and comments and without its delimiter. */
        public readonly string $sql;
        /** Rows of an insert or replace, else 0. */
        public readonly int $rows;
        /** Line of the statement's first byte in the decompressed input, from 1. */
        public readonly int $line;
        /** Offset of the statement's first byte in the decompressed input, from 0. */
        public readonly int $offset;
        /** Where the table's name, quotes included, schema excluded, stands in $sql; -1 where there is none. */
        public readonly int $tableOffset;
        /** Length of that name in bytes, quotes included; 0 where there is none. */
        public readonly int $tableLength;
        /** Whether it is a plain INSERT INTO or REPLACE INTO of literals: no expression, no SELECT, nothing behind the rows. */
        public readonly bool $literal;
        /** Whether SqlReader::copyRows() takes its rows: LOAD DATA understands each literal as INSERT does. */
        public readonly bool $loadable;
    }

    /**
     * Reads the statements of a dump, plain, gzip or zstd (sniffed), rewritten on the way.
     *
     * @strict-properties
     * @not-serializable
     */
    final class SqlReader
    {
        /**
         * @param resource $from       readable stream
         * @param int      $batchSize  an INSERT longer than this comes in several statements, cut between rows
         * @param int      $maxLiteral longest string literal accepted, in bytes
         */
        public function __construct($from, ?Replacer $replacer = null, int $batchSize = 1048576, int $maxLiteral = 1073741824) {}

        /**
         * The next statement; null at the end of the input.
         *
         * @throws SqlException
         * @throws IoException
         */
        public function next(): ?Statement {}

        /**
         * Goes on with another file of the same dump, once next() has returned null: its compression is its own, the tables
         * read so far stay known, lines and offsets start anew.
         *
         * @param resource $from      readable stream
         * @param string   $delimiter what ends its statements, until it says otherwise; 1 to 32 bytes
         */
        public function append($from, string $delimiter = ';'): void {}

        /**
         * Writes the rows of the statement that next() has just returned, and of those behind it that insert into the same
         * columns of the same table, in a form for
         *
         *     LOAD DATA ... FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\'' ESCAPED BY '\\'
         *     LINES STARTING BY '(' TERMINATED BY '),\n'
         *
         * It stops in front of a statement with rows that LOAD DATA reads otherwise than INSERT does (hexadecimal numbers,
         * character sets of single literals, escapes, exponents): next() returns that statement.
         *
         * @param resource $to    writable stream
         * @param int      $limit no further statement is begun after so many bytes
         * @return int rows written; 0 where those of the current statement are to be inserted, or there are none
         * @throws SqlException
         * @throws IoException
         */
        public function copyRows($to, int $limit = PHP_INT_MAX): int {}

        /** Bytes of the input read so far, as stored (compressed where it is compressed), of all files. */
        public function bytesRead(): int {}

        /** SHA-256 in lower-case hex of the whole input, or of the last file, as stored. Valid once next() has returned null. */
        public function sha256(): string {}

        /**
         * Which program wrote the dump, from its comments: mariadb-dump, mysqldump or phpmyadmin; null if unknown.
         */
        public function dumper(): ?string {}

        /**
         * Whether the dump's closing line has been seen; null for a dumper that writes none. Valid once next() has returned null.
         */
        public function complete(): ?bool {}
    }

    /**
     * Writes a dump in typed, independently decompressible frames that are cut between statements.
     *
     * `zstd -dc` or `gzip -dc` of the result gives the dump back, byte for byte. It may go straight to S3: the upload
     * stays the caller's, to commit() after finish(), or to abort().
     *
     * @strict-properties
     * @not-serializable
     */
    final class DumpWriter
    {
        /**
         * @param resource|S3\Upload $to        writable stream, or upload
         * @param string             $format    zstd, gzip or none
         * @param int                $level     compression level of that format
         * @param int                $frameSize most raw bytes in a frame
         * @param Replacer|null      $replacer  rewrites the dump on the way; the index is that of what is written
         */
        public function __construct(
            $to,
            string $format = 'zstd',
            int $level = 3,
            int $frameSize = 16777216,
            ?Replacer $replacer = null,
        ) {}

        /**
         * Takes a dump, or the next part of one.
         *
         * @param resource      $from     readable stream, plain SQL
         * @param callable|null $progress called with (int $rawBytes, int $storedBytes), at most once per MiB
         * @return int raw bytes read by this call
         * @throws SqlException
         * @throws IoException
         * @throws S3\S3Exception
         */
        public function copyFrom($from, ?callable $progress = null): int {}

        /**
         * Ends the dump, writes the last frames and the index, and returns the index:
         * `format` (1), `compression`, `rawSize`, `size`, `sha256` (of the stored bytes, hex), `dumper`, `longestRow`,
         * `tables` (name => rows), and `frames`, each `type` (prologue, schema, rows, code, epilogue), `table`,
         * `offset`, `size`, `rawSize`, `rows`, `sha256` (of the frame's stored bytes, hex).
         *
         * @return array<string, mixed>
         * @throws SqlException if the dump is incomplete: an open statement, or no closing line
         * @throws IoException
         * @throws S3\S3Exception
         */
        public function finish(): array {}
    }
}
