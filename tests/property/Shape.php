<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Property;

/** What may not change in decoded data: types, counts, names, numbers; strings are all alike. */
final class Shape
{
    /** The shape of a serialized or JSON value; null if it is neither. */
    public static function of(string $value, bool $withKeys): ?string
    {
        $data = @unserialize($value, ['allowed_classes' => false]);
        if ($data !== false || $value === serialize(false)) {
            return 'serialized ' . self::describe($data, $withKeys, true);
        }
        $data = json_decode($value);
        return is_array($data) || is_object($data) ? 'json ' . self::describe($data, $withKeys, $withKeys) : null;
    }

    private static function describe(mixed $data, bool $withKeys, bool $withNames): string
    {
        if (is_string($data)) {
            return 'string';
        }
        if (!is_array($data) && !is_object($data)) {
            return var_export($data, true);
        }
        $items = [];
        foreach ((array) $data as $key => $item) {
            $name = (is_object($data) ? $withNames : $withKeys) ? var_export($key, true) : gettype($key);
            $items[] = $name . ' => ' . self::describe($item, $withKeys, $withNames);
        }
        return (is_array($data) ? 'array' : get_class($data)) . '(' . implode(', ', $items) . ')';
    }
}
