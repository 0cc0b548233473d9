<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Restore\Staging;

/** Something that makes a copy of a site harmless. It is done to the staging tables, before anybody sees them. */
interface Precaution
{
    /**
     * @return list<string> what was done, in words; none where there was nothing to do
     */
    public function take(Connection $connection, Staging $staging, string $prefix): array;
}
