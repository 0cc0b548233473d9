<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;

/**
 * The table `_wpn_restore`: what a run works on, written before it is done, so that the next run can finish or undo one
 * that was killed. It is there only while a restore runs, or after one that was killed.
 *
 * Its rows are of three kinds: `table`, a table of the run; `step`, a statement to run once all tables have their names,
 * removed when it is done; `swapping`, written before the RENAME.
 */
final class Journal
{
    private const TABLE = '`_wpn_restore`';

    public function __construct(private readonly Connection $connection)
    {
    }

    public function open(): void
    {
        $this->connection->execute(
            'CREATE TABLE IF NOT EXISTS ' . self::TABLE . " (
                `id` bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
                `run` varchar(16) NOT NULL,
                `kind` varchar(8) NOT NULL,
                `number` int unsigned NOT NULL,
                `text` longtext NOT NULL
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='a restore that runs, or was killed'",
        );
    }

    /** Only one restore at a time works in a schema, so an empty journal is nobody's. */
    public function close(): void
    {
        if ($this->connection->value('SELECT COUNT(*) FROM ' . self::TABLE) === '0') {
            $this->connection->execute('DROP TABLE ' . self::TABLE);
        }
    }

    public function addTable(StagingTable $table): void
    {
        $this->add($table->run, 'table', $table->number, $table->target);
    }

    public function addStep(string $run, string $statement): void
    {
        $this->add($run, 'step', 0, $statement);
    }

    public function markSwapping(string $run): void
    {
        $this->add($run, 'swapping', 0, '');
    }

    public function isSwapping(string $run): bool
    {
        return $this->select('id', $run, 'swapping') !== [];
    }

    /** @return list<StagingTable> */
    public function tables(string $run): array
    {
        return array_map(
            static fn (array $row): StagingTable => new StagingTable($run, (int) $row['number'], $row['text']),
            $this->select('`number`, `text`', $run, 'table'),
        );
    }

    /** @return array<int, string> statements by their id */
    public function steps(string $run): array
    {
        return array_column($this->select('`id`, `text`', $run, 'step'), 'text', 'id');
    }

    public function removeStep(int $id): void
    {
        $this->connection->execute('DELETE FROM ' . self::TABLE . " WHERE `id` = $id");
    }

    public function forget(string $run): void
    {
        $this->connection->execute('DELETE FROM ' . self::TABLE . ' WHERE `run` = ' . $this->connection->quote($run));
    }

    /** @return list<string> */
    public function runs(): array
    {
        return $this->connection->column('SELECT DISTINCT `run` FROM ' . self::TABLE);
    }

    private function add(string $run, string $kind, int $number, string $text): void
    {
        $this->connection->execute(sprintf(
            "INSERT INTO %s (`run`, `kind`, `number`, `text`) VALUES (%s, '%s', %d, %s)",
            self::TABLE,
            $this->connection->quote($run),
            $kind,
            $number,
            $this->connection->quote($text),
        ));
    }

    /** @return list<array<string, ?string>> */
    private function select(string $columns, string $run, string $kind): array
    {
        return $this->connection->rows(
            "SELECT $columns FROM " . self::TABLE . "
             WHERE `kind` = '$kind' AND `run` = {$this->connection->quote($run)} ORDER BY `id`",
        );
    }
}
