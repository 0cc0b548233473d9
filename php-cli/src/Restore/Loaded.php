<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Map\ReplacementReport;

/** What has been loaded into staging tables, beside the tables themselves. */
final class Loaded
{
    /**
     * @param array<string, string> $collations those that this server does not know => what stands in their place
     * @param list<string>          $warnings
     */
    public function __construct(
        public readonly ReplacementReport $report,
        public readonly array $collations,
        public readonly array $warnings,
    ) {
    }
}
