<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Map\ReplacementReport;
use WpNormalize\Cli\Safety\SiteCopy;
use WpNormalize\IoException;
use WpNormalize\SqlException;
use WpNormalize\SqlReader;

/**
 * Restores a dump: loads it beside the live tables, proves it whole, makes it safe, and swaps it in.
 *
 * Until the swap the site is what it was; after it, it is the dump.
 */
final class Restorer
{
    private const BATCH_SIZE = 1048576;

    public function __construct(private readonly Connection $connection, private readonly DatabaseSettings $settings)
    {
    }

    /**
     * @param resource      $stream   a dump, plain or compressed
     * @param Manifest|null $manifest what it must hold; null for a dump from elsewhere
     */
    public function restore($stream, ?Manifest $manifest, RestorePlan $plan): Restored
    {
        if ($manifest !== null && $manifest->prefix !== $this->settings->prefix) {
            throw Failure::refused(
                "the backup's tables start with $manifest->prefix, those of this environment with {$this->settings->prefix}",
                'set DB_PREFIX and the $table_prefix of wp-config.php to the former',
            );
        }
        [$restored, $recovered] = (new Turn($this->connection, $this->settings))->take(
            fn (Journal $journal): Restored => $this->loadAndSwap($stream, $manifest, $plan, $journal),
        );

        return new Restored(
            $restored->tables,
            $restored->report,
            $restored->collations,
            $restored->precautions,
            [...$recovered, ...$restored->warnings],
        );
    }

    /** @param resource $stream */
    private function loadAndSwap($stream, ?Manifest $manifest, RestorePlan $plan, Journal $journal): Restored
    {
        $placement = new Placement($this->connection, $journal, $plan->swap, $this->settings->prefix);
        $placement->prepare();
        $replacer = $plan->map->replacer();
        $reader = new SqlReader($stream, $replacer, self::BATCH_SIZE);
        $staging = new Staging($this->connection, $journal, $placement->place(...));
        if ($manifest !== null) {
            $staging->refuseLongRow('the backup', $manifest->longestRow());
        }
        $collations = new Collations($this->connection);
        $loader = new DumpLoader(
            $this->connection,
            $staging,
            $collations,
            $this->siteTables($manifest),
            $this->settings->prefix,
            $manifest !== null,
            $plan->withCode,
        );
        try {
            $loader->load($reader);
        } catch (SqlException | IoException $exception) {
            throw Failure::integrity(
                "the dump cannot be read to its end: {$exception->getMessage()}",
                'it is damaged or cut; nothing was changed',
            );
        }
        $this->prove($reader, $staging, $manifest, $loader->otherTables());
        $copy = new SiteCopy($this->connection, $staging->tables(), $this->settings->prefix);
        $precautions = $copy->take($plan->precautions);
        $report = new ReplacementReport();
        if ($replacer !== null) {
            $report->add($replacer->report());
        }
        $warnings = $placement->run($staging->run, $staging->tables());

        return new Restored(
            $staging->rows(),
            $report,
            $collations->replaced(),
            $precautions,
            [...$loader->warnings(), ...$warnings],
        );
    }

    /** Of the tables that are there or, as a manifest says, will be: another site may come with either. */
    private function siteTables(?Manifest $manifest): SiteTables
    {
        $tables = array_keys(SiteTables::existing($this->connection) + ($manifest?->tables() ?? []));

        return new SiteTables($this->settings->prefix, array_map('strval', $tables));
    }

    /** @param list<string> $leftOut */
    private function prove(SqlReader $reader, Staging $staging, ?Manifest $manifest, array $leftOut): void
    {
        if ($reader->complete() === false) {
            throw Failure::integrity(
                'the dump ends without its closing line',
                'it is cut; take another one. Nothing was changed',
            );
        }
        if ($staging->tables() === []) {
            throw $leftOut === []
                ? Failure::integrity('the dump holds no table', 'is it the right file? nothing was changed')
                : Failure::refused(
                    "no table of the dump starts with DB_PREFIX, {$this->settings->prefix}: $leftOut[0]",
                    'set DB_PREFIX to that of the dump',
                );
        }
        if ($manifest === null) {
            return;
        }
        if ($reader->sha256() !== $manifest->sha256()) {
            throw Failure::integrity(
                'the dump is not the one that its manifest describes (SHA-256)',
                'take another backup; nothing was changed',
            );
        }
        $expected = array_diff_key($manifest->tables(), array_flip($leftOut));
        foreach ($expected as $table => $rows) {
            $loaded = $staging->rows()[$table] ?? null;
            if ($loaded !== $rows) {
                throw Failure::integrity(
                    sprintf('%s has %s rows, its manifest says %d', $table, $loaded ?? 'no', $rows),
                    'take another backup; nothing was changed',
                );
            }
        }
    }
}
