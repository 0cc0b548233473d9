<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\ErrorHandling;
use WpNormalize\Cli\Failure;

/**
 * Puts the tables of a run in place of the live ones: one RENAME of them all, which readers see as a whole, then what
 * can only be done under the final names, then the end of the old tables.
 */
final class Swap
{
    private const LOCK_WAIT_SECONDS = 3;
    private const LONGEST_PAUSE_SECONDS = 15;
    private const GIVE_UP_SECONDS = 300;

    public function __construct(private readonly Connection $connection, private readonly Journal $journal)
    {
    }

    /**
     * @param non-empty-list<StagingTable> $tables
     * @return list<string> warnings
     */
    public function run(string $run, array $tables): array
    {
        $this->refuseInboundForeignKeys($tables);
        $this->journal->markSwapping($run);
        $this->rename($tables);
        try {
            return $this->complete($run, $tables);
        } catch (DatabaseError $error) {
            return ["the tables are in place; what follows is left to the next restore or import: {$error->getMessage()}"];
        }
    }

    /**
     * What follows the RENAME. Also done by the next run, where this one was killed in it.
     *
     * @param list<StagingTable> $tables
     * @return list<string> warnings
     */
    public function complete(string $run, array $tables): array
    {
        $this->connection->execute('SET SESSION foreign_key_checks = 0, lock_wait_timeout = ' . self::GIVE_UP_SECONDS);
        $existing = SiteTables::existing($this->connection);
        $old = array_filter($tables, static fn (StagingTable $table): bool => isset($existing[$table->old()]));
        $triggers = [];
        foreach ($old as $table) {
            $triggers += $this->dropTriggers($table);
            $this->dropForeignKeys($table->old());
        }
        $warnings = $this->takeSteps($run);
        foreach ($old as $table) {
            $this->connection->execute('DROP TABLE ' . Connection::quoteName($table->old()));
        }
        $this->journal->forget($run);

        return [...$warnings, ...$this->lostTriggers($triggers)];
    }

    /** @param non-empty-list<StagingTable> $tables */
    private function rename(array $tables): void
    {
        $existing = SiteTables::existing($this->connection);
        $renames = [];
        foreach ($tables as $table) {
            if (isset($existing[$table->target])) {
                $renames[] = Connection::quoteName($table->target) . ' TO ' . Connection::quoteName($table->old());
            }
            $renames[] = Connection::quoteName($table->staging()) . ' TO ' . Connection::quoteName($table->target);
        }
        $this->connection->execute('SET SESSION lock_wait_timeout = ' . self::LOCK_WAIT_SECONDS);
        $deadline = time() + self::GIVE_UP_SECONDS;
        for ($pause = 1;; $pause = min($pause * 2, self::LONGEST_PAUSE_SECONDS)) {
            try {
                ErrorHandling::uninterrupted(function () use ($renames): void {
                    $this->connection->execute('RENAME TABLE ' . implode(', ', $renames));
                    ErrorHandling::ignoreSignals();
                });

                return;
            } catch (DatabaseError $error) {
                if ($error->getCode() !== DatabaseError::LOCK_WAIT_TIMEOUT) {
                    throw $error;
                }
                if (time() >= $deadline) {
                    throw Failure::failed(
                        'the live tables are in use without a pause',
                        'end long transactions (SHOW PROCESSLIST) and try again',
                    );
                }
                sleep($pause);
            }
        }
    }

    /**
     * A table that stays would keep its foreign key to the old table, and lose it with that.
     *
     * @param list<StagingTable> $tables
     */
    private function refuseInboundForeignKeys(array $tables): void
    {
        $targets = array_flip(array_map(static fn (StagingTable $table): string => $table->target, $tables));
        $keys = $this->connection->rows(
            'SELECT TABLE_NAME AS child, REFERENCED_TABLE_NAME AS parent FROM information_schema.REFERENTIAL_CONSTRAINTS
             WHERE UNIQUE_CONSTRAINT_SCHEMA = DATABASE()',
        );
        foreach ($keys as $key) {
            if (isset($targets[$key['parent']]) && !isset($targets[$key['child']])) {
                throw Failure::refused(
                    "the table {$key['child']}, which stays, has a foreign key to {$key['parent']}, which is replaced",
                    'drop that foreign key, restore, and add it again',
                );
            }
        }
    }

    /** The names of foreign keys are unique in a schema; the new tables want theirs. */
    private function dropForeignKeys(string $table): void
    {
        $names = $this->connection->column(
            "SELECT CONSTRAINT_NAME FROM information_schema.TABLE_CONSTRAINTS
             WHERE TABLE_SCHEMA = DATABASE() AND CONSTRAINT_TYPE = 'FOREIGN KEY'
             AND TABLE_NAME = " . $this->connection->quote($table),
        );
        foreach ($names as $name) {
            $this->connection->execute(
                'ALTER TABLE ' . Connection::quoteName($table) . ' DROP FOREIGN KEY ' . Connection::quoteName($name),
            );
        }
    }

    /**
     * So are those of triggers.
     *
     * @return array<string, string> trigger => table
     */
    private function dropTriggers(StagingTable $table): array
    {
        $names = $this->connection->column(
            'SELECT TRIGGER_NAME FROM information_schema.TRIGGERS
             WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND EVENT_OBJECT_TABLE = ' . $this->connection->quote($table->old()),
        );
        foreach ($names as $name) {
            $this->connection->execute('DROP TRIGGER ' . Connection::quoteName($name));
        }

        return array_fill_keys($names, $table->target);
    }

    /** @return list<string> warnings */
    private function takeSteps(string $run): array
    {
        $warnings = [];
        foreach ($this->journal->steps($run) as $id => $statement) {
            try {
                $this->connection->execute($statement);
            } catch (DatabaseError $error) {
                $warnings[] = "{$error->getMessage()}; run by hand: $statement";
            }
            $this->journal->removeStep($id);
        }

        return $warnings;
    }

    /**
     * @param array<string, string> $triggers trigger => table
     * @return list<string> warnings
     */
    private function lostTriggers(array $triggers): array
    {
        $now = array_flip(
            $this->connection->column(
                'SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()',
            ),
        );
        $lost = array_diff_key($triggers, $now);

        return array_map(
            static fn (string $trigger, string $table): string =>
                "the trigger $trigger of $table is gone with the old table, the dump does not hold it",
            array_keys($lost),
            $lost,
        );
    }
}
