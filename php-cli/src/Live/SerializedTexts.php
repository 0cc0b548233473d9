<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Database\SerializedArray;

/** The strings in a serialized value, to any depth, for showing them; any other value is one text. */
final class SerializedTexts
{
    private const DEPTH = 64;

    /** @return list<string> */
    public static function in(string $value): array
    {
        $texts = [];
        self::collect($value, $texts, self::DEPTH);

        return $texts;
    }

    /** @param list<string> $texts */
    private static function collect(mixed $value, array &$texts, int $depth): void
    {
        $parts = is_string($value) && $depth > 0 ? self::parts($value) : $value;
        if (is_array($parts)) {
            foreach ($parts as $part) {
                self::collect($part, $texts, $depth - 1);
            }
        } elseif (is_string($value)) {
            $texts[] = $value;
        }
    }

    /** @return array<mixed>|null null where it is no serialized value with strings */
    private static function parts(string $value): ?array
    {
        // As the one entry of an array it may be a string by itself.
        return preg_match('/^[aOs]:\d/', $value) === 1 ? SerializedArray::decodeWithObjects("a:1:{i:0;$value}") : null;
    }
}
