<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;

/**
 * The foreign keys of the tables that are swapped. Their names are unique in a schema, where for a while two of each table
 * are: so those that wait have temporary names, and get their own when those that step aside have taken temporary ones.
 *
 * A RENAME takes foreign keys along, at both of their ends. Names that the server made up (table_ibfk_1) follow their table.
 */
final class ForeignKeys
{
    private const TEMPORARY = '_wpn_key_';
    private const OURS = '_wpn_';

    public function __construct(
        private readonly Connection $connection,
        private readonly Journal $journal,
        private readonly Patience $patience,
    ) {
    }

    /**
     * Adds the keys of the dump to the loaded tables.
     *
     * @param list<StagingTable> $tables
     */
    public function addTemporary(string $set, array $tables): void
    {
        $waiting = [];
        $byNumber = [];
        foreach ($tables as $table) {
            $waiting[$table->target] = $table->staging();
            $byNumber[$table->number] = $table->staging();
        }
        foreach ($this->journal->items($set, Journal::KEY) as $item) {
            $key = ForeignKey::parse($item->text);
            $name = $key->name === null ? null : self::TEMPORARY . $item->id;
            $this->connection->execute(
                'ALTER TABLE ' . Connection::quoteName($byNumber[$item->number])
                . ' ADD ' . $key->sql($name, $waiting[$key->references] ?? $key->references),
            );
        }
    }

    /**
     * Gives the keys of tables that have moved aside temporary names.
     *
     * @param list<StagingTable> $tables
     */
    public function stepAside(string $set, array $tables): void
    {
        foreach ($tables as $table) {
            foreach ($this->keysOf($table->old()) as $name => $clause) {
                if (!str_starts_with($name, self::OURS)) {
                    $id = $this->journal->addItem($set, Journal::KEY, $table->number, $clause);
                    $this->rename($table->old(), $clause, self::TEMPORARY . $id);
                }
            }
        }
    }

    /**
     * Gives the keys of tables that have come in their own names.
     *
     * @param array<int, StagingTable> $tables by number
     */
    public function takeOwnNames(string $set, array $tables): void
    {
        foreach ($this->journal->items($set, Journal::KEY) as $item) {
            $table = $tables[$item->number]->place;
            $clause = $this->keysOf($table)[self::TEMPORARY . $item->id] ?? null;
            if ($clause !== null) {
                $this->rename($table, $clause, (string) ForeignKey::parse($item->text)->name);
            }
        }
    }

    /** In one ALTER, which is done or not. With foreign_key_checks off no row is looked at. */
    private function rename(string $table, string $clause, string $name): void
    {
        $key = ForeignKey::parse($clause);
        $this->patience->execute(sprintf(
            'ALTER TABLE %s DROP FOREIGN KEY %s, ADD %s, ALGORITHM=INPLACE',
            Connection::quoteName($table),
            Connection::quoteName((string) $key->name),
            $key->sql($name, $key->references),
        ), [$table]);
    }

    /**
     * The server's own words: a line for each key. Tables that have no part in it may be of kinds that a dump must not
     * create, so this looks for lines and judges nothing.
     *
     * @return array<string, string> clauses by name
     */
    private function keysOf(string $table): array
    {
        $row = $this->connection->rows('SHOW CREATE TABLE ' . Connection::quoteName($table))[0];
        $definition = (string) ($row['Create Table'] ?? '');
        preg_match_all('/^  CONSTRAINT `((?:[^`]|``)+)` FOREIGN KEY .*?(?=,?$)/m', $definition, $lines, PREG_SET_ORDER);
        $keys = [];
        foreach ($lines as [$line, $name]) {
            $keys[str_replace('``', '`', $name)] = trim($line);
        }

        return $keys;
    }
}
