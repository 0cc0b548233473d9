<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

/** Where two values differ, the one having been made of the other from left to right. */
final class Differences
{
    /** Equal bytes that end a difference: the length of a serialized string is one with the string. */
    private const AGREEMENT = 12;
    /** As far as one looks for where both go on alike. */
    private const REACH = 4096;

    /** @return list<array{int, int, int, int}> offset and length in the old, offset and length in the new */
    public static function between(string $old, string $new): array
    {
        $differences = [];
        $i = $j = 0;
        while (true) {
            do {
                $alike = strspn(substr($old, $i, self::REACH) ^ substr($new, $j, self::REACH), "\0");
                [$i, $j] = [$i + $alike, $j + $alike];
            } while ($alike === self::REACH);
            if ($i >= strlen($old) && $j >= strlen($new)) {
                return $differences;
            }
            [$oldLength, $newLength] = self::untilAlike(substr($old, $i, self::REACH), substr($new, $j, self::REACH))
                ?? [strlen($old) - $i, strlen($new) - $j];
            $differences[] = [$i, $oldLength, $j, $newLength];
            [$i, $j] = [$i + $oldLength, $j + $newLength];
        }
    }

    /** @return array{int, int}|null how long the difference is in both */
    private static function untilAlike(string $old, string $new): ?array
    {
        for ($length = 0; $length + self::AGREEMENT <= strlen($old); $length++) {
            $at = strpos($new, substr($old, $length, self::AGREEMENT));
            if ($at !== false) {
                return [$length, $at];
            }
        }

        return null;
    }
}
