<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Output;

use WpNormalize\Cli\Map\ReplacementReport;
use WpNormalize\Cli\Map\UrlMap;
use WpNormalize\Cli\Restore\DryRun;
use WpNormalize\Cli\Restore\Restored;

/** What a restore did, or would do: lines for people, and the same for programs. */
final class RestoreReport
{
    private const HOSTS_SHOWN = 6;

    /** @return list<string> */
    public static function map(UrlMap $map): array
    {
        $lines = [];
        foreach ($map->rules as $from => $to) {
            $lines[] = $from === $to ? "  $from stays" : "  $from -> $to";
        }

        return $lines;
    }

    /** @return list<string> */
    public static function restored(Restored $restored, UrlMap $map, float $seconds): array
    {
        $lines = [];
        foreach ($restored->collations as $unknown => $substitute) {
            $lines[] = "note: this server does not know $unknown, the tables have $substitute";
        }
        $lines[] = sprintf(
            'Restored %d tables with %s rows, %s values rewritten%s, in %.1f s',
            count($restored->tables),
            number_format(array_sum($restored->tables)),
            number_format($restored->report->changed()),
            $restored->report->faked() === 0 ? '' : ', ' . number_format($restored->report->faked()) . ' made up',
            $seconds,
        );
        foreach ($restored->precautions as $done) {
            $lines[] = "  $done";
        }

        return [...$lines, ...self::foreignHosts($restored->report, $map)];
    }

    /** @return list<string> */
    public static function dryRun(DryRun $run, UrlMap $map): array
    {
        $lines = [sprintf(
            'Would restore %d tables with %s rows, and rewrite %s values:',
            count($run->tables),
            number_format(array_sum($run->tables)),
            number_format($run->changed()),
        )];
        foreach ($run->tables as $table => $rows) {
            $lines[] = sprintf('  %s: %s rows', $table, number_format($rows));
            foreach ($run->matches[$table] ?? [] as $column => [$values, $references]) {
                $lines[] = sprintf(
                    '    %s: %s matches in %s values',
                    $column,
                    number_format($references),
                    number_format($values),
                );
            }
        }
        if ($run->leftOut !== []) {
            $lines[] = 'Would leave out, not being tables of this site: ' . implode(', ', $run->leftOut);
        }

        return [...$lines, ...self::foreignHosts($run->report, $map), 'Nothing was changed'];
    }

    /**
     * @param list<string> $warnings
     * @return array<string, mixed>
     */
    public static function restoredForPrograms(UrlMap $map, Restored $restored, float $seconds, array $warnings): array
    {
        return [
            'map' => (object) $map->rules,
            'tables' => (object) $restored->tables,
            'changed' => $restored->report->changed(),
            'faked' => $restored->report->faked(),
            'foreignHosts' => (object) $restored->report->foreignHosts(),
            'collations' => (object) $restored->collations,
            'precautions' => $restored->precautions,
            'seconds' => round($seconds, 3),
            'warnings' => $warnings,
        ];
    }

    /** @return array<string, mixed> */
    public static function dryRunForPrograms(UrlMap $map, DryRun $run): array
    {
        $tables = [];
        foreach ($run->tables as $table => $rows) {
            $columns = array_map(
                static fn (array $counts): array => ['values' => $counts[0], 'matches' => $counts[1]],
                $run->matches[$table] ?? [],
            );
            $tables[$table] = ['rows' => $rows, 'columns' => (object) $columns];
        }

        return [
            'map' => (object) $map->rules,
            'tables' => (object) $tables,
            'leftOut' => $run->leftOut,
            'changed' => $run->changed(),
            'foreignHosts' => (object) $run->report->foreignHosts(),
        ];
    }

    /** @return list<string> */
    private static function foreignHosts(ReplacementReport $report, UrlMap $map): array
    {
        $hosts = $report->foreignHosts();
        if ($hosts === []) {
            return [];
        }
        $lines = [sprintf(
            'Other hosts that remain: %s, in %s places: %s',
            number_format(count($hosts)),
            number_format(array_sum($hosts)),
            self::mostFrequent($hosts),
        )];
        $forgotten = array_filter($hosts, $map->isForgotten(...), ARRAY_FILTER_USE_KEY);
        if ($forgotten !== []) {
            $lines[] = 'note: below an address that moved; SITE_MAP may say what becomes of them: '
                . self::mostFrequent($forgotten);
        }

        return $lines;
    }

    /** @param array<string, int> $hosts */
    private static function mostFrequent(array $hosts): string
    {
        $shown = [];
        foreach (array_slice($hosts, 0, self::HOSTS_SHOWN, true) as $host => $places) {
            $shown[] = "$host (" . number_format($places) . ')';
        }

        return implode(', ', $shown) . (count($hosts) > count($shown) ? ' and others' : '');
    }
}
