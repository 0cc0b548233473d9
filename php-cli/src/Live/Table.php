<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Database\Connection;

/** A live table or view, as the information schema describes it. */
final class Table
{
    /**
     * @param list<Column> $columns  in their order
     * @param list<Column> $key      by which its rows are found; empty where it has none
     * @param int          $bytes    of its rows, about
     * @param int          $rowBytes of a row, about; 0 where that is not known
     */
    public function __construct(
        public readonly string $name,
        public readonly bool $isView,
        public readonly bool $isTransactional,
        public readonly array $columns,
        public readonly array $key,
        public readonly int $bytes = 0,
        public readonly int $rowBytes = 0,
        private readonly string $keyName = 'PRIMARY',
    ) {
    }

    public function quoted(): string
    {
        return Connection::quoteName($this->name);
    }

    /**
     * For statements that find rows by the key: with statistics from before an import, servers would rather read the whole
     * table for each batch.
     */
    public function byKey(): string
    {
        return $this->key === [] ? $this->quoted() : "{$this->quoted()} FORCE INDEX (" . Connection::quoteName($this->keyName) . ')';
    }

    public function isKey(Column $column): bool
    {
        return in_array($column, $this->key, true);
    }

    public function has(string $column): bool
    {
        return in_array($column, array_column($this->columns, 'name'), true);
    }
}
