<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\SiteTables;

/** Finishes or undoes the runs that the journal knows: they failed, or were killed and hold no lock any more. */
final class Recovery
{
    public function __construct(private readonly Connection $connection, private readonly Journal $journal)
    {
    }

    /** @return list<string> what was done, in words */
    public function run(): array
    {
        $done = [];
        foreach ($this->journal->runs() as $run) {
            $done = [...$done, ...($this->journal->isOver($run) ? $this->lookAfter($run) : $this->recover($run))];
        }

        return $done;
    }

    /**
     * Which tables are there tells how far the run came: before the RENAME all that are to come in wait, after it none
     * does. Some is a RENAME of a server that does not do it as a whole (before MariaDB 10.6 and MySQL 8.0).
     *
     * @return list<string> what was done, in words
     */
    public function recover(string $run): array
    {
        $existing = SiteTables::existing($this->connection);
        $tables = $this->journal->tables($run);
        $waiting = array_filter($tables, static fn (StagingTable $table): bool => isset($existing[$table->staging()]));
        $ending = $this->journal->ending($run);
        $what = $this->journal->undoes($run) === null ? 'an earlier restore' : 'an earlier --undo';
        if ($ending !== null && $waiting === []) {
            $warnings = (new Swap($this->connection, $this->journal))->complete($run, $tables);

            return ["$what, which was killed after the swap, has been finished", ...$warnings];
        }
        $this->connection->execute('SET SESSION foreign_key_checks = 0');
        if ($ending !== null) {
            foreach ($tables as $table) {
                $this->moveBack($table, $existing, in_array($table->number, $ending->newTables, true));
            }
            // From here on the tables are as before the RENAME, and none that waits may be taken for one that came in.
            $this->journal->unmarkSwapping($run);
        }
        $this->dropWaiting($run, $tables);
        $this->journal->forget($run);

        return ["$what, which was killed before the swap, has been undone"];
    }

    /** @param array<string, int> $existing */
    private function moveBack(StagingTable $table, array $existing, bool $isNew): void
    {
        $hasStepped = isset($existing[$table->old()]);
        $hasCome = isset($existing[$table->place]) && !isset($existing[$table->staging()]) && ($hasStepped || $isNew);
        if ($hasCome) {
            $this->rename($table->place, $table->staging());
        }
        if ($hasStepped) {
            $this->rename($table->old(), $table->place);
        }
    }

    /**
     * What an --undo would have put back waits on.
     *
     * @param list<StagingTable> $tables
     */
    private function dropWaiting(string $run, array $tables): void
    {
        if ($this->journal->undoes($run) !== null) {
            return;
        }
        $existing = SiteTables::existing($this->connection);
        foreach ($tables as $table) {
            if (isset($existing[$table->staging()])) {
                $this->connection->execute('DROP TABLE ' . Connection::quoteName($table->staging()));
            }
        }
    }

    /**
     * A run that is over is forgotten when its tables are gone: somebody has dropped them, or an --undo was killed in its
     * last step.
     *
     * @return list<string> nothing to be said
     */
    private function lookAfter(string $run): array
    {
        $existing = SiteTables::existing($this->connection);
        $isBeside = in_array($run, $this->journal->beside(), true);
        foreach ($this->journal->tables($run) as $table) {
            if (isset($existing[$isBeside ? $table->place : $table->old()])) {
                return [];
            }
        }
        $this->journal->forget($run);

        return [];
    }

    private function rename(string $from, string $to): void
    {
        $this->connection->execute(
            'RENAME TABLE ' . Connection::quoteName($from) . ' TO ' . Connection::quoteName($to),
        );
    }
}
