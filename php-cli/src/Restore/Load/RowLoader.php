<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Restore\StagingTable;
use WpNormalize\SqlReader;
use WpNormalize\Statement;

/**
 * Carries rows into staging tables: by LOAD DATA where that gives what INSERT would give, else by the statements of the
 * dump.
 */
final class RowLoader
{
    /** As SqlReader::copyRows() writes them. */
    private const FORM = "FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\\'' ESCAPED BY '\\\\' "
        . "LINES STARTING BY '(' TERMINATED BY '),\\n'";
    /** Bytes of one LOAD DATA, which is one transaction: a server keeps what it needs to undo it. */
    private const TRANSACTION = 16777216;
    /** Types that take a number for something else than the same number as text. */
    private const NUMBERS_DIFFER = ['bit', 'enum', 'set', 'year'];
    private const UTF8 = ['utf8', 'utf8mb3', 'utf8mb4'];

    /** @var array<string, ?string> the character set for LOAD DATA by staging table; null: rows are inserted */
    private array $charsets = [];
    /** @var array<string, bool> which of them have generated columns */
    private array $generated = [];
    private ?int $longestStatement = null;
    private bool $canLoad;
    /** The table that rows come for, and how many bytes of it are there, or about so. */
    private ?StagingTable $current = null;
    private int $bytes = 0;
    /** Those that have been taken off it. */
    private ?SecondaryIndexes $indexes = null;

    public function __construct(private readonly LoadConnection $connection)
    {
        $this->canLoad = $connection->hasFifo();
    }

    /** What the dump sets for the rows behind it: their character set, their time zone. */
    public function set(string $sql): void
    {
        $this->connection->execute($sql);
        $this->charsets = [];
    }

    /**
     * Takes the rows of the statement that the reader has just returned, and maybe of those behind it.
     *
     * @return int how many
     */
    public function take(StagingTable $table, Statement $statement, SqlReader $reader): int
    {
        $this->turnTo($table);

        return $this->loadOrInsert($table->staging(), $statement, $reader);
    }

    /** The table is complete, as far as rows go: its indexes come back. */
    public function finish(): void
    {
        try {
            $this->indexes?->add();
        } catch (DatabaseError $error) {
            throw Rejection::of("the indexes of {$this->current?->target}", $error);
        }
        $this->indexes = $this->current = null;
    }

    /** Of a table that has turned out to be large the indexes are taken off: for small ones that is no gain. */
    private function turnTo(StagingTable $table): void
    {
        if ($this->current?->staging() !== $table->staging()) {
            $this->finish();
            $this->current = $table;
            $this->bytes = 0;
        } elseif ($this->bytes >= self::TRANSACTION && $this->indexes === null) {
            $this->indexes = SecondaryIndexes::of($this->connection, $table);
            $this->indexes?->drop();
        }
    }

    private function loadOrInsert(string $table, Statement $statement, SqlReader $reader): int
    {
        if (!array_key_exists($table, $this->charsets)) {
            $this->look($table);
        }
        if ($statement->loadable && $this->charsets[$table] !== null) {
            $rows = $this->load($table, $this->charsets[$table], $statement, $reader);
            if ($rows > 0) {
                $this->bytes += self::TRANSACTION;

                return $rows;
            }
        }
        $this->insert($table, $statement);
        $this->bytes += strlen($statement->sql);

        return $statement->rows;
    }

    private function load(string $table, string $charset, Statement $statement, SqlReader $reader): int
    {
        $into = 'INTO TABLE ' . Connection::quoteName($table) . " CHARACTER SET $charset " . self::FORM
            . self::columnList($statement);
        $sent = 0;
        try {
            $arrived = $this->connection->load($into, static function ($fifo) use ($reader, &$sent): void {
                $sent = $reader->copyRows($fifo, self::TRANSACTION);
            });
        } catch (DatabaseError $error) {
            if ($sent === 0 && in_array($error->getCode(), LoadConnection::LOCAL_IS_OFF, true)) {
                $this->canLoad = false;
                $this->charsets[$table] = null;

                return 0;
            }
            throw $error;
        }
        if ($arrived !== $sent) {
            throw new DatabaseError("of $sent rows, $arrived arrived");
        }

        return $sent;
    }

    private function insert(string $table, Statement $statement): void
    {
        $name = Connection::quoteName($table);
        $sql = substr_replace($statement->sql, $name, $statement->tableOffset, $statement->tableLength);
        $this->longestStatement ??= (int) $this->connection->rows('SELECT @@max_allowed_packet AS bytes')[0]['bytes'] - 1024;
        if (strlen($sql) > $this->longestStatement) {
            throw Failure::failed(
                sprintf('%s holds a row of %d bytes, more than the server takes', $statement->table, strlen($sql)),
                'raise max_allowed_packet of the server; nothing was changed',
            );
        }
        $arrived = $this->generated[$table] ? $this->insertGenerated($sql) : $this->connection->insert($sql);
        if ($arrived > $statement->rows) {
            // REPLACE counts what it deletes, too.
            throw new DatabaseError(sprintf('%d of its rows would replace others that have the same key', $arrived - $statement->rows));
        }
        if ($arrived < $statement->rows) {
            throw new DatabaseError("of $statement->rows rows, $arrived arrived");
        }
    }

    /** MariaDB's strict mode refuses what its own dumps hold for generated columns. Any other warning is refused here. */
    private function insertGenerated(string $sql): int
    {
        $this->connection->execute("SET SESSION sql_mode = REPLACE(@@sql_mode, 'STRICT_ALL_TABLES', '')");
        $arrived = $this->connection->insert($sql);
        $this->connection->execute("SET SESSION sql_mode = '" . LoadConnection::SQL_MODE . "'");

        return $arrived;
    }

    /** The columns that a statement names itself. */
    private static function columnList(Statement $statement): string
    {
        $end = $statement->tableOffset + $statement->tableLength;
        if (preg_match('/\G\s*+\(/', $statement->sql, $match, 0, $end) !== 1) {
            return '';
        }

        return ' (' . implode(', ', array_map(Connection::quoteName(...), $statement->columns)) . ')';
    }

    /** Learns what is to be known of a table before rows come. */
    private function look(string $table): void
    {
        $columns = $this->connection->rows(
            "SELECT DATA_TYPE AS type, CHARACTER_SET_NAME AS charset, EXTRA AS extra, @@character_set_client AS client
             FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '$table'",
        );
        $this->generated[$table] = preg_grep('/GENERATED/', array_column($columns, 'extra')) !== [];
        $this->charsets[$table] = $this->canLoad ? self::charset($columns) : null;
    }

    /**
     * Which character set LOAD DATA is to be told: that of the dump, or `binary`, which the server reads half as fast again,
     * where the bytes are to stay as they are. Null where LOAD DATA would not do the same as INSERT.
     *
     * @param non-empty-list<array<string, ?string>> $columns
     */
    private static function charset(array $columns): ?string
    {
        if (array_intersect(array_column($columns, 'type'), self::NUMBERS_DIFFER) !== []) {
            return null;
        }
        $client = (string) $columns[0]['client'];
        $same = in_array($client, self::UTF8, true) ? self::UTF8 : [$client];
        foreach ($columns as $column) {
            // MySQL's JSON refuses bytes without a character set.
            if (($column['charset'] !== null && !in_array($column['charset'], $same, true)) || $column['type'] === 'json') {
                return $client;
            }
        }

        return 'binary';
    }
}
