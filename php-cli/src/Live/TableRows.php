<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Database\Connection;

/**
 * The rows of a table in the order of its key, in pieces, so that no piece is long on its way and no snapshot of the
 * server's long open. A table without a key is read in one go.
 *
 * Where the server sends nothing but rows that may hold something, it goes through one stretch of the table after the other,
 * and through the next one at the same time.
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
     * @param list<Connection> $readers      that do nothing else meanwhile; two where there is a condition
     * @param list<Column>     $looked       columns to look into
     * @param string|null      $condition    which rows may hold something
     * @param int              $stretchBytes of the table, about, that the server goes through at once
     */
    public function __construct(
        private readonly array $readers,
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
            yield from self::sized($this->readers[0]->stream("$this->select WHERE TRUE$this->filter"));

            return;
        }
        $next = $this->begin('TRUE', $this->readers[0]);
        while ($next !== null) {
            $stretch = $next;
            $other = $stretch->reader === $this->readers[0] ? $this->readers[1] ?? null : $this->readers[0];
            $next = $stretch->end === null ? null : $this->begin($this->compared('>', $stretch->end), $other);
            $rest = $stretch->bytes;
            foreach ($this->read($stretch) as $rowBytes => $row) {
                yield $rowBytes => $row;
                $rest -= $rowBytes;
            }
            yield max(0, $rest) => null;
        }
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
        return $column->isNumber() && is_numeric($value) ? $value : $this->readers[0]->quote($value);
    }

    /** Finds where a stretch ends, and lets the server begin with it. */
    private function begin(string $after, Connection $reader): Stretch
    {
        [$end, $bytes] = [null, 0];
        if ($this->condition !== null) {
            $rows = max(1, min(self::STRETCH_ROWS_AT_MOST, intdiv($this->stretchBytes, max(1, $this->table->rowBytes))));
            $bytes = $rows * $this->table->rowBytes;
            $key = self::names($this->table->key);
            $sql = "SELECT $key FROM {$this->table->byKey()} WHERE $after $this->order LIMIT 1 OFFSET " . ($rows - 1);
            $end = $reader->lists($sql)[0] ?? null;
        }
        $stretch = new Stretch($reader, $after, $end, $bytes);
        if ($this->table->isTransactional) {
            $reader->ask($this->piece($stretch, $after, self::PIECE_ROWS_AT_FIRST));
        }

        return $stretch;
    }

    /** @return \Generator<int, list<?string>> the rows of a stretch, in pieces */
    private function read(Stretch $stretch): \Generator
    {
        [$after, $limit] = [$stretch->after, self::PIECE_ROWS_AT_FIRST];
        $rows = $this->table->isTransactional ? $stretch->reader->answer() : null;
        do {
            // A stream holds a lock on other tables than InnoDB's, and rows of this piece are changed meanwhile.
            $rows ??= $this->table->isTransactional
                ? $stretch->reader->stream($this->piece($stretch, $after, $limit))
                : $stretch->reader->lists($this->piece($stretch, $after, $limit));
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
            $rows = null;
        } while (!$isLast);
    }

    private function piece(Stretch $stretch, string $after, int $limit): string
    {
        $upTo = $stretch->end === null ? '' : " AND {$this->compared('<=', $stretch->end)}";

        return "$this->select WHERE $after$upTo$this->filter $this->order LIMIT $limit";
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
