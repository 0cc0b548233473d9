<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Corpus;

/** Ways in which WordPress and its plugins wrap a string. */
final class Layers
{
    /** @return array<string, callable(string): string> */
    public static function all(): array
    {
        return [
            'array' => self::inArray(...),
            'object' => self::inObject(...),
            'custom' => self::inCustomPayload(...),
            'json' => self::inJson(...),
            'base64' => base64_encode(...),
        ];
    }

    public static function inArray(string $inner): string
    {
        return serialize(['n' => 1, 'v' => $inner, 'list' => [1.5, null, true]]);
    }

    public static function inObject(string $inner): string
    {
        return serialize(new Settings($inner));
    }

    public static function inCustomPayload(string $inner): string
    {
        return serialize(new LegacyBox($inner));
    }

    public static function inJson(string $inner): string
    {
        $document = ['id' => 7, 'path' => '/', 'v' => $inner, 'e' => new \stdClass(), 'f' => 1.0];
        return json_encode($document, JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION);
    }
}
