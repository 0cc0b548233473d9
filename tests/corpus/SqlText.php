<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Corpus;

/** Compares SQL by what it says: `''` and `\'` are the same data. */
final class SqlText
{
    private const ESCAPES = ['0' => "\0", 'b' => "\x08", 'n' => "\n", 'r' => "\r", 't' => "\t", 'Z' => "\x1a", '%' => '\\%', '_' => '\\_'];

    /** A row with the value, as mariadb-dump writes it, and a comment behind it. */
    public static function row(string $value): string
    {
        $escapes = ["\0" => '\\0', "\n" => '\\n', "\r" => '\\r', "\x1a" => '\\Z', '\\' => '\\\\', "'" => "\\'", '"' => '\\"'];
        return "INSERT INTO `t` VALUES (1,'" . strtr($value, $escapes) . "');\n-- " . str_repeat('x', 600) . "\n";
    }

    public static function isSame(string $a, string $b): bool
    {
        return $a === $b || self::decoded($a) === self::decoded($b);
    }

    /** Whether each literal of $after that says the same as its counterpart in $before has the same bytes too. */
    public static function keepsUnchanged(string $before, string $after): bool
    {
        $rawBefore = self::tokens($before);
        $rawAfter = self::tokens($after);
        if (count($rawBefore) !== count($rawAfter)) {
            return false;
        }
        foreach ($rawBefore as $i => $raw) {
            if ($raw !== $rawAfter[$i] && self::decode($raw) === self::decode($rawAfter[$i])) {
                return false;
            }
        }
        return true;
    }

    /** @return list<string> */
    private static function decoded(string $sql): array
    {
        return array_map(self::decode(...), self::tokens($sql));
    }

    /** @return list<string> texts and literals in turn, the literals with their quotes */
    private static function tokens(string $sql): array
    {
        return preg_split('~(\'(?:[^\'\\\\]++|\\\\.|\'\')*+\'|"(?:[^"\\\\]++|\\\\.|"")*+")~s', $sql, -1, PREG_SPLIT_DELIM_CAPTURE) ?: [];
    }

    private static function decode(string $token): string
    {
        $quote = $token[0] ?? '';
        if (!in_array($quote, ['\'', '"'], true)) {
            return $token;
        }
        $decoded = preg_replace_callback(
            '~\\\\(.)|' . $quote . $quote . '~s',
            static fn (array $found): string => isset($found[1]) ? self::ESCAPES[$found[1]] ?? $found[1] : $quote,
            substr($token, 1, -1),
        );
        return $quote . $decoded;
    }
}
