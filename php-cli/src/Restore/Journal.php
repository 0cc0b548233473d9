<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;

/**
 * The table `_wpn_restore`: what a run works on, written before it is done, so that the next run can finish or undo one
 * that was killed; and what the last one has kept, so that it can be undone on request.
 *
 * Its rows: `table`, a table of the run; `undoes`, the run whose kept tables this one puts back; `swapping`, written before
 * the RENAME, with what to do after it; `kept` or `beside` in its place when the run is over and its tables stay. Then, by
 * set (the tables that a run brings in, or those that it moves aside): `key`, `trigger` and `view`, what belongs to the
 * tables of the set under names that others may have as well.
 */
final class Journal
{
    public const KEY = 'key';
    public const TRIGGER = 'trigger';
    public const VIEW = 'view';

    private const TABLE = '`_wpn_restore`';
    private const IN_PROGRESS = 'swapping';
    private const KEPT = 'kept';
    private const BESIDE = 'beside';

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
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
            COMMENT='a restore that runs, was killed, or can be undone'",
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
        $this->add($table->run, 'table', $table->number, $table->place);
    }

    /** @return list<StagingTable> */
    public function tables(string $run): array
    {
        $undone = $this->undoes($run);
        $set = $undone === null ? null : StagingTable::aside($undone);

        return array_map(
            static fn (JournalItem $row): StagingTable => new StagingTable($run, $row->number, $row->text, set: $set),
            $this->items($run, 'table'),
        );
    }

    public function markUndoing(string $run, string $undone): void
    {
        $this->add($run, 'undoes', 0, $undone);
    }

    /** The run that this one undoes, if it undoes one. */
    public function undoes(string $run): ?string
    {
        return ($this->items($run, 'undoes')[0] ?? null)?->text;
    }

    /** The set that a run brings in. */
    public function incoming(string $run): string
    {
        $undone = $this->undoes($run);

        return $undone === null ? $run : StagingTable::aside($undone);
    }

    /** @param string $set a run, or what one moves aside */
    public function addItem(string $set, string $kind, int $number, string $text): int
    {
        $this->add($set, $kind, $number, $text);

        return (int) $this->connection->value('SELECT LAST_INSERT_ID()');
    }

    /** @return list<JournalItem> in the order in which they were added */
    public function items(string $set, string $kind): array
    {
        $rows = $this->connection->rows(
            'SELECT `id`, `number`, `text` FROM ' . self::TABLE . "
             WHERE `kind` = '$kind' AND `run` = {$this->connection->quote($set)} ORDER BY `id`",
        );

        return array_map(
            static fn (array $row): JournalItem => new JournalItem(
                (int) $row['id'],
                (int) $row['number'],
                (string) $row['text'],
            ),
            $rows,
        );
    }

    /** Leaves out what a run would bring beside its tables. */
    public function forgetItems(string $set): void
    {
        $kinds = "'" . implode("', '", [self::KEY, self::TRIGGER, self::VIEW]) . "'";
        $this->connection->execute(
            'DELETE FROM ' . self::TABLE . " WHERE `kind` IN ($kinds) AND `run` = {$this->connection->quote($set)}",
        );
    }

    public function markSwapping(string $run, Ending $ending): void
    {
        $this->add($run, self::IN_PROGRESS, 0, $ending->toJson());
    }

    public function unmarkSwapping(string $run): void
    {
        $this->connection->execute(sprintf(
            "DELETE FROM %s WHERE `kind` = '%s' AND `run` = %s",
            self::TABLE,
            self::IN_PROGRESS,
            $this->connection->quote($run),
        ));
    }

    /** What is to be done after the RENAME; null before a run has come so far, and when it is over. */
    public function ending(string $run): ?Ending
    {
        $row = $this->items($run, self::IN_PROGRESS)[0] ?? null;

        return $row === null ? null : Ending::fromJson($row->text);
    }

    /** The run is over. The tables that it moved aside stay. */
    public function markKept(string $run): void
    {
        $this->turn($run, self::KEPT);
    }

    /** The run is over. Its tables, which stand beside those of the site, may be replaced by others like them. */
    public function markBeside(string $run): void
    {
        $this->turn($run, self::BESIDE);
    }

    public function isOver(string $run): bool
    {
        return $this->items($run, self::KEPT) !== [] || $this->items($run, self::BESIDE) !== [];
    }

    /** @return list<string> runs whose old tables are kept; the newest last */
    public function kept(): array
    {
        return $this->runsThatAre(self::KEPT);
    }

    /** @return list<string> runs whose tables stand beside those of the site */
    public function beside(): array
    {
        return $this->runsThatAre(self::BESIDE);
    }

    /** @return list<int> which tables of a run that is over had nothing to replace */
    public function newTables(string $run): array
    {
        $row = $this->items($run, self::KEPT)[0] ?? null;

        return $row === null ? [] : Ending::fromJson($row->text)->newTables;
    }

    public function forget(string $run): void
    {
        $this->connection->execute(sprintf(
            'DELETE FROM %s WHERE `run` IN (%s, %s)',
            self::TABLE,
            $this->connection->quote($run),
            $this->connection->quote(StagingTable::aside($run)),
        ));
    }

    /** @return list<string> oldest first */
    public function runs(): array
    {
        return array_map('strval', $this->connection->column(
            'SELECT `run` FROM ' . self::TABLE . " WHERE `run` NOT LIKE '%\\_old' GROUP BY `run` ORDER BY MIN(`id`)",
        ));
    }

    /** @return list<string> */
    private function runsThatAre(string $state): array
    {
        return array_map('strval', $this->connection->column(
            'SELECT `run` FROM ' . self::TABLE . " WHERE `kind` = '$state' ORDER BY `id`",
        ));
    }

    private function turn(string $run, string $state): void
    {
        $this->connection->execute(sprintf(
            "UPDATE %s SET `kind` = '%s' WHERE `kind` = '%s' AND `run` = %s",
            self::TABLE,
            $state,
            self::IN_PROGRESS,
            $this->connection->quote($run),
        ));
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
}
