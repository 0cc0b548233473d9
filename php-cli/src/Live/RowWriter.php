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

    /** @var BackgroundStatements<Outcome> */
    private readonly BackgroundStatements $statements;
    private readonly UpdateSql $updates;

    public function __construct(
        private readonly Connection $connection,
        private readonly string $charset,
        private readonly Table $table,
        private readonly TableRows $rows,
        private readonly Rules $rules,
    ) {
        $this->statements = new BackgroundStatements($connection);
        $this->updates = new UpdateSql($connection, $charset, $table, $rows);
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
                if ((yield $this->updates->ofMany($pairs, $changes)) !== count($changes)) {
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

    /** @return bool whether the row was there as it was read */
    private function update(Change $change): bool
    {
        return $this->connection->executeWith(...$this->updates->ofOne($change)) === 1;
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

    /** Whether it is about more than a value that does not fit. */
    private static function endsTransaction(DatabaseError $error): bool
    {
        return $error->isConnectionLost() || in_array($error->getCode(), [...self::RETRIED, ...self::ENDING], true);
    }
}
