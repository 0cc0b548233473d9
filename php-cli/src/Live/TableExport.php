<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Database\Connection;

/** Writes tables as SQL with the replacement done; the database stays as it is. */
final class TableExport
{
    /**
     * @param resource $to
     * @param string   $charset of the connection, and of what is written
     */
    public function __construct(
        private readonly Connection $connection,
        string $charset,
        private readonly Rules $rules,
        private readonly ColumnChoice $choice,
        private $to,
        private readonly int $rowsPerInsert,
    ) {
        fwrite($to, "/*!40101 SET NAMES $charset */;\n");
    }

    /** @return list<ColumnResult> */
    public function run(Table $table): array
    {
        if ($table->isView) {
            return [ColumnResult::skipped($table, 'skipped (view)')];
        }
        $create = $this->connection->lists("SHOW CREATE TABLE {$table->quoted()}")[0][1] ?? '';
        fwrite($this->to, "\nDROP TABLE IF EXISTS {$table->quoted()};\n$create;\n");
        $columns = array_values(array_filter($table->columns, static fn (Column $column): bool => !$column->isGenerated));
        $looked = array_filter($columns, fn (Column $column): bool => in_array($column, $this->choice->of($table), true));
        $counts = array_fill_keys(array_keys($looked), 0);
        $names = implode(', ', array_map(static fn (Column $column): string => $column->quoted(), $columns));
        $rows = [];
        foreach ($this->connection->stream("SELECT $names FROM {$table->quoted()}") as $row) {
            foreach (array_keys($looked) as $at) {
                $value = $row[$at] === null ? null : $this->rules->value($row[$at]);
                $counts[$at] += $value === $row[$at] ? 0 : 1;
                $row[$at] = $value;
            }
            $rows[] = '(' . implode(', ', array_map($this->literal(...), $columns, $row)) . ')';
            if (count($rows) === $this->rowsPerInsert) {
                $this->insert($table, $names, $rows);
                $rows = [];
            }
        }
        $rows === [] || $this->insert($table, $names, $rows);
        $results = [];
        foreach ($counts as $at => $count) {
            $results[] = new ColumnResult($table->name, $columns[$at]->name, $count);
        }

        return $results;
    }

    /** @param list<string> $rows */
    private function insert(Table $table, string $names, array $rows): void
    {
        fwrite($this->to, "INSERT INTO {$table->quoted()} ($names) VALUES \n" . implode(",\n", $rows) . ";\n");
    }

    private function literal(Column $column, ?string $value): string
    {
        return match (true) {
            $value === null => 'NULL',
            $column->isBinary() => $value === '' ? "''" : '0x' . bin2hex($value),
            default => $this->connection->quote($value),
        };
    }
}
