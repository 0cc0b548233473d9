<?php

/**
 * Checks, counted: a line for each, and `N passed, N failed` at the end.
 */

declare(strict_types=1);

namespace WpNormalize\Tests\E2e;

final class Checks
{
    private int $passed = 0;
    private int $failed = 0;

    public function that(bool $holds, string $what, string $detail = ''): void
    {
        $holds ? $this->passed++ : $this->failed++;
        echo $holds ? "  ok    $what\n" : "  FAIL  $what\n" . ($detail === '' ? '' : "        $detail\n");
    }

    /** Same bytes in every string and same types, class names and properties of any visibility included. */
    public function same(mixed $expected, mixed $actual, string $what): void
    {
        [$expected, $actual] = [serialize($expected), serialize($actual)];
        $detail = 'expected ' . self::shown($expected) . "\n        found    " . self::shown($actual);
        $this->that($expected === $actual, $what, $detail);
    }

    /** A value as a failed check shows it. */
    public static function shown(mixed $value): string
    {
        $text = is_string($value) ? addcslashes($value, "\0..\37\177") : var_export($value, true);
        return mb_strimwidth($text, 0, 400, '…');
    }

    public function finish(): never
    {
        echo "$this->passed passed, $this->failed failed\n";
        exit($this->failed === 0 ? 0 : 1);
    }
}
