<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Safety\SiteCopy;

/**
 * Restores a dump: loads it beside the live tables, proves it whole, makes it safe, and swaps it in.
 *
 * Until the swap the site is what it was; after it, it is the dump.
 */
final class Restorer
{
    public function __construct(private readonly Connection $connection, private readonly DatabaseSettings $settings)
    {
    }

    /** @param (\Closure(int, ?string=): void)|null $progress given stored bytes and the table */
    public function restore(DumpSource $dump, RestorePlan $plan, ?\Closure $progress = null): Restored
    {
        self::refuseOtherPrefix($dump, $this->settings);
        [$restored, $recovered] = (new Turn($this->connection, $this->settings))->take(
            fn (Journal $journal): Restored => $this->loadAndSwap($dump, $plan, $journal, $progress),
        );

        return new Restored(
            $restored->tables,
            $restored->report,
            $restored->collations,
            $restored->precautions,
            [...$recovered, ...$restored->warnings],
        );
    }

    /** A dry run has to say it too. */
    public static function refuseOtherPrefix(DumpSource $dump, DatabaseSettings $settings): void
    {
        $prefix = $dump->manifest?->prefix ?? $settings->prefix;
        if ($prefix !== $settings->prefix) {
            throw Failure::refused(
                "the backup's tables start with $prefix, those of this environment with $settings->prefix",
                'set DB_PREFIX and the $table_prefix of wp-config.php to the former',
            );
        }
    }

    /** @param (\Closure(int, ?string=): void)|null $progress */
    private function loadAndSwap(DumpSource $dump, RestorePlan $plan, Journal $journal, ?\Closure $progress): Restored
    {
        $placement = new Placement($this->connection, $journal, $plan->swap, $this->settings->prefix);
        $loader = new Loader($this->connection, $this->settings, $journal, $placement->place(...), $progress);
        $loader->check($dump, $plan);
        $placement->prepare();
        [$staging, $loaded] = $loader->load($dump, $plan);
        $copy = new SiteCopy($this->connection, $staging->tables(), $this->settings->prefix);
        $precautions = $copy->take($plan->precautions);
        $warnings = $placement->run($staging->run, $staging->tables());

        return new Restored(
            $staging->rows(),
            $loaded->report,
            $loaded->collations,
            $precautions,
            [...$loaded->warnings, ...$warnings],
        );
    }
}
