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
 * Carries rows into staging tables: by the statements of the dump, or by LOAD DATA where that is less work, or the only
 * way, and gives what INSERT would give.
 */
final class RowLoader
{
    /** As SqlReader::copyRows() writes them. */
    private const FORM = "FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\\'' ESCAPED BY '\\\\' "
        . "LINES STARTING BY '(' TERMINATED BY '),\\n'";
    /** Bytes of one transaction: a server keeps what it needs to undo it. A table that is larger is large. */
    private const TRANSACTION = 16777216;
    /** Bytes of a row below which LOAD DATA is less work for a server than INSERT. */
    private const SHORT_ROW = 128;
    /** Of a statement, that the server needs for more than its text. */
    private const PACKET_HEAD = 1024;

    private ?int $longestStatement = null;
    /** The table that rows come for, and how many bytes of it are there, or about so. */
    private ?StagingTable $current = null;
    private ?RowForm $form = null;
    private int $bytes = 0;
    private int $uncommitted = 0;
    private bool $isLarge = false;
    /** Those that have been taken off it. */
    private ?SecondaryIndexes $indexes = null;

    /** @param bool $isShared whether other connections fill the same table: then its indexes are theirs as well */
    public function __construct(
        private readonly InsertConnection $connection,
        private readonly LoadConnection $loadConnection,
        private readonly bool $isShared = false,
    ) {
    }

    /** What the dump sets for the rows behind it: their character set, their time zone. */
    public function set(string $sql): void
    {
        $this->connection->set($sql);
        $this->form = null;
    }

    /**
     * Takes the rows of the statement that the reader has just returned, and maybe of those behind it.
     *
     * @param string $place what they are, for messages
     * @return int how many
     */
    public function take(StagingTable $table, Statement $statement, SqlReader $reader, string $place): int
    {
        $this->turnTo($table);
        $this->form ??= RowForm::of($this->connection, $table->staging());
        $rows = $this->isToBeLoaded($statement) ? $this->load($table, $statement, $reader) : null;
        if ($rows === null) {
            $this->insert($table, $statement, $place);
        }

        return $rows ?? $statement->rows;
    }

    /** The table is complete, as far as rows go: its indexes come back. */
    public function finish(): void
    {
        $this->commit();
        $this->indexes?->add($this->connection->idle());
        $this->indexes = $this->current = null;
    }

    /** What is not committed is undone. */
    public function close(): void
    {
        $this->connection->close();
    }

    private function turnTo(StagingTable $table): void
    {
        if ($this->current?->staging() !== $table->staging()) {
            $this->finish();
            $this->current = $table;
            $this->form = null;
            $this->bytes = 0;
            $this->isLarge = false;
        } elseif ($this->bytes >= self::TRANSACTION && !$this->isLarge) {
            $this->isLarge = true;
            $this->takeIndexesOff($table);
        }
    }

    /** Of a table that has turned out to be large: for small ones that is no gain. */
    private function takeIndexesOff(StagingTable $table): void
    {
        if (!$this->isShared) {
            $this->commit();
            $this->indexes = SecondaryIndexes::of($this->connection->idle(), $table);
            $this->indexes?->drop($this->connection->idle());
        }
    }

    /** Not the first rows of a table: for a small one another connection is no gain. */
    private function isToBeLoaded(Statement $statement): bool
    {
        if (!$statement->loadable || $this->form?->loadCharset === null || !$this->loadConnection->isPossible()) {
            return false;
        }
        $isShort = strlen($statement->sql) < self::SHORT_ROW * $statement->rows;

        return ($isShort && $this->bytes > 0 && !$this->isShared) || !$this->fits($statement);
    }

    /** @return int|null rows; null where they are to be inserted after all */
    private function load(StagingTable $table, Statement $statement, SqlReader $reader): ?int
    {
        // It would wait for rows of ours.
        $this->commit();
        $into = 'INTO TABLE ' . Connection::quoteName($table->staging()) . " CHARACTER SET {$this->form?->loadCharset} "
            . self::FORM . self::columnList($statement);
        $sent = 0;
        $feed = static function ($fifo) use ($reader, &$sent): void {
            $sent = $reader->copyRows($fifo, self::TRANSACTION);
        };
        $arrived = $this->loadConnection->load($into, (string) $this->form?->timeZone, $feed);
        if ($arrived === null) {
            return null;
        }
        if ($arrived !== $sent) {
            throw new DatabaseError("of $sent rows, $arrived arrived");
        }
        $this->bytes += self::TRANSACTION;

        return $sent;
    }

    private function insert(StagingTable $table, Statement $statement, string $place): void
    {
        if (!$this->fits($statement)) {
            throw Failure::failed(
                sprintf('%s holds a row of %d bytes, more than the server takes', $statement->table, strlen($statement->sql)),
                'raise max_allowed_packet of the server; nothing was changed',
            );
        }
        $name = Connection::quoteName($table->staging());
        $sql = substr_replace($statement->sql, $name, $statement->tableOffset, $statement->tableLength);
        if ($this->form?->isInnoDb) {
            $this->connection->begin();
        }
        if ($this->form?->hasGenerated) {
            $this->insertGenerated($sql, $statement->rows, $place);
        } else {
            $this->connection->insert($sql, $statement->rows, $place, (bool) $this->form?->asBytes);
        }
        $this->bytes += strlen($sql);
        $this->uncommitted += strlen($sql);
        if ($this->uncommitted >= self::TRANSACTION) {
            $this->commit();
        }
    }

    /** MariaDB's strict mode refuses what its own dumps hold for generated columns. Any other warning is refused here. */
    private function insertGenerated(string $sql, int $rows, string $place): void
    {
        $this->connection->idle()->execute("SET SESSION sql_mode = REPLACE(@@sql_mode, 'STRICT_ALL_TABLES', '')");
        $this->connection->insert($sql, $rows, $place, (bool) $this->form?->asBytes);
        $this->connection->idle()->execute("SET SESSION sql_mode = '" . LoadSession::SQL_MODE . "'");
    }

    private function commit(): void
    {
        $this->connection->commit();
        $this->uncommitted = 0;
    }

    /** Whether the server takes it as a statement. */
    private function fits(Statement $statement): bool
    {
        $this->longestStatement ??= (int) $this->connection->idle()->value('SELECT @@max_allowed_packet');

        return strlen($statement->sql) <= $this->longestStatement - self::PACKET_HEAD;
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
}
