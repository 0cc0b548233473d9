<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Restore\StagingTable;

/**
 * What is to be loaded, the largest tables first.
 *
 * A table that would keep one worker busy while the others have nothing left to do is shared: each takes frame after
 * frame of it. The order of its rows is that of its primary key, whoever comes first.
 */
final class Queue
{
    /** @var list<Task> */
    private array $tasks = [];
    /** @var array<string, int> parts of shared tables that are not there yet, by target */
    private array $missing = [];
    /** @var array<string, SecondaryIndexes> of shared tables, by target */
    private array $indexes = [];

    /** @param list<StagingTable> $tables */
    public function __construct(
        private readonly Connection $connection,
        private readonly StoredFrames $frames,
        array $tables,
        int $jobs,
    ) {
        $sizes = [];
        foreach ($tables as $table) {
            $sizes[$table->number] = $frames->sizeOf($table->target);
        }
        usort($tables, static fn (StagingTable $a, StagingTable $b): int => $sizes[$b->number] <=> $sizes[$a->number]);
        $much = array_sum($sizes) / (2 * $jobs);
        foreach ($tables as $table) {
            if ($jobs > 1 && $sizes[$table->number] > $much && $this->canBeShared($table)) {
                $this->share($table);
            } elseif ($sizes[$table->number] > 0) {
                $this->tasks[] = Task::whole($table, $frames);
            }
        }
    }

    public function count(): int
    {
        return count($this->tasks);
    }

    /** Null when there is nothing to do, or will be only for the worker that completes a table. */
    public function next(): ?Task
    {
        return array_shift($this->tasks);
    }

    public function done(Task $task): void
    {
        $target = $task->table->target;
        if (isset($this->missing[$target]) && --$this->missing[$target] === 0) {
            unset($this->missing[$target]);
            if (isset($this->indexes[$target])) {
                array_unshift($this->tasks, Task::indexes($task->table, $this->indexes[$target]));
            }
        }
    }

    private function share(StagingTable $table): void
    {
        $parts = Task::parts($table, $this->frames);
        array_push($this->tasks, ...$parts);
        $this->missing[$table->target] = count($parts);
        $indexes = SecondaryIndexes::of($this->connection, $table);
        if ($indexes !== null) {
            $indexes->drop($this->connection);
            $this->indexes[$table->target] = $indexes;
        }
    }

    /** Without a primary key rows stay in the order in which they come; other engines take those of one connection only. */
    private function canBeShared(StagingTable $table): bool
    {
        return $this->connection->value(
            "SELECT 1
             FROM information_schema.TABLES JOIN information_schema.STATISTICS USING (TABLE_SCHEMA, TABLE_NAME)
             WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '{$table->staging()}'
             AND ENGINE = 'InnoDB' AND INDEX_NAME = 'PRIMARY'",
        ) !== null;
    }
}
