<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Map\ReplacementReport;

/** What a restore did. */
final class Restored
{
    /**
     * @param array<string, int>    $tables     rows of each table
     * @param array<string, string> $collations those that this server does not know => what stands in their place
     * @param list<string>          $precautions what makes the copy harmless, in words
     * @param list<string>          $warnings
     */
    public function __construct(
        public readonly array $tables,
        public readonly ReplacementReport $report,
        public readonly array $collations,
        public readonly array $precautions,
        public readonly array $warnings,
    ) {
    }
}
