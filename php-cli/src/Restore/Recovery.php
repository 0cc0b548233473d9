<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;

/** Finishes or undoes the runs that the journal still knows: they were killed, since this run holds their lock. */
final class Recovery
{
    public function __construct(private readonly Connection $connection, private readonly Journal $journal)
    {
    }

    /** @return list<string> what was done, in words */
    public function run(): array
    {
        $done = [];
        foreach ($this->journal->runs() as $tables) {
            $done[] = $this->recover($tables);
        }

        return $done;
    }

    /**
     * Which tables are there tells how far the run came: before the RENAME there is no old table, after it no staging
     * table. Both at once is a RENAME of a server that does not do it as a whole (before MariaDB 10.6 and MySQL 8.0).
     *
     * @param non-empty-list<StagingTable> $tables
     */
    private function recover(array $tables): string
    {
        $existing = array_flip($this->connection->column('SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()'));
        $staged = array_filter($tables, static fn (StagingTable $table): bool => isset($existing[$table->staging()]));
        $old = array_filter($tables, static fn (StagingTable $table): bool => isset($existing[$table->old()]));
        if ($staged === [] && $this->journal->isSwapping($tables[0]->run)) {
            $warnings = (new Swap($this->connection, $this->journal))->complete($tables);

            return implode('; ', ['an earlier restore that was killed has been cleaned up', ...$warnings]);
        }
        $this->connection->execute('SET SESSION foreign_key_checks = 0');
        foreach ($old as $table) {
            if (isset($existing[$table->target])) {
                $this->connection->execute('DROP TABLE ' . Connection::quoteName($table->target));
            }
            $this->connection->execute('RENAME TABLE ' . Connection::quoteName($table->old()) . ' TO ' . Connection::quoteName($table->target));
        }
        foreach ($staged as $table) {
            $this->connection->execute('DROP TABLE ' . Connection::quoteName($table->staging()));
        }
        $this->journal->forget($tables[0]->run);

        return 'an earlier restore that was killed has been undone';
    }
}
