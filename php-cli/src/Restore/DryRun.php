<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Map\ReplacementReport;
use WpNormalize\Cli\Map\UrlMap;
use WpNormalize\IoException;
use WpNormalize\SqlException;

/** What a restore would do: the dump is read once, through the map, and goes nowhere. */
final class DryRun
{
    /**
     * @param array<string, int>                            $tables  rows of each table that would be restored
     * @param list<string>                                  $leftOut tables that are not of this site
     * @param array<string, array<string, array{int, int}>> $matches by table and column: values, and matches in them
     */
    private function __construct(
        public readonly array $tables,
        public readonly array $leftOut,
        public readonly array $matches,
        public readonly ReplacementReport $report,
    ) {
    }

    /** @param (\Closure(int, ?string=): void)|null $progress */
    public static function of(
        DumpSource $dump,
        UrlMap $map,
        string $prefix,
        TableChoice $choice,
        ?\Closure $progress = null,
    ): self {
        $replacer = $map->replacer();
        $reader = $dump->reader($replacer);
        $rows = self::rows($reader, $progress);
        if ($reader->sql->complete() === false
            || ($dump->manifest !== null && $reader->sql->sha256() !== $dump->manifest->sha256())
        ) {
            throw Failure::integrity('the dump is cut, or not the one that its manifest describes', 'take another one');
        }
        $dump->proveRows($rows, static fn (): bool => true);
        $site = new SiteTables($prefix, array_map('strval', array_keys($rows)));
        $own = array_filter($rows, static fn (string $table): bool => $site->has($table), ARRAY_FILTER_USE_KEY);
        $choice->refuseUnknown(array_map('strval', array_keys($own)));
        $chosen = array_filter($own, static fn (string $table): bool => $choice->has($table), ARRAY_FILTER_USE_KEY);
        $report = new ReplacementReport();
        if ($replacer !== null) {
            $report->add($replacer->report());
        }

        return new self(
            $chosen,
            array_map('strval', array_keys(array_diff_key($rows, $own))),
            array_intersect_key(self::matches($replacer?->report()['tables'] ?? []), $chosen),
            $report,
        );
    }

    /** How many values would be rewritten. */
    public function changed(): int
    {
        return array_sum(array_map(
            static fn (array $columns): int => array_sum(array_column($columns, 0)),
            $this->matches,
        ));
    }

    /**
     * @param (\Closure(int, ?string=): void)|null $progress
     * @return array<string, int> of each table
     */
    private static function rows(DumpReader $reader, ?\Closure $progress): array
    {
        $rows = [];
        try {
            while (($statement = $reader->next()) !== null) {
                if (in_array($statement->kind, ['create_table', 'insert', 'replace'], true)) {
                    $rows[$statement->table] = ($rows[$statement->table] ?? 0) + $statement->rows;
                }
                if ($progress !== null) {
                    $progress($reader->sql->bytesRead(), $statement->table);
                }
            }
        } catch (SqlException | IoException $exception) {
            throw Failure::integrity(
                "{$reader->name()} cannot be read to its end: {$exception->getMessage()}",
                'it is damaged or cut',
            );
        }

        return $rows;
    }

    /**
     * @param array<string, array<string, array<string, int>>> $tables
     * @return array<string, array<string, array{int, int}>>
     */
    private static function matches(array $tables): array
    {
        $matches = [];
        foreach ($tables as $table => $columns) {
            foreach ($columns as $column => $counters) {
                if ($counters['changed'] > 0) {
                    $matches[$table][$column] = [$counters['changed'], $counters['references']];
                }
            }
        }

        return $matches;
    }
}
