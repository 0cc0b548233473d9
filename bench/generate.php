<?php

/**
 * Writes a dump for measurements to standard output.
 *
 *   usage: php bench/generate.php BYTES [plain|posts|nested|none]
 *
 * plain   as a site has it: a reference every 700 bytes or so
 * posts   the same, but nine tenths of it are posts
 * nested  every row serialized data in serialized data
 * none    without a reference
 */

declare(strict_types=1);

use WpNormalize\Bench\Dump;

require __DIR__ . '/Dump.php';

$bytes = (int) ($argv[1] ?? 0);
$kind = $argv[2] ?? 'plain';
if ($bytes <= 0 || !in_array($kind, ['plain', 'posts', 'nested', 'none'], true)) {
    fwrite(STDERR, "usage: php bench/generate.php BYTES [plain|posts|nested|none]\n");
    exit(2);
}
$dump = $kind === 'none' ? new Dump('') : new Dump();
match ($kind) {
    'nested' => $dump->writeNested(STDOUT, $bytes),
    'posts' => $dump->write(STDOUT, $bytes, 0.9),
    default => $dump->write(STDOUT, $bytes),
};
