<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\Failure;

/**
 * The tables that the last restore has replaced. They are kept, so that it can be undone, until the next restore begins:
 * it needs the room for its own.
 */
final class KeptTables
{
    public function __construct(private readonly Connection $connection, private readonly Journal $journal)
    {
    }

    /**
     * Swaps them back. What the restore had brought is kept in their place, so that this can be undone as well.
     *
     * @return array{int, list<string>} how many tables are back, and warnings
     */
    public function swapBack(int $patience): array
    {
        $kept = $this->journal->kept();
        $undone = end($kept);
        if ($undone === false) {
            throw Failure::failed(
                'there is nothing to undo',
                'what a restore replaces is kept until the next one, but for --no-undo and --drop-old; see db:list for backups',
            );
        }
        $this->refuseLosses($undone);
        $run = bin2hex(random_bytes(4));
        $this->journal->markUndoing($run, $undone);
        foreach ($this->journal->tables($undone) as $table) {
            $this->journal->addTable(new StagingTable($run, $table->number, $table->place));
        }
        $tables = $this->journal->tables($run);
        $back = count($tables) - count($this->journal->newTables($undone));
        $warnings = (new Swap($this->connection, $this->journal, $patience))->run($run, $tables, true);

        return [$back, $warnings];
    }

    /** @return int how many */
    public function drop(): int
    {
        $dropped = 0;
        $this->connection->execute('SET SESSION foreign_key_checks = 0');
        foreach ($this->journal->kept() as $run) {
            $existing = SiteTables::existing($this->connection);
            foreach ($this->journal->tables($run) as $table) {
                if (isset($existing[$table->old()])) {
                    $this->connection->execute('DROP TABLE ' . Connection::quoteName($table->old()));
                    $dropped++;
                }
            }
            $this->journal->forget($run);
        }

        return $dropped;
    }

    /** @return list<string> those that are there, be they the last restore's or not yet dropped */
    public static function names(Connection $connection): array
    {
        $names = array_map('strval', array_keys(SiteTables::existing($connection)));

        return array_values(preg_grep('/^_wpn_[0-9a-f]+_old_\d+$/D', $names) ?: []);
    }

    /** Half of the old tables, with half of the new ones, would be neither. */
    private function refuseLosses(string $run): void
    {
        $existing = SiteTables::existing($this->connection);
        $new = $this->journal->newTables($run);
        foreach ($this->journal->tables($run) as $table) {
            if (!in_array($table->number, $new, true) && !isset($existing[$table->old()])) {
                throw Failure::failed(
                    "the table that $table->place had replaced is not there any more ({$table->old()})",
                    'restore a backup instead (db:list); --drop-old drops the others',
                );
            }
        }
    }
}
