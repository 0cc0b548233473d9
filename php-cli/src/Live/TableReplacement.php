<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\ErrorHandling;

/** The replacement in one table: rows are read, rewritten, and written back in batches. */
final class TableReplacement
{
    private const BATCH_BYTES = 4 << 20;
    private const BATCH_ROWS = 1000;
    /** A row that the site changes while it is looked at is read again so often. */
    private const READINGS = 5;

    /** @var list<int> where in a row the columns are that are looked into */
    private readonly array $looked;
    /** @var array{int, int}|null where in a row a network's list of sites has the host and the path */
    private readonly ?array $site;
    /** @var array<int, int> changed values, by place in a row */
    private array $counts = [];

    /**
     * @param list<Column>            $columns to look into
     * @param RowWriter|null          $writer  null: nothing is written
     * @param \Closure(string): void $warn
     */
    public function __construct(
        private readonly Table $table,
        private readonly array $columns,
        private readonly TableRows $rows,
        private readonly Rules $rules,
        private readonly ?RowWriter $writer,
        private readonly ?ChangeLog $log,
        private readonly \Closure $warn,
    ) {
        $this->looked = array_keys(
            array_filter($rows->columns, static fn (Column $column): bool => in_array($column, $columns, true)),
        );
        $names = array_flip(array_column($rows->columns, 'name'));
        $site = [$names['domain'] ?? -1, $names['path'] ?? -1];
        $this->site = $rules->readsSites($table) && array_diff($site, $this->looked) === [] ? $site : null;
    }

    /** @param \Closure(int): void $progress is given the bytes of each row */
    public function run(\Closure $progress): void
    {
        $batch = [];
        $bytes = 0;
        foreach ($this->rows->all() as $row) {
            $progress(array_sum(array_map('strlen', array_map('strval', $row))));
            $change = $this->change($row);
            if ($change === null) {
                continue;
            }
            $batch[] = $change;
            $bytes += $change->bytes();
            if ($bytes >= self::BATCH_BYTES || count($batch) >= self::BATCH_ROWS) {
                $this->write($batch);
                [$batch, $bytes] = [[], 0];
            }
        }
        $this->write($batch);
    }

    /** @return list<ColumnResult> */
    public function results(): array
    {
        $results = [];
        foreach ($this->looked as $at) {
            $results[] = new ColumnResult($this->table->name, $this->rows->columns[$at]->name, $this->counts[$at] ?? 0);
        }

        return $results;
    }

    /** @param list<?string> $row */
    private function change(array $row): ?Change
    {
        $new = [];
        foreach ($this->looked as $at) {
            if ($row[$at] !== null && $row[$at] !== '') {
                $new[$at] = $this->rules->value($row[$at]);
            }
        }
        if ($this->site !== null) {
            [$domain, $path] = $this->site;
            [$new[$domain], $new[$path]] = $this->rules->site((string) $row[$domain], (string) $row[$path]);
        }
        $new = array_filter($new, static fn (string $value, int $at): bool => $value !== $row[$at], ARRAY_FILTER_USE_BOTH);

        return $new === [] ? null : new Change($row, $new);
    }

    /** @param list<Change> $changes */
    private function write(array $changes): void
    {
        if ($this->writer === null) {
            $this->count($changes);

            return;
        }
        $readings = $this->table->key === [] ? 1 : self::READINGS;
        for ($reading = 1; $changes !== []; $reading++) {
            $outcome = new Outcome();
            ErrorHandling::uninterrupted(function () use ($changes, &$outcome): void {
                $outcome = $this->writer->write($changes);
            });
            $this->count($outcome->written);
            foreach ($outcome->refused as [$change, $words]) {
                $this->leave($change, $words);
            }
            if ($reading < $readings) {
                $changes = $this->readAgain($outcome->changed);
                continue;
            }
            foreach ($outcome->changed as $change) {
                $this->leave($change, 'the site keeps changing it, or it holds characters that DB_CHARSET lacks');
            }

            return;
        }
    }

    /**
     * Rows that the site has changed since they were read.
     *
     * @param list<Change> $changes
     * @return list<Change>
     */
    private function readAgain(array $changes): array
    {
        $again = [];
        foreach ($changes as $change) {
            $row = $this->writer?->read($change->row);
            $again[] = $row === null ? null : $this->change($row);
        }

        return array_values(array_filter($again));
    }

    /** @param list<Change> $changes */
    private function count(array $changes): void
    {
        foreach ($changes as $change) {
            foreach ($change->new as $at => $value) {
                $this->counts[$at] = ($this->counts[$at] ?? 0) + 1;
                $column = $this->rows->columns[$at];
                $this->log?->write($this->table, $column, $this->key($change), (string) $change->row[$at], $value);
            }
        }
    }

    private function leave(Change $change, string $why): void
    {
        $columns = array_map(fn (int $at): string => $this->rows->columns[$at]->name, array_keys($change->new));
        $key = implode(',', $this->key($change));
        $row = $key === '' ? 'of a row' : "of the row $key";
        ($this->warn)("{$this->table->name}." . implode('+', $columns) . " $row stays as it is: $why");
    }

    /** @return list<?string> */
    private function key(Change $change): array
    {
        return array_slice($change->row, 0, $this->rows->keyLength);
    }
}
