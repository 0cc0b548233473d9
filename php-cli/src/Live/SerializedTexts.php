<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Database\SerializedArray;

/** The strings in a serialized array, to any depth, for showing them; any other value, one with objects too, is one text. */
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
        $parts = is_string($value) && $depth > 0 ? SerializedArray::decode($value) : $value;
        if (is_array($parts)) {
            foreach ($parts as $part) {
                self::collect($part, $texts, $depth - 1);
            }
        } elseif (is_string($value)) {
            $texts[] = $value;
        }
    }
}
