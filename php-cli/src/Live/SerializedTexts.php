<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

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
        $inner = is_string($value) ? self::decoded($value) : $value;
        if ($inner === null || $depth === 0) {
            is_string($value) && $texts[] = $value;
        } elseif (is_string($inner)) {
            self::collect($inner, $texts, $depth - 1);
        } elseif (is_array($inner) || is_object($inner)) {
            foreach ((array) $inner as $part) {
                self::collect($part, $texts, $depth - 1);
            }
        }
    }

    /** @return mixed null where it is no serialized value */
    private static function decoded(string $value): mixed
    {
        $decoded = preg_match('/^[aOsC]:\d/', $value) === 1 ? @unserialize($value, ['allowed_classes' => false]) : false;

        return $decoded === false ? null : $decoded;
    }
}
