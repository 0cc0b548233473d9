<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

/** How many processes are of use side by side on this machine. */
final class Processors
{
    /** More connections than this mostly wait for each other in the server. */
    private const MOST = 4;

    public static function jobs(): int
    {
        $count = preg_match_all('/^processor\s*:/m', (string) @file_get_contents('/proc/cpuinfo'));

        return max(1, min(self::MOST, $count === 0 ? 2 : (int) $count));
    }
}
