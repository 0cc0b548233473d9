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
        return array_merge(...array_map($this->recover(...), $this->journal->runs()));
    }

    /**
     * Which tables are there tells how far the run came: before the RENAME there is no old table, after it no staging
     * table. Both at once is a RENAME of a server that does not do it as a whole (before MariaDB 10.6 and MySQL 8.0).
     *
     * @return list<string>
     */
    private function recover(string $run): array
    {
        $existing = SiteTables::existing($this->connection);
        $tables = $this->journal->tables($run);
        $staged = array_filter($tables, static fn (StagingTable $table): bool => isset($existing[$table->staging()]));
        if ($staged === [] && $this->journal->isSwapping($run)) {
            $warnings = (new Swap($this->connection, $this->journal))->complete($run, $tables);

            return ['an earlier restore, which was killed after the swap, has been finished', ...$warnings];
        }
        $this->connection->execute('SET SESSION foreign_key_checks = 0');
        foreach ($tables as $table) {
            if (isset($existing[$table->old()])) {
                $this->moveBack($table, isset($existing[$table->target]));
            }
        }
        foreach ($staged as $table) {
            $this->connection->execute('DROP TABLE ' . Connection::quoteName($table->staging()));
        }
        $this->journal->forget($run);

        return ['an earlier restore, which was killed before the swap, has been undone'];
    }

    private function moveBack(StagingTable $table, bool $hasNew): void
    {
        if ($hasNew) {
            $this->connection->execute('DROP TABLE ' . Connection::quoteName($table->target));
        }
        $this->connection->execute(
            'RENAME TABLE ' . Connection::quoteName($table->old()) . ' TO ' . Connection::quoteName($table->target),
        );
    }
}
