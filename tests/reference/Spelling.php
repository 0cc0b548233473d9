<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** How one character is written in a text: plain, or escaped in one of the forms that the contract lists. */
final class Spelling
{
    /** Every spelling of a separator, as a regular expression. */
    private const SEPARATORS = [
        '/' => '\\\\*/ | \\\\+u002f | (?:%(?:25)*5c)* %(?:25)*2f | &\#0*47; | &\#x0*2f; | &sol;',
        ':' => ': | \\\\+u003a | %(?:25)*3a | &\#0*58; | &\#x0*3a; | &colon;',
    ];

    /** The spelling of the separator `/` or `:` that stands at $offset; null if none does. */
    public static function separatorAt(string $text, int $offset, string $separator): ?string
    {
        $pattern = self::SEPARATORS[$separator];
        return preg_match("~\\G(?:$pattern)~xi", $text, $found, 0, $offset) ? $found[0] : null;
    }

    /** How `:` or `/` is written where the other of them is written as given. */
    public static function like(?string $other, string $separator): string
    {
        $code = bin2hex($separator);
        return match (1) {
            preg_match('~^(.*%(?:25)*)[23]([af])$~i', $other ?? '', $found),
            preg_match('~^(\\\\+u00)[23]([af])$~i', $other ?? '', $found),
            preg_match('~^(&\#x0*)[23]([af]);$~i', $other ?? '', $found)
                => $found[1] . (strtoupper($found[2]) === $found[2] ? strtoupper($code) : $code) . (str_ends_with($other, ';') ? ';' : ''),
            preg_match('~^(&\#0*)\d+;$~', $other ?? '', $found) => $found[1] . ord($separator) . ';',
            preg_match('~^&\w+;$~', $other ?? '') => $separator === '/' ? '&sol;' : '&colon;',
            default => $separator,
        };
    }

    /**
     * The character that ends before $offset, unescaped: `%3D`, `\n`, `\u003d`, `&#61;` and `=` as what they stand for.
     * Empty at the start of the text.
     */
    public static function characterBefore(string $text, int $offset): string
    {
        $before = substr($text, max(0, $offset - 64), min(64, $offset));
        if (preg_match('~\\\\+u([0-9a-f]{4})$~iD', $before, $found)) {
            return mb_chr((int) hexdec($found[1]), 'UTF-8') ?: '?';
        }
        if (preg_match('~\\\\[nrtbf]$~D', $before)) {
            return ' ';
        }
        if (preg_match('~(?:%(?:25)*[0-9a-f]{2})+$~iD', $before, $found)) {
            return self::lastCharacter((string) hex2bin((string) preg_replace('~%(?:25)*(?=[0-9a-f]{2})~i', '', $found[0])));
        }
        if (preg_match('~&(?:\#\d+|\#x[0-9a-f]+|[a-z]+);$~iD', $before, $found)) {
            $character = html_entity_decode($found[0], ENT_QUOTES | ENT_HTML5, 'UTF-8');
            return in_array($character, ['@', '.', '-', '_', ':', '/'], true) ? $character : ';'; // letters need no entity
        }
        return self::lastCharacter($before);
    }

    /**
     * The character at $offset, unescaped, and the length of its spelling. Empty at the end of the text.
     *
     * @return array{string, int}
     */
    public static function characterAt(string $text, int $offset): array
    {
        $foreign = self::foreignCharacterAt($text, $offset);
        if ($foreign !== null) {
            return $foreign;
        }
        if (preg_match('~\G(?:%(?:25)*([0-7][0-9a-f])|\\\\u00([0-7][0-9a-f]))~i', $text, $found, 0, $offset)) {
            return [chr((int) hexdec($found[2] ?? $found[1])), strlen($found[0])];
        }
        return [substr($text, $offset, 1), 1];
    }

    /**
     * Where user information that starts at $offset may end: behind each `@`, in any spelling.
     *
     * @return list<int>
     */
    public static function endsOfUserinfo(string $text, int $offset): array
    {
        $slash = '(?:%(?:25)*5c)*%(?:25)*2f|&\#0*47;|&\#x0*2f;|&sol;';
        $information = "~\\G(?:&\#0*64;|\\\\u0040|(?!$slash)[^\\s\\x00\"'<>()\\[\\]{}?\#/\\\\])+~i";
        if (!preg_match($information, $text, $found, 0, $offset)) {
            return [];
        }
        preg_match_all('~(?<!^)(?:@|%(?:25)*40|&\#0*64;|\\\\u0040)~i', $found[0], $signs, PREG_OFFSET_CAPTURE);
        return array_map(static fn (array $sign): int => $offset + $sign[1] + strlen($sign[0]), $signs[0]);
    }

    /** Whether $offset is in the middle of an escape such as `%3D`, `\n` or `\u003d`. */
    public static function isInsideEscape(string $text, int $offset): bool
    {
        for ($start = max(0, $offset - 32); $start < $offset; $start++) {
            $pattern = '~\G(?:%(?:25)*[0-9a-f]{2}|\\\\u[0-9a-f]{4}|\\\\[nrtbf])~i';
            if (preg_match($pattern, $text, $found, 0, $start) && $start + strlen($found[0]) > $offset) {
                return true;
            }
        }
        return false;
    }

    /**
     * The character beyond ASCII at $offset: raw, percent-encoded at any depth, or as `\u00fc`.
     *
     * @return array{string, int}|null the character and the length of its spelling
     */
    public static function foreignCharacterAt(string $text, int $offset): ?array
    {
        if (preg_match('~\G[\xc2-\xf4][\x80-\xbf]{1,3}~', $text, $found, 0, $offset)) {
            $character = mb_substr($found[0], 0, 1, 'UTF-8');
            return mb_check_encoding($character, 'UTF-8') ? [$character, strlen($character)] : null;
        }
        if (preg_match('~\G\\\\+u([0-9a-f]{4})~i', $text, $found, 0, $offset) && hexdec($found[1]) >= 0x80) {
            $character = mb_chr((int) hexdec($found[1]), 'UTF-8');
            return $character === false ? null : [$character, strlen($found[0])];
        }
        $byte = '%(?:25)*';
        if (preg_match("~\\G{$byte}[c-f][0-9a-f](?:{$byte}[89ab][0-9a-f]){1,3}~i", $text, $found, 0, $offset)) {
            for ($count = 2; $count <= 4; $count++) {
                if (!preg_match("~\\G(?:{$byte}[0-9a-f]{2}){{$count}}~i", $text, $found, 0, $offset)) {
                    return null;
                }
                $character = (string) hex2bin((string) preg_replace('~%(?:25)*(?=[0-9a-f]{2})~i', '', $found[0]));
                if (mb_check_encoding($character, 'UTF-8')) {
                    return [$character, strlen($found[0])];
                }
            }
        }
        return null;
    }

    /** Letters of the scripts that a host name may run into: Latin, Greek and Cyrillic. */
    public static function isForeignLetter(string $character): bool
    {
        return preg_match('~^(?=\pL)[\p{Latin}\p{Greek}\p{Cyrillic}]$~uD', $character) === 1 && ord($character) >= 0x80;
    }

    private static function lastCharacter(string $bytes): string
    {
        for ($length = 1; $length <= min(4, strlen($bytes)); $length++) {
            $character = substr($bytes, -$length);
            if (mb_check_encoding($character, 'UTF-8')) {
                return $character;
            }
        }
        return substr($bytes, -1);
    }
}
