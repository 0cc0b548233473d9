<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Database\Connection;

/**
 * The rows of a table in the order of its key, in pieces, so that no piece is long on its way and no snapshot of the
 * server's long open. A table without a key is read in one go.
 */
final class TableRows
{
    private const PIECE_BYTES = 4 << 20;
    private const PIECE_ROWS_AT_FIRST = 200;
    private const PIECE_ROWS_AT_MOST = 20000;

    /** @var list<Column> the key, then what is looked into; all columns where there is no key */
    public readonly array $columns;
    public readonly int $keyLength;
    private readonly string $select;

    /**
     * @param list<Column> $looked    columns to look into
     * @param string|null  $condition which rows may hold something
     */
    public function __construct(
        private readonly Connection $connection,
        private readonly Table $table,
        array $looked,
        private readonly ?string $condition,
    ) {
        $this->columns = $table->key === [] ? $table->columns : [...$table->key, ...$looked];
        $this->keyLength = count($table->key);
        $this->select = self::names($this->columns);
    }

    /** @return \Generator<list<?string>> */
    public function all(): \Generator
    {
        if ($this->keyLength === 0) {
            yield from $this->connection->stream($this->sql($this->condition ?? 'TRUE', ''));

            return;
        }
        $order = 'ORDER BY ' . self::names($this->table->key);
        $limit = self::PIECE_ROWS_AT_FIRST;
        $after = 'TRUE';
        do {
            $sql = $this->sql($after . ($this->condition === null ? '' : " AND ($this->condition)"), "$order LIMIT $limit");
            // A stream holds a lock on other tables than InnoDB's, and rows of this piece are changed meanwhile.
            $rows = $this->table->isTransactional ? $this->connection->stream($sql) : $this->connection->lists($sql);
            $count = $bytes = 0;
            foreach ($rows as $row) {
                yield $row;
                $count++;
                $bytes += array_sum(array_map(static fn (?string $value): int => strlen((string) $value), $row));
                $last = $row;
            }
            if ($count === 0) {
                return;
            }
            $isLast = $count < $limit;
            $after = $this->behind($last);
            $limit = max(1, min(self::PIECE_ROWS_AT_MOST, $limit * 2, intdiv(self::PIECE_BYTES * $count, max(1, $bytes))));
        } while (!$isLast);
    }

    /**
     * A statement that reads one row by its key.
     *
     * @param list<?string> $row as it was
     */
    public function sqlOf(array $row): string
    {
        $conditions = [];
        foreach ($this->table->key as $at => $column) {
            $conditions[] = "{$column->quoted()} = " . $this->literal($column, (string) $row[$at]);
        }

        return $this->sql(implode(' AND ', $conditions), '');
    }

    /** A value of a key's column. */
    public function literal(Column $column, string $value): string
    {
        return $column->isNumber() && is_numeric($value) ? $value : $this->connection->quote($value);
    }

    private function sql(string $condition, string $ending): string
    {
        return "SELECT $this->select FROM {$this->table->quoted()} WHERE $condition $ending";
    }

    /**
     * The condition for what comes after a row: of a key (a, b) `a >= 1 AND (a > 1 OR (a = 1 AND b > 2))`, which servers
     * find in the index.
     *
     * @param list<?string> $row
     */
    private function behind(array $row): string
    {
        $condition = '';
        foreach (array_reverse($this->table->key, true) as $at => $column) {
            [$name, $value] = [$column->quoted(), $this->literal($column, (string) $row[$at])];
            $condition = $condition === ''
                ? "$name > $value"
                : "($name >= $value AND ($name > $value OR ($name = $value AND $condition)))";
        }

        return $condition;
    }

    /** @param list<Column> $columns */
    private static function names(array $columns): string
    {
        return implode(', ', array_map(static fn (Column $column): string => $column->quoted(), $columns));
    }
}
