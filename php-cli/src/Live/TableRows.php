<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Database\Connection;

/**
 * The rows of a table in the order of its key, in pieces, so that no piece is long on its way and no snapshot of the
 * server's long open. A table without a key is read in one go.
 *
 * Where the server sends nothing but rows that may hold something, it goes through one stretch of the table after the other.
 */
final class TableRows
{
    private const PIECE_BYTES = 4 << 20;
    private const PIECE_ROWS_AT_FIRST = 200;
    private const PIECE_ROWS_AT_MOST = 20_000;
    private const STRETCH_BYTES = 32 << 20;
    private const STRETCH_ROWS_AT_MOST = 100_000;

    /** @var list<Column> the key, then what is looked into; all columns where there is no key */
    public readonly array $columns;
    public readonly int $keyLength;
    private readonly string $select;
    private readonly string $order;
    private readonly string $filter;

    /**
     * @param list<Column> $looked       columns to look into
     * @param string|null  $condition    which rows may hold something
     * @param int          $stretchBytes of the table, about, that the server goes through at once
     */
    public function __construct(
        private readonly Connection $connection,
        private readonly Table $table,
        array $looked,
        private readonly ?string $condition,
        private readonly int $stretchBytes = self::STRETCH_BYTES,
    ) {
        $this->columns = $table->key === [] ? $table->columns : [...$table->key, ...$looked];
        $this->keyLength = count($table->key);
        $this->select = 'SELECT ' . self::names($this->columns) . " FROM {$table->byKey()}";
        $this->order = 'ORDER BY ' . self::names($table->key);
        $this->filter = $condition === null ? '' : " AND ($condition)";
    }

    /** @return \Generator<int, list<?string>|null> bytes that were gone through => a row, if there was one */
    public function all(): \Generator
    {
        if ($this->keyLength === 0) {
            yield from self::sized($this->connection->stream("$this->select WHERE TRUE$this->filter"));

            return;
        }
        $after = 'TRUE';
        do {
            [$end, $bytes] = $this->condition === null ? [null, 0] : $this->endOfStretch($after);
            foreach ($this->stretch($after, $end) as $rowBytes => $row) {
                yield $rowBytes => $row;
                $bytes -= $rowBytes;
            }
            yield max(0, $bytes) => null;
            $after = $end === null ? '' : $this->compared('>', $end);
        } while ($after !== '');
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

        return "$this->select WHERE " . implode(' AND ', $conditions);
    }

    /** A value of a key's column. */
    public function literal(Column $column, string $value): string
    {
        return $column->isNumber() && is_numeric($value) ? $value : $this->connection->quote($value);
    }

    /**
     * The rows up to one, or to the end of the table, in pieces.
     *
     * @param list<?string>|null $end its key
     * @return \Generator<int, list<?string>>
     */
    private function stretch(string $after, ?array $end): \Generator
    {
        $rest = ($end === null ? '' : " AND {$this->compared('<=', $end)}") . $this->filter;
        $limit = self::PIECE_ROWS_AT_FIRST;
        do {
            $sql = "$this->select WHERE $after$rest $this->order LIMIT $limit";
            // A stream holds a lock on other tables than InnoDB's, and rows of this piece are changed meanwhile.
            $rows = $this->table->isTransactional ? $this->connection->stream($sql) : $this->connection->lists($sql);
            $count = $bytes = 0;
            foreach (self::sized($rows) as $rowBytes => $row) {
                yield $rowBytes => $row;
                $count++;
                $bytes += $rowBytes;
                $last = $row;
            }
            $isLast = $count < $limit;
            $after = $isLast ? '' : $this->compared('>', $last);
            $limit = max(1, min(self::PIECE_ROWS_AT_MOST, $limit * 2, intdiv(self::PIECE_BYTES * $count, max(1, $bytes))));
        } while (!$isLast);
    }

    /**
     * @param iterable<list<?string>> $rows
     * @return \Generator<int, list<?string>> by their bytes
     */
    private static function sized(iterable $rows): \Generator
    {
        foreach ($rows as $row) {
            $bytes = 0;
            foreach ($row as $value) {
                $bytes += strlen((string) $value);
            }
            yield $bytes => $row;
        }
    }

    /** @return array{list<?string>|null, int} the key of its last row, null where the table ends before; its bytes, about */
    private function endOfStretch(string $after): array
    {
        $rows = max(1, min(self::STRETCH_ROWS_AT_MOST, intdiv($this->stretchBytes, max(1, $this->table->rowBytes))));
        $key = self::names($this->table->key);
        $sql = "SELECT $key FROM {$this->table->byKey()} WHERE $after $this->order LIMIT 1 OFFSET " . ($rows - 1);

        return [$this->connection->lists($sql)[0] ?? null, $rows * $this->table->rowBytes];
    }

    /**
     * The condition for what comes after a row: of a key (a, b) `a >= 1 AND (a > 1 OR (a = 1 AND b > 2))`, which servers
     * find in the index; or for what comes up to it.
     *
     * @param '>'|'<='      $operator
     * @param list<?string> $row
     */
    private function compared(string $operator, array $row): string
    {
        $condition = '';
        foreach (array_reverse($this->table->key, true) as $at => $column) {
            [$name, $value] = [$column->quoted(), $this->literal($column, (string) $row[$at])];
            $condition = $condition === ''
                ? "$name $operator $value"
                : "($name {$operator[0]}= $value AND ($name {$operator[0]} $value OR ($name = $value AND $condition)))";
        }

        return $condition;
    }

    /** @param list<Column> $columns */
    private static function names(array $columns): string
    {
        return implode(', ', array_map(static fn (Column $column): string => $column->quoted(), $columns));
    }
}
