<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\Connection;

/** Replaces in tables of a database that is in use: two connections read, another one writes. */
final class LiveReplacement
{
    /** A value that does not fit is an error, not cut; a zero date beside it is none. */
    private const SQL_MODE = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES';
    private const WARNINGS_AT_MOST = 20;

    /** A row is taken when its turn comes; servers give up after a minute. */
    private const PATIENCE_SECONDS = 3600;

    /** @var list<Connection> */
    private readonly array $readers;
    private readonly Connection $writer;
    private readonly string $charset;
    private readonly bool $isMariaDb;
    /** @var list<string> what is left for people to look at */
    private array $warnings = [];
    private int $furtherWarnings = 0;
    private int $bytes = 0;

    public function __construct(
        DatabaseSettings $settings,
        private readonly Rules $rules,
        private readonly ColumnChoice $choice,
        private readonly bool $isDryRun = false,
        private readonly ?ChangeLog $log = null,
    ) {
        $this->charset = $settings->charset;
        $this->readers = [Connection::open($settings), Connection::open($settings)];
        $this->writer = Connection::open($settings);
        $this->isMariaDb = $this->writer->isMariaDb();
        foreach ([...$this->readers, $this->writer] as $connection) {
            $connection->execute("SET SESSION sql_mode = '" . self::SQL_MODE . "'");
            $connection->execute('SET SESSION net_write_timeout = ' . self::PATIENCE_SECONDS);
            $connection->execute('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
        }
    }

    /**
     * @param (\Closure(int, ?string=): void)|null $progress
     * @return list<ColumnResult>
     */
    public function run(Table $table, ?\Closure $progress = null): array
    {
        $columns = $this->choice->of($table);
        if ($table->isView) {
            return [ColumnResult::skipped($table, 'skipped (view)')];
        }
        // Its rows are found by all their old values, while a statement that reads them is open: only InnoDB allows that.
        if ($table->key === [] && !$table->isTransactional) {
            return [ColumnResult::skipped($table, 'skipped (no key)')];
        }
        if ($columns === []) {
            return [];
        }
        $rows = new TableRows($this->readers, $table, $columns, $this->condition($table, $columns));
        $writer = $this->isDryRun ? null : new RowWriter($this->writer, $this->charset, $table, $rows, $this->rules);
        $replacement = new TableReplacement($table, $columns, $rows, $this->rules, $writer, $this->log, $this->warn(...));
        $replacement->run(function (int $bytes) use ($table, $progress): void {
            $this->bytes += $bytes;
            $progress === null || $progress($this->bytes, $table->name);
        });

        return $replacement->results();
    }

    /** @return list<string> what is left for people to look at */
    public function warnings(): array
    {
        return [
            ...$this->warnings,
            ...$this->furtherWarnings === 0 ? [] : ["and $this->furtherWarnings further values like those"],
        ];
    }

    private function warn(string $warning): void
    {
        if (count($this->warnings) < self::WARNINGS_AT_MOST) {
            $this->warnings[] = $warning;
        } else {
            $this->furtherWarnings++;
        }
    }

    /** @param list<Column> $columns */
    private function condition(Table $table, array $columns): ?string
    {
        $conditions = array_map(
            fn (Column $column): ?string => $this->rules->condition($column, $this->isMariaDb),
            $columns,
        );

        return in_array(null, $conditions, true) || $this->rules->readsSites($table) ? null : implode(' OR ', $conditions);
    }
}
