<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Database\Connection;

/** A part of a table, in the order of its key, that a connection reads. */
final class Stretch
{
    /**
     * @param string             $after a condition: what comes behind the stretch before
     * @param list<?string>|null $end   the key of its last row; null: to the end of the table
     * @param int                $bytes about; 0 where that is not known
     */
    public function __construct(
        public readonly Connection $reader,
        public readonly string $after,
        public readonly ?array $end,
        public readonly int $bytes,
    ) {
    }
}
