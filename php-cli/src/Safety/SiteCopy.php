<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Restore\StagingTable;

/**
 * A site that is loaded but not yet there: its tables by the names that they will have, of all blogs of a multisite.
 */
final class SiteCopy
{
    /** @param list<StagingTable> $tables */
    public function __construct(
        public readonly Connection $connection,
        private readonly array $tables,
        private readonly string $prefix,
    ) {
    }

    /**
     * @param list<Precaution> $precautions
     * @return list<string> what was done, in words
     */
    public function take(array $precautions): array
    {
        $done = [];
        foreach ($precautions as $precaution) {
            try {
                array_push($done, ...$precaution->take($this));
            } catch (DatabaseError $error) {
                throw Failure::failed("the copy could not be made harmless: {$error->getMessage()}", (
                    // Else a table that has the name of a plugin's, and other columns.
                    $error->isDenied() ? $error->remedy() : '--no-quarantine leaves that out'
                ) . '. Nothing was changed');
            }
        }

        return $done;
    }

    /** @return array<string, string> every table: its name in the dump => that to be written into statements */
    public function all(): array
    {
        $all = [];
        foreach ($this->tables as $table) {
            $all[$table->target] = Connection::quoteName($table->staging());
        }

        return $all;
    }

    /**
     * The tables of that name: wp_options, wp_2_options. As they are to be written into statements, quoted.
     *
     * @return list<string>
     */
    public function tables(string $name): array
    {
        $pattern = '/^' . preg_quote($this->prefix, '/') . '(\d+_)?' . preg_quote($name, '/') . '$/D';
        $found = array_filter(
            $this->tables,
            static fn (StagingTable $table): bool => preg_match($pattern, $table->target) === 1,
        );

        return array_values(
            array_map(static fn (StagingTable $table): string => Connection::quoteName($table->staging()), $found),
        );
    }

    /**
     * Runs a statement on every table of that name.
     *
     * @param string $sql with %s where the table's name belongs
     * @return int how many rows it changed
     */
    public function execute(string $name, string $sql): int
    {
        $changed = 0;
        foreach ($this->tables($name) as $table) {
            $changed += $this->connection->execute(str_replace('%s', $table, $sql));
        }

        return $changed;
    }
}
