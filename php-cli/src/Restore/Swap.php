<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\ErrorHandling;
use WpNormalize\Cli\Failure;

/**
 * Puts the tables of a run in place of the live ones: one RENAME of them all, which readers see as a whole, then what
 * can only be done under the final names, then the end of the old tables.
 */
final class Swap
{
    private const LOCK_WAIT_SECONDS = 3;
    private const GIVE_UP_SECONDS = 300;

    public function __construct(private readonly Connection $connection, private readonly Journal $journal)
    {
    }

    /**
     * @param list<StagingTable> $tables
     * @return list<string> warnings
     */
    public function run(array $tables): array
    {
        $this->refuseInboundForeignKeys($tables);
        $this->rename($tables);

        return $this->complete($tables);
    }

    /**
     * What follows the RENAME. Also done by the next run, where this one was killed in it.
     *
     * @param list<StagingTable> $tables
     * @return list<string> warnings
     */
    public function complete(array $tables): array
    {
        $this->connection->execute('SET SESSION foreign_key_checks = 0');
        $run = $tables[0]->run;
        $existing = $this->existing();
        $warnings = [];
        foreach ($tables as $table) {
            if (isset($existing[$table->old()])) {
                $warnings = [...$warnings, ...$this->lostTriggers($table)];
                $this->dropForeignKeys($table->old());
            }
        }
        foreach ($this->journal->afterwards($run) as $statement) {
            try {
                $this->connection->execute($statement);
            } catch (DatabaseError $error) {
                $warnings[] = "{$error->getMessage()}; run by hand: $statement";
            }
        }
        foreach ($tables as $table) {
            $this->connection->execute('DROP TABLE IF EXISTS ' . Connection::quoteName($table->old()));
        }
        $this->journal->forget($run);

        return $warnings;
    }

    /** @param list<StagingTable> $tables */
    private function rename(array $tables): void
    {
        $existing = $this->existing();
        $renames = [];
        foreach ($tables as $table) {
            if (isset($existing[$table->target])) {
                $renames[] = Connection::quoteName($table->target) . ' TO ' . Connection::quoteName($table->old());
            }
            $renames[] = Connection::quoteName($table->staging()) . ' TO ' . Connection::quoteName($table->target);
        }
        $this->journal->markSwapping($tables[0]->run);
        $this->connection->execute('SET SESSION lock_wait_timeout = ' . self::LOCK_WAIT_SECONDS);
        $deadline = time() + self::GIVE_UP_SECONDS;
        for ($pause = 1;; $pause = min($pause * 2, 15)) {
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
                    throw Failure::failed('the live tables are in use without a pause', 'end long transactions (SHOW PROCESSLIST) and try again');
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
             WHERE TABLE_SCHEMA = DATABASE() AND CONSTRAINT_TYPE = 'FOREIGN KEY' AND TABLE_NAME = " . $this->connection->quote($table),
        );
        foreach ($names as $name) {
            $this->connection->execute('ALTER TABLE ' . Connection::quoteName($table) . ' DROP FOREIGN KEY ' . Connection::quoteName($name));
        }
    }

    /** @return list<string> warnings */
    private function lostTriggers(StagingTable $table): array
    {
        $names = $this->connection->column(
            'SELECT TRIGGER_NAME FROM information_schema.TRIGGERS
             WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND EVENT_OBJECT_TABLE = ' . $this->connection->quote($table->old()),
        );

        return array_map(
            static fn (string $name): string => "the trigger $name of $table->target is gone with the old table: create it again",
            $names,
        );
    }

    /** @return array<string, int> the schema's tables and views, as keys */
    private function existing(): array
    {
        return array_flip($this->connection->column('SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()'));
    }
}
