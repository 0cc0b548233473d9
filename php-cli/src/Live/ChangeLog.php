<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Failure;

/**
 * The changed values, for people: `table.column:key`, then each place as it was and as it is, in the layout of
 * `wp search-replace --log`.
 */
final class ChangeLog
{
    /** Equal bytes that end a difference: the length of a serialized string is one with the string. */
    private const AGREEMENT = 12;
    /** As far as one looks for where both go on alike. */
    private const REACH = 4096;

    /**
     * @param resource $to
     * @param int      $before characters shown before a difference
     * @param int      $after  and after it
     */
    public function __construct(private $to, private readonly int $before = 40, private readonly int $after = 40)
    {
    }

    /** @return resource */
    public static function open(string $file)
    {
        $to = $file === '-' ? STDOUT : @fopen($file, 'w');

        return $to === false ? throw Failure::failed("cannot write the file $file", 'check its folder and permissions') : $to;
    }

    /** @param list<?string> $key */
    public function write(Table $table, Column $column, array $key, string $old, string $new): void
    {
        $olds = $news = [];
        foreach (self::differences($old, $new) as [$oldAt, $oldLength, $newAt, $newLength]) {
            $olds[] = $this->shown($old, $oldAt, $oldLength);
            $news[] = $this->shown($new, $newAt, $newLength);
        }
        $place = "$table->name.$column->name" . ($key === [] ? '' : ':' . implode(',', $key));
        foreach ([$place, '< ' . implode(' [...] ', $olds), '> ' . implode(' [...] ', $news)] as $line) {
            // Values come from a database: no control characters reach a terminal.
            fwrite($this->to, (preg_replace('/[\x00-\x1f\x7f]/', ' ', $line) ?? '') . "\n");
        }
    }

    /**
     * Where two values differ, the one having been made of the other from left to right.
     *
     * @return list<array{int, int, int, int}> offset and length in the old, offset and length in the new
     */
    private static function differences(string $old, string $new): array
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

    private function shown(string $text, int $at, int $length): string
    {
        $start = max(0, $at - $this->before);
        $part = substr($text, $start, $at - $start + $length + $this->after);

        // Characters that the cut left incomplete.
        return preg_replace('/^[\x80-\xbf]+|[\xc0-\xff][\x80-\xbf]*$/D', '', $part) ?? $part;
    }
}
