<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Database;

/**
 * Reads what PHP's serialize() wrote of an array of scalars and such arrays. Anything else is not read: data from a
 * database may hold objects, and nothing of it is brought to life here.
 */
final class SerializedArray
{
    private const MAX_DEPTH = 64;

    private int $at = 0;

    private function __construct(private readonly string $text)
    {
    }

    /** @return array<mixed>|null null where it is anything but an array of scalars and arrays */
    public static function decode(string $text): ?array
    {
        $reader = new self($text);
        try {
            $value = $reader->value(0);
        } catch (\UnexpectedValueException) {
            return null;
        }

        return is_array($value) && $reader->at === strlen($text) ? $value : null;
    }

    private function value(int $depth): mixed
    {
        $type = $this->text[$this->at] ?? '';

        return match ($type) {
            'N' => $this->null(),
            'b' => $this->take('/\Gb:([01]);/')[1] === '1',
            'i' => (int) $this->take('/\Gi:([+-]?\d+);/')[1],
            'd' => self::float($this->take('/\Gd:([^;]{1,40});/')[1]),
            's' => $this->string(),
            'a' => $this->array($depth + 1),
            default => throw new \UnexpectedValueException("type $type"),
        };
    }

    private function null(): mixed
    {
        $this->take('/\GN;/');

        return null;
    }

    private function string(): string
    {
        $length = (int) $this->take('/\Gs:(\d{1,10}):"/')[1];
        $string = substr($this->text, $this->at, $length);
        $this->at += $length;
        $this->take('/\G";/');

        return $string;
    }

    /** @return array<mixed> */
    private function array(int $depth): array
    {
        $count = (int) $this->take('/\Ga:(\d{1,9}):\{/')[1];
        if ($depth > self::MAX_DEPTH) {
            throw new \UnexpectedValueException('too deep');
        }
        $array = [];
        for ($left = $count; $left > 0; $left--) {
            $key = $this->value($depth);
            if (!is_int($key) && !is_string($key)) {
                throw new \UnexpectedValueException('a key that is none');
            }
            $array[$key] = $this->value($depth);
        }
        $this->take('/\G\}/');

        return $array;
    }

    /** @return list<string> */
    private function take(string $pattern): array
    {
        if (preg_match($pattern, $this->text, $match, 0, $this->at) !== 1) {
            throw new \UnexpectedValueException("no $pattern at $this->at");
        }
        $this->at += strlen($match[0]);

        return $match;
    }

    private static function float(string $number): float
    {
        return match ($number) {
            'INF' => INF,
            '-INF' => -INF,
            'NAN' => NAN,
            default => is_numeric($number) ? (float) $number : throw new \UnexpectedValueException("d:$number"),
        };
    }
}
