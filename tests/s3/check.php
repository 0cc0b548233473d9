<?php

/** What the programs in this folder share: a line for each check, and the sum at the end. */

declare(strict_types=1);

$passed = $failed = 0;

/** @param callable(): (bool|string) $do true, or what is wrong */
function check(string $name, callable $do): void
{
    global $passed, $failed;
    try {
        $result = $do();
    } catch (\Throwable $e) {
        $result = get_class($e) . ': ' . $e->getMessage();
    }
    if ($result === true) {
        $passed++;
        echo "ok $name\n";
    } else {
        $failed++;
        echo "not ok $name: ", is_string($result) ? $result : var_export($result, true), "\n";
    }
}

function conclude(): never
{
    global $passed, $failed;
    echo "$passed passed, $failed failed\n";
    exit($failed ? 1 : 0);
}
