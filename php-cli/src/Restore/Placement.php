<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\Failure;

/** How the tables of a restore get to where its plan wants them: in place of the site's, or beside them. */
final class Placement
{
    private readonly string $placePrefix;

    /** @param string $prefix of the tables in the dump, and of the site */
    public function __construct(
        private readonly Connection $connection,
        private readonly Journal $journal,
        private readonly SwapPlan $plan,
        private readonly string $prefix,
    ) {
        $this->placePrefix = $plan->besidePrefix ?? $prefix;
    }

    /** Before anything is loaded. */
    public function prepare(): void
    {
        if ($this->plan->isBeside) {
            $this->refuseTablesOfOthers();
        } else {
            (new KeptTables($this->connection, $this->journal))->drop();
        }
    }

    /** The name that a table of the dump gets. */
    public function place(string $table): string
    {
        return $this->placePrefix . substr($table, strlen($this->prefix));
    }

    /**
     * When all is loaded and proven.
     *
     * @param list<StagingTable> $tables
     * @return list<string> warnings
     */
    public function run(string $run, array $tables): array
    {
        $swap = new Swap($this->connection, $this->journal, $this->plan->patience);
        if ($this->plan->besidePrefix === null) {
            $swap->complement($run, $tables);
        } else {
            $this->journal->forgetItems($run);
        }
        $number = max(array_column($tables, 'number'));
        foreach ($this->leaving(array_column($tables, 'place')) as $table) {
            $tables[] = new StagingTable($run, ++$number, $table);
            $this->journal->addTable(end($tables));
        }

        return $swap->run($run, $tables, $this->plan->keepsOld && !$this->plan->isBeside, $this->plan->isBeside);
    }

    /**
     * What goes without a replacement.
     *
     * @param list<string> $places of what comes
     * @return list<string>
     */
    private function leaving(array $places): array
    {
        if (!$this->plan->dropsExtra) {
            return [];
        }
        $there = $this->plan->isBeside
            ? $this->tablesBeside()
            : SiteTables::of($this->connection, $this->prefix)->own();

        return array_values(array_diff($there, $places));
    }

    private function refuseTablesOfOthers(): void
    {
        $known = [];
        foreach ($this->journal->beside() as $run) {
            $known = [...$known, ...array_column($this->journal->tables($run), 'place')];
        }
        $others = array_values(array_diff($this->tablesBeside(), $known));
        if ($others !== []) {
            throw Failure::refused(
                "there are tables with the prefix $this->placePrefix that no restore has put beside a site: $others[0]",
                'choose another --into-prefix, or an empty database',
            );
        }
    }

    /** @return list<string> */
    private function tablesBeside(): array
    {
        return array_values(array_filter(
            SiteTables::of($this->connection, $this->placePrefix)->all(),
            fn (string $table): bool => str_starts_with($table, $this->placePrefix),
        ));
    }
}
