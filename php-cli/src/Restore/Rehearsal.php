<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Map\UrlMap;
use WpNormalize\Cli\Restore\Load\Processors;

/**
 * Tries a restore out: loads a backup as a restore does, unchanged, gives its tables their foreign keys, counts their
 * rows, and drops them.
 *
 * Nothing else in the database is read or changed, and a backup may be made meanwhile. What a restore or an --undo that
 * was killed in its swap has left is for the next one of these to see to.
 */
final class Rehearsal
{
    private readonly Journal $journal;
    private readonly DatabaseSettings $settings;

    /** @param DumpSource $dump a backup */
    public function __construct(
        private readonly Connection $connection,
        DatabaseSettings $settings,
        private readonly DumpSource $dump,
    ) {
        $this->journal = new Journal($connection);
        // The tables are never seen under their names, so those of any site will do.
        $this->settings = $settings->withPrefix($dump->manifest?->prefix ?? $settings->prefix);
    }

    /**
     * @param (\Closure(int, ?string=): void)|null $progress given stored bytes and the table
     * @return int how many tables could be restored
     */
    public function run(?\Closure $progress = null): int
    {
        $this->connection->lock("restores into the database {$this->settings->name}");
        $this->journal->open();
        try {
            $this->dropWaiting();
            $loader = new Loader(
                $this->connection,
                $this->settings,
                $this->journal,
                static fn (string $table): string => $table,
                $progress,
            );
            [$staging] = $loader->load($this->dump, new RestorePlan(UrlMap::none(), jobs: Processors::jobs()));
            (new Swap($this->connection, $this->journal))->complement($staging->run, $staging->tables());
            $this->count($staging);
        } finally {
            $this->cleanUp();
        }

        return count($staging->tables());
    }

    /** The server counts, and not those who gave it the rows. */
    private function count(Staging $staging): void
    {
        $expected = $this->dump->manifest?->tables() ?? $staging->rows();
        foreach ($staging->tables() as $table) {
            $name = Connection::quoteName($table->staging());
            $counted = (int) $this->connection->value("SELECT COUNT(*) FROM $name");
            if ($counted !== ($expected[$table->target] ?? 0)) {
                throw Failure::integrity(
                    sprintf(
                        '%s has %d rows once it is loaded, its manifest says %d',
                        $table->target,
                        $counted,
                        $expected[$table->target] ?? 0,
                    ),
                    'take another backup',
                );
            }
        }
    }

    /** The tables of this run, and of others that were killed before anything was swapped: nobody else is at work. */
    private function dropWaiting(): void
    {
        foreach ($this->journal->runs() as $run) {
            $isWaiting = !$this->journal->isOver($run)
                && $this->journal->ending($run) === null
                && $this->journal->undoes($run) === null;
            if ($isWaiting) {
                (new Recovery($this->connection, $this->journal))->recover($run);
            }
        }
    }

    /** Where the server is gone, the next rehearsal or restore does it. */
    private function cleanUp(): void
    {
        try {
            $this->dropWaiting();
            $this->journal->close();
        } catch (DatabaseError) {
        }
    }
}
