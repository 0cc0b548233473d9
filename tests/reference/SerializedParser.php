<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** The grammar of unserialize(), by recursive descent. */
final class SerializedParser
{
    private const SCALAR = '~\G(?:N;
        | b:[01];
        | i:[+-]?\d+;
        | d:(?:NAN|-?INF|[+-]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?);
        | [rR]:\d+;)~x';
    private const CLASS_NAME = '[a-zA-Z0-9_\x7f-\xff\\\\]+';

    public function __construct(private readonly string $bytes)
    {
    }

    /** The complete value at $start, or null. */
    public function parse(int $start): ?Node
    {
        if (preg_match(self::SCALAR, $this->bytes, $found, 0, $start)) {
            return new Node($found[0][0], $start, $start + strlen($found[0]));
        }
        return match ($this->bytes[$start] ?? '') {
            's' => $this->string($start),
            'S' => $this->escapedString($start),
            'a' => $this->container($start, '~\Ga:(\d+):\{~', 'is'),
            'O' => $this->object($start),
            'E' => $this->enumCase($start),
            'C' => $this->custom($start),
            default => null,
        };
    }

    private function string(int $start): ?Node
    {
        if (!preg_match('~\Gs:(\d+):"~', $this->bytes, $found, PREG_OFFSET_CAPTURE, $start)) {
            return null;
        }
        $contentStart = $start + strlen($found[0][0]);
        $length = $this->length($found[1][0]);
        if ($length === null || substr($this->bytes, $contentStart + $length, 2) !== '";') {
            return null;
        }
        $end = $contentStart + $length;
        return new Node('s', $start, $end + 2, $found[1][1], $found[1][1] + strlen($found[1][0]), $contentStart, $end);
    }

    /** `S:3:"a\62c";`: the length counts what the escapes stand for. */
    private function escapedString(int $start): ?Node
    {
        if (!preg_match('~\GS:(\d+):"((?:[^\\\\]|\\\\[0-9a-fA-F]{2})*?)";~s', $this->bytes, $found, PREG_OFFSET_CAPTURE, $start)) {
            return null;
        }
        $contentStart = $found[2][1];
        $length = $this->length($found[1][0]);
        $position = $contentStart;
        for ($i = 0; $length !== null && $i < $length; $i++) {
            if (!preg_match('~\G(?:[^\\\\]|\\\\[0-9a-fA-F]{2})~s', $this->bytes, $byte, 0, $position)) {
                return null;
            }
            $position += strlen($byte[0]);
        }
        if ($length === null || substr($this->bytes, $position, 2) !== '";') {
            return null;
        }
        return new Node('S', $start, $position + 2, $found[1][1], $found[1][1] + strlen($found[1][0]), $contentStart, $position);
    }

    private function object(int $start): ?Node
    {
        if (!preg_match('~\GO:(\d+):"(' . self::CLASS_NAME . ')":~', $this->bytes, $found, 0, $start)) {
            return null;
        }
        if ($this->length($found[1]) !== strlen($found[2])) {
            return null;
        }
        return $this->container($start, '~\GO:\d+:"[^"]*":(\d+):\{~', 'is');
    }

    private function enumCase(int $start): ?Node
    {
        $pattern = '~\GE:(\d+):"(' . self::CLASS_NAME . ':[a-zA-Z0-9_\x7f-\xff]+)";~';
        if (!preg_match($pattern, $this->bytes, $found, 0, $start) || $this->length($found[1]) !== strlen($found[2])) {
            return null;
        }
        return new Node('E', $start, $start + strlen($found[0]));
    }

    private function custom(int $start): ?Node
    {
        $pattern = '~\GC:(\d+):"(' . self::CLASS_NAME . ')":(\d+):\{~';
        if (!preg_match($pattern, $this->bytes, $found, PREG_OFFSET_CAPTURE, $start)) {
            return null;
        }
        $length = $this->length($found[3][0]);
        $contentStart = $start + strlen($found[0][0]);
        if ($this->length($found[1][0]) !== strlen($found[2][0]) || $length === null) {
            return null;
        }
        if (($this->bytes[$contentStart + $length] ?? '') !== '}') {
            return null;
        }
        $end = $contentStart + $length;
        return new Node('C', $start, $end + 1, $found[3][1], $found[3][1] + strlen($found[3][0]), $contentStart, $end);
    }

    /** An array or an object from its head on. */
    private function container(int $start, string $head, string $keyTypes): ?Node
    {
        if (!preg_match($head, $this->bytes, $found, 0, $start)) {
            return null;
        }
        $count = $this->length($found[1]);
        $position = $start + strlen($found[0]);
        $entries = [];
        for ($i = 0; $count !== null && $i < $count; $i++) {
            $key = $this->parse($position);
            if ($key === null || !str_contains($keyTypes, strtolower($key->type))) {
                return null;
            }
            $value = $this->parse($key->end);
            if ($value === null) {
                return null;
            }
            $entries[] = [$key, $value];
            $position = $value->end;
        }
        if ($count === null || ($this->bytes[$position] ?? '') !== '}') {
            return null;
        }
        return new Node($this->bytes[$start], $start, $position + 1, entries: $entries);
    }

    /** A length or count that the rest of the bytes can hold. */
    private function length(string $digits): ?int
    {
        $digits = ltrim($digits, '0');
        return strlen($digits) < 18 && (int) $digits <= strlen($this->bytes) ? (int) $digits : null;
    }
}
