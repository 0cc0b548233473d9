<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Failure;
use WpNormalize\Statement;

/** The tables that a run loads beside the live ones. */
final class Staging
{
    /** Silent truncation, the dump's own mode, is never accepted; nor is a rewritten zero in AUTO_INCREMENT. */
    private const SQL_MODE = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES';

    public readonly string $run;
    /** @var array<string, StagingTable> by target */
    private array $tables = [];
    /** @var array<string, int> rows by target */
    private array $rows = [];
    private readonly int $longestStatement;

    /** @param \Closure(string): string $place the name that a table of the dump gets */
    public function __construct(
        private readonly Connection $connection,
        private readonly Journal $journal,
        private readonly \Closure $place,
    ) {
        $this->run = bin2hex(random_bytes(4));
        $connection->execute("SET SESSION sql_mode = '" . self::SQL_MODE . "', unique_checks = 0");
        $this->longestStatement = (int) $connection->value('SELECT @@max_allowed_packet') - 1024;
    }

    public function create(TableDefinition $definition): void
    {
        if (isset($this->tables[$definition->name])) {
            throw new Refusal("it creates the table $definition->name a second time");
        }
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
        if ($change->clauses !== []) {
            $this->connection->execute($change->sql($table->staging()));
        }
        $this->addForeignKeysAfterwards($table, $change->foreignKeys);
    }

    public function insert(Statement $statement): void
    {
        $table = $this->table((string) $statement->table);
        $name = Connection::quoteName($table->staging());
        $sql = substr_replace($statement->sql, $name, $statement->tableOffset, $statement->tableLength);
        $this->refuseLongRow($statement->table, strlen($sql));
        $this->connection->execute($sql);
        $this->refuseWarnings();
        $this->rows[$statement->table] += $statement->rows;
    }

    /** A statement holds one row at least, and must fit into a packet. */
    public function refuseLongRow(string $where, int $bytes): void
    {
        if ($bytes > $this->longestStatement) {
            throw Failure::failed(
                sprintf('%s holds a row of %d bytes, more than the server takes', $where, $bytes),
                'raise max_allowed_packet of the server; nothing was changed',
            );
        }
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

    /** INSERT IGNORE turns errors into warnings, a value cut to fit its column among them. */
    private function refuseWarnings(): void
    {
        if ($this->connection->warnings() === 0) {
            return;
        }
        foreach ($this->connection->rows('SHOW WARNINGS') as $warning) {
            if ($warning['Level'] !== 'Note') {
                throw new DatabaseError((string) $warning['Message']);
            }
        }
    }
}
