<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

/** Which columns a replacement looks into: `column` or `table.column`. Passwords never, nor keys. */
final class ColumnChoice
{
    private const NEVER = ['user_pass'];

    /**
     * @param list<string> $skipped
     * @param list<string> $included nothing means all
     */
    public function __construct(private readonly array $skipped = [], private readonly array $included = [])
    {
    }

    /** @return list<Column> */
    public function of(Table $table): array
    {
        return array_values(array_filter(
            $table->columns,
            fn (Column $column): bool => $column->holdsText()
                && !$table->isKey($column)
                && ($this->included === [] || self::isIn($this->included, $table, $column))
                && !self::isIn([...$this->skipped, ...self::NEVER], $table, $column),
        ));
    }

    /** @param list<string> $names */
    private static function isIn(array $names, Table $table, Column $column): bool
    {
        return in_array($column->name, $names, true) || in_array("$table->name.$column->name", $names, true);
    }
}
