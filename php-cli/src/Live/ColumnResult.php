<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

/** What was replaced in a column, or why a table was left out. */
final class ColumnResult
{
    public function __construct(
        public readonly string $table,
        public readonly string $column,
        public readonly int $count,
        public readonly ?string $skipped = null,
    ) {
    }

    public static function skipped(Table $table, string $why): self
    {
        return new self($table->name, '', 0, $why);
    }
}
