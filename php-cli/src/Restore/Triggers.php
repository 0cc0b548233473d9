<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Failure;

/**
 * The triggers of the tables that are swapped. Their names are unique in a schema, so those of a dump are created under
 * temporary names on the loaded tables: a broken one fails the restore before anything has changed. A RENAME takes them
 * along, so they work from then on, and get their own names afterwards.
 *
 * Those of tables that step aside keep their names, unless one that comes in wants the same.
 */
final class Triggers
{
    private const TEMPORARY = '_wpn_trigger_';

    public function __construct(private readonly Connection $connection, private readonly Journal $journal)
    {
    }

    /** @param array<int, StagingTable> $tables by number */
    public function addTemporary(string $set, array $tables): void
    {
        foreach ($this->journal->items($set, Journal::TRIGGER) as $item) {
            $trigger = StoredCode::fromJson($item->text);
            try {
                $trigger->create($this->connection, self::TEMPORARY . $item->id, $tables[$item->number]->staging());
            } catch (DatabaseError $error) {
                $table = $tables[$item->number]->target;
                throw Failure::failed(
                    "the server rejects the trigger $trigger->name of $table: {$error->getMessage()}",
                    'leave it out (without --with-code), or mend the dump. Nothing was changed',
                );
            }
        }
    }

    /**
     * Gives the triggers of tables that have come in their own names.
     *
     * @param string                   $set    that of the tables
     * @param string                   $aside  the set of the tables that had to go
     * @param array<int, StagingTable> $tables by number
     */
    public function takeOwnNames(string $set, string $aside, array $tables): void
    {
        foreach ($this->journal->items($set, Journal::TRIGGER) as $item) {
            $trigger = StoredCode::fromJson($item->text);
            $place = $tables[$item->number]->place;
            $existing = $this->tablesByTrigger();
            $temporary = self::TEMPORARY . $item->id;
            $holder = $existing[$trigger->name] ?? null;
            if ($holder === $place && !isset($existing[$temporary])) {
                continue;
            }
            foreach ($tables as $table) {
                if ($table->old() === $holder) {
                    $this->stepAside($aside, $table, $trigger->name);
                }
            }
            if (isset($existing[$temporary])) {
                $this->connection->execute('DROP TRIGGER ' . Connection::quoteName($temporary));
            }
            $trigger->create($this->connection, table: $place);
        }
    }

    /**
     * Those of tables that have moved aside, in words, where nothing of their name has come in.
     *
     * @param array<int, StagingTable> $tables
     * @return list<string> warnings
     */
    public function lost(array $tables, bool $kept): array
    {
        $places = [];
        foreach ($tables as $table) {
            $places[$table->old()] = $table->place;
        }
        $warnings = [];
        foreach ($this->tablesByTrigger() as $trigger => $table) {
            if (isset($places[$table]) && !str_starts_with($trigger, self::TEMPORARY)) {
                $warnings[] = "the trigger $trigger of $places[$table] " . ($kept
                    ? 'is kept with the replaced table, what has come in its place does not have it'
                    : 'is gone with the replaced table, what has come in its place does not have it');
            }
        }

        return $warnings;
    }

    private function stepAside(string $aside, StagingTable $table, string $trigger): void
    {
        $row = $this->connection->rows('SHOW CREATE TRIGGER ' . Connection::quoteName($trigger))[0];
        $sql = CodeStatement::parse((string) $row['SQL Original Statement'])->originalAs($trigger, $table->place);
        $stored = new StoredCode($trigger, (string) $row['sql_mode'], $sql);
        $id = $this->journal->addItem($aside, Journal::TRIGGER, $table->number, $stored->toJson());
        $this->connection->execute('DROP TRIGGER ' . Connection::quoteName($trigger));
        $stored->create($this->connection, self::TEMPORARY . $id, $table->old());
    }

    /** @return array<string, string> */
    private function tablesByTrigger(): array
    {
        return array_column(
            $this->connection->rows(
                'SELECT TRIGGER_NAME AS name, EVENT_OBJECT_TABLE AS object FROM information_schema.TRIGGERS
                 WHERE TRIGGER_SCHEMA = DATABASE()',
            ),
            'object',
            'name',
        );
    }
}
