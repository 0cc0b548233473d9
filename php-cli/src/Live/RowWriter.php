<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;

/**
 * Writes changed rows of a table, a batch in a transaction, while further rows are read. What the site has changed since it
 * was read is left alone.
 *
 * Rows in which the server's own REPLACE() does the same are changed by one statement for many, which sends neither the
 * old values nor the new ones: that is twice as fast, and the most that a server can do. Other short values are sent many
 * at a time, the rest one by one.
 */
final class RowWriter
{
    private const ATTEMPTS = 10;
    private const PAUSE_MICROSECONDS = 50_000;
    private const RETRIED = [DatabaseError::DEADLOCK, DatabaseError::LOCK_WAIT_TIMEOUT];
    /** About more than one value: interrupted, out of time (MySQL, MariaDB), not granted, read-only. */
    private const ENDING = [1317, 3024, 1969, 1142, 1143, 1290, 1836];
    /** So many rows with short values go together in one statement. */
    private const SHORT_ROWS = 50;
    private const SHORT_BYTES = 16 << 10;
    /** Longer ones are compared by their hash. */
    private const LONGEST_COMPARED = 1 << 20;

    /** @var BackgroundStatements<Outcome> */
    private readonly BackgroundStatements $statements;

    public function __construct(
        private readonly Connection $connection,
        private readonly string $charset,
        private readonly Table $table,
        private readonly TableRows $rows,
        private readonly Rules $rules,
    ) {
        $this->statements = new BackgroundStatements($connection);
    }

    /**
     * Begins to write, once what was begun before is finished.
     *
     * @param list<Change> $changes
     */
    public function start(array $changes): void
    {
        $this->statements->start($this->batch($changes));
    }

    /** Goes on with what was begun, if the server is ready. */
    public function advance(): void
    {
        $this->statements->advance();
    }

    /** What became of what was begun, once it is done; null where there is nothing. */
    public function finish(): ?Outcome
    {
        return $this->statements->isRunning() ? $this->statements->finish() : null;
    }

    /**
     * A row as it is now.
     *
     * @param list<?string> $row as it was
     * @return list<?string>|null
     */
    public function read(array $row): ?array
    {
        return $this->connection->lists($this->rows->sqlOf($row))[0] ?? null;
    }

    /**
     * @param list<Change> $changes
     * @return \Generator<int, string, int, Outcome>
     */
    private function batch(array $changes): \Generator
    {
        for ($attempt = 1;; $attempt++) {
            try {
                return yield from $this->attempt($changes);
            } catch (DatabaseError $error) {
                if (!in_array($error->getCode(), self::RETRIED, true) || $attempt === self::ATTEMPTS) {
                    throw $error;
                }
                yield 'ROLLBACK';
                usleep(random_int(self::PAUSE_MICROSECONDS, 2 * self::PAUSE_MICROSECONDS) * $attempt);
            }
        }
    }

    /**
     * @param list<Change> $changes
     * @return \Generator<int, string, int, Outcome>
     */
    private function attempt(array $changes): \Generator
    {
        [$plain, $others] = $this->byKind($changes);
        $written = array_merge([], ...array_column($plain, 1));
        yield 'START TRANSACTION';
        if (!yield from $this->replaceAll($plain)) {
            // Which of them? One by one the server says it.
            yield 'ROLLBACK';
            yield 'START TRANSACTION';
            [$written, $others] = [[], $changes];
        }
        $changed = $refused = [];
        foreach ($others as $change) {
            try {
                $this->update($change) ? $written[] = $change : $changed[] = $change;
            } catch (DatabaseError $error) {
                if (self::endsTransaction($error)) {
                    throw $error;
                }
                $refused[] = [$change, $error->getMessage()];
            }
        }
        yield 'COMMIT';

        return new Outcome($written, $changed, $refused);
    }

    /**
     * Those that one statement can change together, and the others.
     *
     * @param list<Change> $changes
     * @return array{array<string, array{array<int, list<array{string, string}>>, list<Change>}>, list<Change>}
     */
    private function byKind(array $changes): array
    {
        $plain = $others = [];
        $short = 0;
        foreach ($changes as $change) {
            $pairs = $this->pairs($change);
            if ($pairs === null && !$this->isShort($change)) {
                $others[] = $change;
                continue;
            }
            $isShort = $pairs === null;
            $pairs ??= array_fill_keys(array_keys($change->new), []);
            $kind = serialize($pairs) . ($isShort ? intdiv($short++, self::SHORT_ROWS) : '');
            $plain[$kind] ??= [$pairs, []];
            $plain[$kind][1][] = $change;
        }

        return [$plain, $others];
    }

    /** @return array<int, list<array{string, string}>>|null by column */
    private function pairs(Change $change): ?array
    {
        // Without transactions half a statement could be written, and a pair applied twice.
        if (!$this->table->isTransactional || $this->table->key === []) {
            return null;
        }
        $pairs = [];
        foreach ($change->new as $at => $value) {
            $found = $this->rows->columns[$at]->isStoredAsRead($this->charset)
                ? $this->rules->serverPairs((string) $change->row[$at], $value)
                : null;
            if ($found === null) {
                return null;
            }
            $pairs[$at] = $found;
        }

        return $pairs;
    }

