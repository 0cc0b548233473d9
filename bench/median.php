<?php

/* Reads lines of numbers, and prints the median of each column. */

declare(strict_types=1);

$rows = array_map(
    static fn (string $line): array => array_map(floatval(...), preg_split('/\s+/', trim($line))),
    array_filter(explode("\n", stream_get_contents(STDIN))),
);
foreach (array_keys($rows[0]) as $column) {
    $values = array_column($rows, $column);
    sort($values);
    printf(' %9.2f', $values[intdiv(count($values), 2)]);
}
echo "\n";
