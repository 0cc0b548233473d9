<?php

declare(strict_types=1);

namespace WpNormalize\Cli\WpCli;

use WpNormalize\Cli\Live\ColumnResult;

/** What `wp search-replace` prints at the end. */
final class SearchReplaceReport
{
    /** What does the work, where WP-CLI says PHP or SQL. */
    private const TYPE = 'native';

    private readonly bool $isShown;
    private readonly bool $onlyChanged;
    private int $total = 0;

    /** @param array<string, mixed> $options */
    public function __construct(private readonly array $options, bool $isLogging)
    {
        $this->isShown = (bool) ($options['report'] ?? true);
        $this->onlyChanged = (bool) ($options['report-changed-only'] ?? $isLogging);
    }

    /** @param list<ColumnResult> $results */
    public function show(array $results): void
    {
        $rows = [];
        foreach ($results as $result) {
            $this->total += $result->count;
            if ($result->count > 0 || !$this->onlyChanged) {
                $rows[] = $result->skipped === null
                    ? [$result->table, $result->column, $result->count, self::TYPE]
                    : [$result->table, '', $result->skipped, ''];
            }
            if ($result->skipped === 'skipped (no key)' && !$this->isShown) {
                \WP_CLI::warning("No key for table '$result->table'.");
            }
        }
        if ($this->isShown && $rows !== [] && !$this->isSilent() && !$this->countsOnly()) {
            $table = new \cli\Table();
            $table->setHeaders(['Table', 'Column', 'Replacements', 'Type']);
            $table->setRows($rows);
            $table->display();
        }
    }

    /** @param bool $hasCache whether WordPress keeps an object cache that outlives a request */
    public function conclude(bool $hasCache): void
    {
        $replacements = $this->total === 1 ? '1 replacement' : "$this->total replacements";
        $export = $this->options['export'] ?? null;
        match (true) {
            $this->isSilent() => null,
            $this->countsOnly() => \WP_CLI::line((string) $this->total),
            isset($this->options['dry-run']) => \WP_CLI::success("$replacements to be made."),
            $export !== null => \WP_CLI::success("Made $replacements and exported to $export."),
            default => \WP_CLI::success("Made $replacements." . ($hasCache && $this->total > 0
                ? ' Please remember to flush your persistent object cache with `wp cache flush`.'
                : '')),
        };
    }

    private function isSilent(): bool
    {
        return (bool) \WP_CLI::get_config('quiet') || ($this->options['export'] ?? null) === true;
    }

    private function countsOnly(): bool
    {
        return ($this->options['format'] ?? 'table') === 'count';
    }
}
