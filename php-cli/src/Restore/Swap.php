<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\ErrorHandling;
use WpNormalize\Cli\Failure;

/**
 * Puts tables that wait in their places: one RENAME of them all, which readers see as a whole, then what can only be done
 * under the final names, then the end of the old tables, or their rest.
 */
final class Swap
{
    private readonly Patience $patience;
    private readonly ForeignKeys $foreignKeys;
    private readonly Triggers $triggers;
    private readonly Views $views;

    public function __construct(
        private readonly Connection $connection,
        private readonly Journal $journal,
        int $patience = SwapPlan::PATIENCE_SECONDS,
    ) {
        $this->patience = new Patience($connection, $patience);
        $this->foreignKeys = new ForeignKeys($connection, $journal, $this->patience);
        $this->triggers = new Triggers($connection, $journal);
        $this->views = new Views($connection, $journal);
    }

    /**
     * Gives the tables that a restore has loaded what the dump says about them beyond columns, indexes and rows.
     *
     * @param list<StagingTable> $tables
     */
    public function complement(string $run, array $tables): void
    {
        $this->setSession();
        try {
            $this->foreignKeys->addTemporary($run, $tables);
        } catch (DatabaseError $error) {
            throw Failure::failed(
                "the server rejects a foreign key of the dump: {$error->getMessage()}",
                'nothing was changed',
            );
        }
        $this->triggers->addTemporary($run, self::byNumber($tables));
    }

    /**
     * @param list<StagingTable> $tables those of the run: what comes in, and what only has to go
     * @return list<string> warnings
     */
    public function run(string $run, array $tables, bool $keepsOld, bool $isBeside = false): array
    {
        $this->refuseInboundForeignKeys($tables);
        $this->setSession();
        $this->views->remember($this->journal->incoming($run), StagingTable::aside($run));
        $existing = SiteTables::existing($this->connection);
        $new = array_filter($tables, static fn (StagingTable $table): bool => !isset($existing[$table->place]));
        $numbers = array_column($new, 'number');
        $this->journal->markSwapping($run, new Ending($numbers, $keepsOld, $isBeside));
        $this->rename($tables, $existing);
        try {
            return $this->complete($run, $tables);
        } catch (DatabaseError | Failure $error) {
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
        $this->setSession();
        $ending = $this->journal->ending($run) ?? throw new \LogicException("run $run has not come to its end");
        $existing = SiteTables::existing($this->connection);
        $incoming = $this->journal->incoming($run);
        $aside = StagingTable::aside($run);
        $undone = $this->journal->undoes($run);
        $old = self::byNumber(
            array_filter($tables, static fn (StagingTable $table): bool => isset($existing[$table->old()])),
        );

        $this->foreignKeys->stepAside($aside, $old);
        $this->foreignKeys->takeOwnNames($incoming, self::byNumber($tables));
        $this->triggers->takeOwnNames($incoming, $aside, self::byNumber($tables));
        $warnings = $this->views->replace($incoming);
        if ($undone === null) {
            $warnings = [...$warnings, ...$this->triggers->lost($old, $ending->keepsOld)];
        }
        $this->end($run, $old, $ending);
        if ($undone !== null) {
            $this->journal->forget($undone);
        }

        return $warnings;
    }

    /** @param array<int, StagingTable> $old */
    private function end(string $run, array $old, Ending $ending): void
    {
        if ($old !== [] && $ending->keepsOld) {
            $this->journal->markKept($run);

            return;
        }
        foreach ($old as $table) {
            $this->connection->execute('DROP TABLE ' . Connection::quoteName($table->old()));
        }
        if ($ending->isBeside) {
            $this->forgetReplaced($run);
            $this->journal->markBeside($run);
        } else {
            $this->journal->forget($run);
        }
    }

    /** Earlier runs all of whose tables stood where those of this one stand now. */
    private function forgetReplaced(string $run): void
    {
        $places = array_column($this->journal->tables($run), 'place');
        foreach ($this->journal->beside() as $earlier) {
            if (array_diff(array_column($this->journal->tables($earlier), 'place'), $places) === []) {
                $this->journal->forget($earlier);
            }
        }
    }

    /**
     * Tables for which nothing comes go first: where a RENAME is not done as a whole, it is over when nothing waits.
     *
     * @param list<StagingTable> $tables
     * @param array<string, int> $existing
     */
    private function rename(array $tables, array $existing): void
    {
        $leaving = [];
        $coming = [];
        foreach ($tables as $table) {
            $isComing = isset($existing[$table->staging()]);
            $renames = [];
            if (isset($existing[$table->place])) {
                $renames[] = Connection::quoteName($table->place) . ' TO ' . Connection::quoteName($table->old());
            }
            if ($isComing) {
                $renames[] = Connection::quoteName($table->staging()) . ' TO ' . Connection::quoteName($table->place);
                $coming = [...$coming, ...$renames];
            } else {
                $leaving = [...$leaving, ...$renames];
            }
        }
        $places = array_map(static fn (StagingTable $table): string => $table->place, $tables);
        $this->patience->execute(
            'RENAME TABLE ' . implode(', ', [...$leaving, ...$coming]),
            $places,
            ErrorHandling::ignoreSignals(...),
        );
    }

    /**
     * A table that stays would keep its foreign key to the old table, and lose it with that.
     *
     * @param list<StagingTable> $tables
     */
    private function refuseInboundForeignKeys(array $tables): void
    {
        $places = array_flip(array_map(static fn (StagingTable $table): string => $table->place, $tables));
        $keys = $this->connection->rows(
            'SELECT TABLE_NAME AS child, REFERENCED_TABLE_NAME AS parent, CONSTRAINT_SCHEMA = DATABASE() AS here
             FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE UNIQUE_CONSTRAINT_SCHEMA = DATABASE()',
        );
        foreach ($keys as $key) {
            $stays = $key['here'] !== '1' || !isset($places[$key['child']]);
            if (isset($places[$key['parent']]) && $stays) {
                throw Failure::refused(
                    "the table {$key['child']}, which stays, has a foreign key to {$key['parent']}, which is replaced",
                    'drop that foreign key, restore, and add it again',
                );
            }
        }
    }

    /** Definitions are read and written in the ordinary quotes, and no row is looked at again. */
    private function setSession(): void
    {
        $this->connection->execute("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0");
    }

    /**
     * @param array<StagingTable> $tables
     * @return array<int, StagingTable>
     */
    private static function byNumber(array $tables): array
    {
        return array_combine(array_map(static fn (StagingTable $table): int => $table->number, $tables), $tables);
    }
}
