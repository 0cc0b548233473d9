<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** A string literal: what it stands for, and how new bytes are written in it. */
final class SqlLiteral
{
    private const ESCAPES = ['0' => "\0", 'b' => "\x08", 'n' => "\n", 'r' => "\r", 't' => "\t", 'Z' => "\x1a", '%' => '\\%', '_' => '\\_'];
    private const WRITTEN = ["\0" => '\\0', "\n" => '\\n', "\r" => '\\r', "\x1a" => '\\Z', '\\' => '\\\\', '\'' => '\\\'', '"' => '\\"'];

    public static function decode(string $literal, bool $backslashEscapes): Decoded
    {
        $quote = $literal[0];
        $end = strlen($literal) - 1;
        $decoded = new Decoded();
        for ($position = 1; $position < $end; $position++) {
            $byte = $literal[$position];
            if ($byte === $quote) {
                $decoded->add($quote, $position++);
            } elseif ($byte === '\\' && $backslashEscapes) {
                $escaped = $literal[$position + 1];
                $decoded->add(self::ESCAPES[$escaped] ?? $escaped, $position++);
            } else {
                $decoded->add($byte, $position);
            }
        }
        return $decoded->finish($end);
    }

    public static function encode(string $bytes, string $quote, bool $backslashEscapes): string
    {
        return $backslashEscapes ? strtr($bytes, self::WRITTEN) : str_replace($quote, "$quote$quote", $bytes);
    }
}
