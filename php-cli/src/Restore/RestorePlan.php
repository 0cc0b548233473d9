<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Map\UrlMap;
use WpNormalize\Cli\Safety\Precaution;

/** What a restore is to do, as the user and the environment say. */
final class RestorePlan
{
    /**
     * @param bool             $withCode    whether views and triggers are restored too
     * @param list<Precaution> $precautions what is done to the loaded tables before they are swapped in
     * @param SwapPlan         $swap        where the tables go
     * @param TableChoice      $tables      which of them
     * @param int              $jobs        how many processes load a backup side by side
     */
    public function __construct(
        public readonly UrlMap $map,
        public readonly bool $withCode = false,
        public readonly array $precautions = [],
        public readonly SwapPlan $swap = new SwapPlan(),
        public readonly TableChoice $tables = new TableChoice(),
        public readonly int $jobs = 1,
    ) {
    }
}
