<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Failure;

/** The replacement in one table: rows are read, rewritten, and written back in batches. */
final class TableReplacement
{
    private const BATCH_BYTES = 2 << 20;
    private const BATCH_ROWS = 1000;
    /** So often, in bytes read, the writer is looked after. */
    private const STEP_BYTES = 64 << 10;
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

    /** @param \Closure(int): void $progress is given the bytes of rows as they are read */
    public function run(\Closure $progress): void
    {
        try {
            $this->replace($progress);
            $this->settle();
        } catch (Failure $failure) {
            // An interruption: what the server is at is still brought to its end, and counted.
            $this->settle();
            throw $failure;
        }
    }

    /** @param \Closure(int): void $progress */
    private function replace(\Closure $progress): void
    {
        $batch = [];
        $bytes = $seen = 0;
        foreach ($this->rows->all() as $rowBytes => $row) {
            $seen += $rowBytes;
            if ($seen >= self::STEP_BYTES) {
                $progress($seen);
                $this->writer?->advance();
                $seen = 0;
            }
            $change = $row === null ? null : $this->change($row);
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
        $progress($seen);
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
            $value = $row[$at];
            if ($value !== null && $value !== '' && ($replaced = $this->rules->value($value)) !== $value) {
                $new[$at] = $replaced;
            }
        }
        if ($this->site !== null) {
            $new = $this->site($row) + array_diff_key($new, array_flip($this->site));
        }

        return $new === [] ? null : new Change($row, $new);
    }

    /**
     * What changes in the address of a network's site, whose parts are in two columns.
     *
     * @param list<?string> $row
     * @return array<int, string>
     */
    private function site(array $row): array
    {
        [$domain, $path] = $this->site;
        $site = array_combine($this->site, $this->rules->site((string) $row[$domain], (string) $row[$path]));

        return array_filter($site, static fn (string $value, int $at): bool => $value !== $row[$at], ARRAY_FILTER_USE_BOTH);
    }

    /** @param list<Change> $changes */
    private function write(array $changes): void
    {
        $this->settle();
        if ($this->writer === null) {
            $this->count($changes);
        } elseif ($changes !== []) {
            $this->writer->start($changes);
        }
    }

    /** Waits for the batch that is being written, and tries again with what the site has changed meanwhile. */
    private function settle(): void
    {
        $readings = $this->table->key === [] ? 1 : self::READINGS;
        for ($reading = 1; ($outcome = $this->writer?->finish()) !== null; $reading++) {
            $this->count($outcome->written);
            foreach ($outcome->refused as [$change, $words]) {
                $this->leave($change, $words);
            }
            if ($outcome->changed !== [] && $reading < $readings) {
                $this->writer->start($this->readAgain($outcome->changed));
                continue;
            }
            foreach ($outcome->changed as $change) {
                $this->leave($change, 'the site keeps changing it, or it holds characters that DB_CHARSET lacks');
            }
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
