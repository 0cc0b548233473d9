<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Database\Connection;

/** A live table or view, as the information schema describes it. */
final class Table
{
    /**
     * @param list<Column> $columns in their order
     * @param list<Column> $key     by which its rows are found; empty where it has none
     * @param int          $bytes   of its rows, about
     */
    public function __construct(
        public readonly string $name,
        public readonly bool $isView,
        public readonly bool $isTransactional,
        public readonly array $columns,
        public readonly array $key,
        public readonly int $bytes = 0,
    ) {
    }

    public function quoted(): string
    {
        return Connection::quoteName($this->name);
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
