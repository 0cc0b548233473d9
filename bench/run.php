<?php

/**
 * One measured run, in a process of its own; prints the peak of its memory in KiB above PHP's own.
 *
 *   usage: php -d extension=PATH bench/run.php copy|read FILE MAP   MAP: JSON, from => to
 */

declare(strict_types=1);

use WpNormalize\Replacer;
use WpNormalize\SqlReader;

/** The peak of the process's resident memory, in KiB. */
function peak(): int
{
    preg_match('~^VmHWM:\s*(\d+)~m', (string) file_get_contents('/proc/self/status'), $found);
    return (int) $found[1];
}

[, $what, $file, $map] = $argv;
$from = fopen($file, 'rb');
$to = fopen('/dev/null', 'wb');
if ($from === false || $to === false) {
    exit(1);
}
$before = peak();
if ($what === 'copy') {
    (new Replacer(urls: json_decode($map, true, 512, JSON_THROW_ON_ERROR)))->copySql($from, $to);
} else {
    $reader = new SqlReader($from);
    while ($reader->next() !== null) {
    }
}
echo peak() - $before, "\n";
