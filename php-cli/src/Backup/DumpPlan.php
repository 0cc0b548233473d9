<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Backup;

use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Map\UrlMap;
use WpNormalize\Cli\Safety\Scrub;
use WpNormalize\Replacer;

/** What a dump holds of a site, and what is changed on the way, as the user and the environment say. */
final class DumpPlan
{
    private ?Replacer $replacer = null;

    /**
     * @param list<string> $only    tables to take, with * and ?; none: all
     * @param list<string> $exclude tables to leave out, likewise
     * @param string|null  $lean    the prefix of the site whose sessions, logs, transients and caches stay behind; null: none's
     * @param Scrub|null   $scrub   what is done about personal data; null: nothing
     */
    public function __construct(
        private readonly array $only = [],
        private readonly array $exclude = [],
        public readonly bool $allTables = false,
        public readonly bool $withCode = false,
        private readonly ?string $lean = null,
        private readonly ?Scrub $scrub = null,
        private readonly ?UrlMap $map = null,
    ) {
    }

    /**
     * The tables among these that the dump holds.
     *
     * @param list<string> $tables
     * @return list<string>
     */
    public function choose(array $tables): array
    {
        return array_values(array_filter(
            $tables,
            fn (string $table): bool => ($this->only === [] || self::isOneOf($table, $this->only))
                && !self::isOneOf($table, $this->exclude),
        ));
    }

    /**
     * A name that is asked for and not there is a mistake that would be found when it is too late.
     *
     * @param list<string> $tables all there are
     */
    public function check(array $tables): void
    {
        foreach ($this->only as $pattern) {
            if (array_filter($tables, static fn (string $table): bool => fnmatch($pattern, $table)) === []) {
                throw Failure::usage("--tables names $pattern, which is no table of the site", 'see SHOW TABLES');
            }
        }
    }

    /** What rewrites the dump; null where it stays as it is. The same each time, so that its report is whole. */
    public function replacer(): ?Replacer
    {
        $rules = $this->map === null || !$this->map->changesAnything() ? [] : $this->map->rules;
        $dropRows = $this->dropRows();
        if ($rules === [] && $dropRows === [] && $this->scrub === null) {
            return null;
        }
        try {
            return $this->replacer ??= new Replacer(
                urls: $rules,
                keys: true,
                fakes: $this->scrub->fakes ?? [],
                fakeKey: $this->scrub?->key,
                dropRows: $dropRows,
            );
        } catch (\ValueError $error) {
            throw Failure::usage("the map is wrong: {$error->getMessage()}", 'write --map=https://www.example.com=http://localhost:8080');
        }
    }

    /**
     * @param list<string> $tables those in the dump
     * @return list<string>
     */
    public function warnings(array $tables): array
    {
        return $this->scrub?->warnings($tables) ?? [];
    }

    /** Whether the dump is less than the site, or another one: then it must not be taken for a backup of it. */
    public function isForElsewhere(): bool
    {
        return $this->only !== [] || $this->scrub !== null || $this->map?->changesAnything() === true;
    }

    /** @return array<string, mixed> what was done, for the manifest; empty for a plain backup */
    public function alterations(): array
    {
        return array_filter([
            'lean' => $this->lean !== null,
            'scrubbed' => $this->scrub !== null,
            'tables' => $this->only,
            'map' => $this->map?->rules,
        ]);
    }

    /** @return list<string> */
    private function dropRows(): array
    {
        return $this->scrub->dropRows ?? ($this->lean === null ? [] : LeanDump::dropRowsOf($this->lean));
    }

    /** @param list<string> $patterns */
    private static function isOneOf(string $table, array $patterns): bool
    {
        foreach ($patterns as $pattern) {
            if (fnmatch($pattern, $table)) {
                return true;
            }
        }

        return false;
    }
}
