<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** Rewrites the strings of a JSON text; all other bytes stay. */
final class Json
{
    private const STRING = '"(?:[^"\\\\]++|\\\\.)*+"';
    private const ESCAPES = ['b' => "\x08", 'f' => "\f", 'n' => "\n", 'r' => "\r", 't' => "\t"];

    public function __construct(private readonly Options $options, private readonly Value $value)
    {
    }

    /** @return list<Edit>|null null if it is not JSON */
    public function edits(string $json, int $depth): ?array
    {
        json_decode($json, true, 0x7fffffff);
        if (json_last_error() !== JSON_ERROR_NONE) {
            return null;
        }
        $edits = [];
        $taken = $this->options->keys ? self::keysOfObjects($json) : [];
        foreach (self::strings($json) as [$start, $length, $object]) {
            $isKey = $object !== null;
            if ($isKey && !$this->options->keys) {
                continue;
            }
            $decoded = self::decode($json, $start + 1, $start + $length - 1);
            $references = $this->options->references;
            $inner = $this->value->edits($decoded->bytes, $depth + 1);
            if ($isKey && $inner !== []) {
                $new = Edit::apply($decoded->bytes, $inner);
                if (isset($taken[$object]["=$new"])) {
                    $this->options->keyCollisions++;
                    $this->options->references = $references;
                    continue;
                }
                $taken[$object]["=$new"] = true;
            }
            if (!self::isEncodable($decoded->bytes, $inner)) {
                $this->options->references = $references;
                continue;
            }
            $string = substr($json, $start, $length);
            array_push($edits, ...$decoded->toSource(
                $inner,
                static fn (Edit $edit, int $matchStart, int $matchEnd): string
                    => self::encode($edit->bytes, [substr($json, $matchStart, $matchEnd - $matchStart), $string, $json]),
            ));
        }
        return $edits;
    }

    /** @return list<array{int, int, ?int}> start and length of each string, quotes included, and for a key the number of its object */
    private static function strings(string $json): array
    {
        $strings = [];
        $objects = [];
        $count = 0;
        preg_match_all('~' . self::STRING . '|[{}]~s', $json, $tokens, PREG_OFFSET_CAPTURE);
        foreach ($tokens[0] as [$token, $start]) {
            if ($token === '{') {
                $objects[] = $count++;
            } elseif ($token === '}') {
                array_pop($objects);
            } else {
                $isKey = preg_match('~\G[ \t\r\n]*:~', $json, $found, 0, $start + strlen($token)) === 1;
                $strings[] = [$start, strlen($token), $isKey ? end($objects) : null];
            }
        }
        return $strings;
    }

    /** @return array<int, array<string, true>> by object, its keys as "=key" */
    private static function keysOfObjects(string $json): array
    {
        $keys = [];
        foreach (self::strings($json) as [$start, $length, $object]) {
            if ($object !== null) {
                $keys[$object]['=' . self::decode($json, $start + 1, $start + $length - 1)->bytes] = true;
            }
        }
        return $keys;
    }

    private static function decode(string $json, int $start, int $end): Decoded
    {
        $decoded = new Decoded();
        $pattern = '~\G(?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-fA-F]{4}|\\\\.|[^\\\\])~s';
        for ($position = $start; $position < $end; $position += strlen($found[0])) {
            preg_match($pattern, $json, $found, 0, $position);
            $spelling = $found[0];
            $bytes = match (true) {
                strlen($spelling) > 2 => json_decode("\"$spelling\""),
                strlen($spelling) === 2 => self::ESCAPES[$spelling[1]] ?? $spelling[1],
                default => $spelling,
            };
            $decoded->add($bytes, $position);
        }
        return $decoded->finish($end);
    }

    /**
     * Whether the edits leave characters whole: JSON holds nothing else.
     *
     * @param list<Edit> $edits
     */
    private static function isEncodable(string $bytes, array $edits): bool
    {
        foreach ($edits as $edit) {
            if (!mb_check_encoding($edit->bytes, 'UTF-8') || !mb_check_encoding(substr($bytes, $edit->start, $edit->length), 'UTF-8')) {
                return false;
            }
        }
        return true;
    }

    /**
     * New bytes of a string, escaped as the first of the models that shows how; as json_encode() does where none does.
     *
     * @param list<string> $models the match, the string, and the whole text
     */
    private static function encode(string $bytes, array $models): string
    {
        $slash = self::firstFound('~\\\\u002f|\\\\?/~i', $models) ?? '\\/';
        $letter = self::firstFound('~\\\\u(?!00[0-7])[0-9a-f]{4}|[\x80-\xff]~i', $models) ?? '\\u00fc';
        $flags = $letter[0] === '\\' ? 0 : JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_LINE_TERMINATORS;
        return str_replace('/', $slash, substr(json_encode($bytes, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | $flags), 1, -1));
    }

    /** @param list<string> $texts */
    private static function firstFound(string $pattern, array $texts): ?string
    {
        foreach ($texts as $text) {
            // An escaped backslash does not escape what follows it.
            if (preg_match($pattern, str_replace('\\\\', '', $text), $found)) {
                return $found[0];
            }
        }
        return null;
    }
}
