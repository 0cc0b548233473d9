<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Map\ReplacementReport;
use WpNormalize\Cli\Restore\Load\InsertConnection;
use WpNormalize\Cli\Restore\Load\LoadConnection;
use WpNormalize\Cli\Restore\Load\RowLoader;
use WpNormalize\Cli\Restore\Load\StoredFrames;
use WpNormalize\Cli\Restore\Load\Workers;
use WpNormalize\IoException;
use WpNormalize\SqlException;

/**
 * Loads a dump into staging tables, and proves that all of it is there.
 *
 * A backup whose frames are known is loaded by several processes, table by table; any other dump as it comes.
 */
final class Loader
{
    /** Definitions, views, triggers: what is read at once of a backup in frames. */
    private const MOST_DEFINITIONS = 67108864;

    /**
     * @param \Closure(string): string                $place    the name that a table of the dump gets
     * @param (\Closure(int, ?string=): void)|null    $progress given stored bytes and the table
     */
    public function __construct(
        private readonly Connection $connection,
        private readonly DatabaseSettings $settings,
        private readonly Journal $journal,
        private readonly \Closure $place,
        private readonly ?\Closure $progress = null,
    ) {
    }

    /** @return array{Staging, Loaded} */
    public function load(DumpSource $dump, RestorePlan $plan): array
    {
        $site = $this->siteTables($dump);
        $frames = $dump->manifest === null ? null : StoredFrames::of($dump->manifest);
        $definitions = $frames === null ? [] : $this->definitions($frames, $plan->tables);
        $isParallel = $frames !== null && array_sum(array_column($definitions, 'size')) <= self::MOST_DEFINITIONS;

        $rows = $isParallel ? null : $this->rowLoader();
        $staging = new Staging($this->connection, $this->journal, $this->place, $rows);
        $collations = new Collations($this->connection);
        $loader = new DumpLoader(
            $staging,
            $collations,
            $site,
            $plan->tables,
            $this->settings->prefix,
            $dump->manifest !== null,
            $plan->withCode,
        );
        try {
            $report = $isParallel
                ? $this->loadFrames($dump, $frames, $definitions, $plan, $loader, $staging)
                : $this->loadStream($dump, $plan, $loader);
        } finally {
            $rows?->close();
        }
        $this->prove($staging, $dump, $plan->tables, $loader->otherTables());

        return [$staging, new Loaded($report, $collations->replaced(), $loader->warnings())];
    }

    /** What a manifest tells before anything is read, or dropped to make room. */
    public function check(DumpSource $dump, RestorePlan $plan): void
    {
        if ($dump->manifest !== null) {
            $names = array_map('strval', array_keys($dump->manifest->tables()));
            $plan->tables->refuseUnknown(array_values(array_filter($names, $this->siteTables($dump)->has(...))));
            StoredFrames::of($dump->manifest);
        }
    }

    private function rowLoader(): RowLoader
    {
        return new RowLoader(
            new InsertConnection($this->settings),
            new LoadConnection($this->settings, static function (): void {
            }),
        );
    }

    private function loadStream(DumpSource $dump, RestorePlan $plan, DumpLoader $loader): ReplacementReport
    {
        $report = new ReplacementReport();
        $replacer = $plan->map->replacer();
        $reader = $dump->reader($replacer);
        $this->read($loader, $reader, $this->progress);
        // Not every dump puts back what it has set.
        $this->connection->execute("SET NAMES {$this->settings->charset}");
        if ($dump->manifest !== null && $reader->sql->sha256() !== $dump->manifest->sha256()) {
            throw Failure::integrity(
                'the dump is not the one that its manifest describes (SHA-256)',
                'take another backup; nothing was changed',
            );
        }
        if ($replacer !== null) {
            $report->add($replacer->report());
        }

        return $report;
    }

    /**
     * The definitions here, in the order of the dump; then the rows by workers.
     *
     * @param list<array{offset: int, size: int, sha256: string}> $definitions
     */
    private function loadFrames(
        DumpSource $dump,
        StoredFrames $frames,
        array $definitions,
        RestorePlan $plan,
        DumpLoader $loader,
        Staging $staging,
    ): ReplacementReport {
        $stream = fopen('php://memory', 'w+');
        fwrite($stream, StoredFrames::read($dump->store, $dump->object, $definitions));
        rewind($stream);
        $this->read($loader, DumpReader::ofStream($stream), null);
        $workers = new Workers($this->connection, $dump, $frames, $staging, $this->progress);

        return $workers->load($this->settings, $plan->map, $plan->jobs);
    }

    /**
     * Of the tables that are wanted. Views and triggers belong to the site as a whole.
     *
     * @return list<array{offset: int, size: int, sha256: string}>
     */
    private function definitions(StoredFrames $frames, TableChoice $tables): array
    {
        return array_values(array_filter($frames->all(), static fn (array $frame): bool => match ($frame['type']) {
            'rows' => false,
            'schema' => $tables->has((string) $frame['table']),
            'code' => $tables->isAll(),
            default => true,
        }));
    }

    /** @param (\Closure(int, ?string=): void)|null $progress */
    private function read(DumpLoader $loader, DumpReader $reader, ?\Closure $progress): void
    {
        try {
            $loader->load($reader, $progress);
        } catch (SqlException | IoException $exception) {
            throw Failure::integrity(
                "{$reader->name()} cannot be read to its end: {$exception->getMessage()}",
                'it is damaged or cut; nothing was changed',
            );
        }
        if ($reader->sql->complete() === false) {
            throw Failure::integrity(
                'the dump ends without its closing line',
                'it is cut; take another one. Nothing was changed',
            );
        }
    }

    /** Of the tables that are there or, as a manifest says, will be: another site may come with either. */
    private function siteTables(DumpSource $dump): SiteTables
    {
        $tables = array_keys(SiteTables::existing($this->connection) + ($dump->manifest?->tables() ?? []));

        return new SiteTables($this->settings->prefix, array_map('strval', $tables));
    }

    /** @param list<string> $leftOut */
    private function prove(Staging $staging, DumpSource $dump, TableChoice $tables, array $leftOut): void
    {
        $loaded = $staging->rows();
        $tables->refuseUnknown(array_map('strval', array_keys($loaded)));
        if ($loaded === []) {
            throw $leftOut === []
                ? Failure::integrity('the dump holds no table', 'is it the right file? nothing was changed')
                : Failure::refused(
                    "no table of the dump starts with DB_PREFIX, {$this->settings->prefix}: $leftOut[0]",
                    'set DB_PREFIX to that of the dump',
                );
        }
        $dump->proveRows(
            $loaded,
            static fn (string $table): bool => $tables->has($table) && !in_array($table, $leftOut, true),
        );
    }
}