    /**
     * @param array<string, array{array<int, list<array{string, string}>>, list<Change>}> $kinds
     * @return \Generator<int, string, int, bool> whether all rows were there as they were read
     */
    private function replaceAll(array $kinds): \Generator
    {
        try {
            foreach ($kinds as [$pairs, $changes]) {
                if ((yield $this->replaceSql($pairs, $changes)) !== count($changes)) {
                    return false;
                }
            }
        } catch (DatabaseError $error) {
            if (self::endsTransaction($error)) {
                throw $error;
            }

            return false;
        }

        return true;
    }

    /**
     * The rows by their keys, and by sums of what was read.
     *
     * @param array<int, list<array{string, string}>> $pairs   by column; none where the new values are sent
     * @param list<Change>                            $changes
     */
    private function replaceSql(array $pairs, array $changes): string
    {
        $assignments = [];
        $sums = [];
        foreach ($pairs as $at => $columnPairs) {
            $name = $this->rows->columns[$at]->quoted();
            // In bytes it is twice as fast as in characters.
            $value = $columnPairs === [] ? $this->newValues($changes, $at) : "CAST($name AS BINARY)";
            foreach ($columnPairs as [$old, $new]) {
                $value = "REPLACE($value, {$this->connection->quote($old)}, {$this->connection->quote($new)})";
            }
            $assignments[] = "$name = $value";
            $sums[] = "SHA2($name, 256)";
        }
        $keys = array_map(static fn (Column $column): string => $column->quoted(), $this->table->key);
        $rows = $rowsWithSums = [];
        foreach ($changes as $change) {
            $row = [];
            foreach ($this->table->key as $at => $column) {
                $row[] = $this->rows->literal($column, (string) $change->row[$at]);
            }
            $rows[] = '(' . implode(', ', $row) . ')';
            foreach (array_keys($pairs) as $at) {
                $row[] = "'" . self::sha256((string) $change->row[$at]) . "'";
            }
            $rowsWithSums[] = '(' . implode(', ', $row) . ')';
        }
        $set = implode(', ', $assignments);
        $key = '(' . implode(', ', $keys) . ')';
        $keyWithSums = '(' . implode(', ', [...$keys, ...$sums]) . ')';

        return "UPDATE {$this->table->byKey()} SET $set WHERE $key IN (" . implode(', ', $rows)
            . ") AND $keyWithSums IN (" . implode(', ', $rowsWithSums) . ')';
    }

    /** Whether its new values can go to the server beside those of other rows, told apart by a key of one number. */
    private function isShort(Change $change): bool
    {
        $isOneNumber = count($this->table->key) === 1 && $this->table->key[0]->isNumber();
        foreach (array_keys($change->new) as $at) {
            $column = $this->rows->columns[$at];
            $isOneNumber = $isOneNumber && $column->isStoredAsRead($this->charset) && !$column->isBinary();
        }

        return $isOneNumber && $this->table->isTransactional && $change->bytes() <= self::SHORT_BYTES;
    }

    /** @param list<Change> $changes */
    private function newValues(array $changes, int $at): string
    {
        $cases = '';
        foreach ($changes as $change) {
            $key = $this->rows->literal($this->table->key[0], (string) $change->row[0]);
            $cases .= " WHEN $key THEN {$this->connection->quote($change->new[$at])}";
        }

        return "CASE {$this->table->key[0]->quoted()}$cases END";
    }

    /** @return bool whether the row was there as it was read */
    private function update(Change $change): bool
    {
        $values = $assignments = $conditions = [];
        foreach ($change->new as $at => $value) {
            $assignments[] = "{$this->rows->columns[$at]->quoted()} = ?";
            $values[] = $value;
        }
        foreach ($this->rows->columns as $at => $column) {
            $old = $change->row[$at];
            if ($at < $this->rows->keyLength) {
                $conditions[] = "{$column->quoted()} = ?";
            } elseif (isset($change->new[$at]) || $this->rows->keyLength === 0) {
                $isLong = strlen((string) $old) > self::LONGEST_COMPARED;
                $bytes = $column->holdsText() ? $column->bytes($this->charset) : $column->quoted();
                $conditions[] = $isLong ? "SHA2($bytes, 256) = ?" : "$bytes <=> ?";
                $old = $isLong ? self::sha256((string) $old) : $old;
                $isWhole = isset($change->new[$at]) ? $column->isWholeIn($this->charset) : '';
                $conditions = [...$conditions, ...$isWhole === '' ? [] : [$isWhole]];
            } else {
                continue;
            }
            $values[] = $old;
        }
        $sql = "UPDATE {$this->table->quoted()} SET " . implode(', ', $assignments)
            . ' WHERE ' . implode(' AND ', $conditions) . ($this->rows->keyLength === 0 ? ' LIMIT 1' : '');

        return $this->connection->executeWith($sql, $values) === 1;
    }

    /** OpenSSL's is five times as fast as PHP's own. */
    private static function sha256(string $value): string
    {
        return extension_loaded('openssl') ? (string) openssl_digest($value, 'sha256') : hash('sha256', $value);
    }

    /** Whether it is about more than a value that does not fit. */
    private static function endsTransaction(DatabaseError $error): bool
    {
        return $error->isConnectionLost() || in_array($error->getCode(), [...self::RETRIED, ...self::ENDING], true);
    }
}
