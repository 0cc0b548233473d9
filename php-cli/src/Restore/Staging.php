<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Restore\Load\LoadSession;
use WpNormalize\Cli\Restore\Load\RowLoader;
use WpNormalize\SqlReader;
use WpNormalize\Statement;

/** The tables that a run loads beside the live ones. */
final class Staging
{
    public readonly string $run;
    /** @var array<string, StagingTable> by target */
    private array $tables = [];
    /** @var array<string, int> rows by target */
    private array $rows = [];

    /**
     * @param \Closure(string): string $place  the name that a table of the dump gets
     * @param RowLoader|null           $loader where rows of the dump go; null where others load them
     */
    public function __construct(
        private readonly Connection $connection,
        private readonly Journal $journal,
        private readonly \Closure $place,
        private readonly ?RowLoader $loader = null,
    ) {
        $this->run = bin2hex(random_bytes(4));
        $connection->execute("SET SESSION sql_mode = '" . LoadSession::SQL_MODE . "'");
    }

    public function create(TableDefinition $definition): void
    {
        if (isset($this->tables[$definition->name])) {
            throw new Refusal("it creates the table $definition->name a second time");
        }
        $this->finishRows();
        $place = ($this->place)($definition->name);
        $table = new StagingTable($this->run, count($this->tables), $definition->name, $place);
        $this->journal->addTable($table);
        $this->addForeignKeysAfterwards($table, $definition->foreignKeys);
        $this->connection->execute($definition->sql($table->staging()));
        $this->tables[$definition->name] = $table;
        $this->rows[$definition->name] = 0;
    }

    public function change(string $target, TableChange $change): void
    {
        $table = $this->table($target);
        $this->finishRows();
        if ($change->clauses !== []) {
            $this->connection->execute($change->sql($table->staging()));
        }
        $this->addForeignKeysAfterwards($table, $change->foreignKeys);
    }

    /** What the dump sets for definitions and rows: the character set, the time zone. */
    public function set(string $sql): void
    {
        $this->connection->execute($sql);
        $this->loader?->set($sql);
    }

    /**
     * Takes the rows of the statement that the reader has just returned, and maybe of those behind it.
     *
     * @param string $place what they are, for messages
     */
    public function insert(Statement $statement, SqlReader $reader, string $place): void
    {
        $table = $this->table((string) $statement->table);
        if ($this->loader === null) {
            throw new Refusal('rows are not expected here');
        }
        $this->addRows($table->target, $this->loader->take($table, $statement, $reader, $place));
    }

    /** No more rows follow for the last table. */
    public function finishRows(): void
    {
        $this->loader?->finish();
    }

    /** Counts rows that are there. */
    public function addRows(string $target, int $rows): void
    {
        $this->rows[$target] += $rows;
    }

    /** @return list<StagingTable> */
    public function tables(): array
    {
        return array_values($this->tables);
    }

    /** @return array<string, int> */
    public function rows(): array
    {
        return $this->rows;
    }

    /** A view or a trigger, which can be created when the tables are there. */
    public function createAfterwards(CodeStatement $code, string $sqlMode): void
    {
        if ($code->table !== null && !isset($this->tables[$code->table])) {
            throw Failure::refused(
                "the trigger $code->name is on the table $code->table, which the dump does not create",
                'restore without --with-code; nothing was changed',
            );
        }
        $this->journal->addItem(
            $this->run,
            $code->table === null ? Journal::VIEW : Journal::TRIGGER,
            $code->table === null ? 0 : $this->tables[$code->table]->number,
            (new StoredCode($code->name, $sqlMode, $code->sql()))->toJson(),
        );
    }

    private function table(string $target): StagingTable
    {
        return $this->tables[$target] ?? throw new Refusal("the dump has not created the table $target");
    }

    /** @param list<string> $keys */
    private function addForeignKeysAfterwards(StagingTable $table, array $keys): void
    {
        foreach ($keys as $key) {
            $this->journal->addItem($this->run, Journal::KEY, $table->number, $key);
        }
    }
}
