<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Database;

/**
 * Reads what PHP's serialize() wrote of an array of scalars and such arrays. Data from a database may hold objects: they
 * are not read, or as arrays of their properties, and nothing of them is brought to life here.
 */
final class SerializedArray
{
    private const MAX_DEPTH = 64;
    private const ARRAY = '/\Ga:(\d{1,9}):\{/';
    private const OBJECT = '/\GO:\d{1,9}:"[^"]*+":(\d{1,9}):\{/';

    private int $at = 0;

    private function __construct(private readonly string $text, private readonly bool $withObjects)
    {
    }

    /** @return array<mixed>|null null where it is anything but an array of scalars and arrays */
    public static function decode(string $text): ?array
    {
        return self::read(new self($text, false));
    }

    /** @return array<mixed>|null the same where objects are arrays of their properties, and references null */
    public static function decodeWithObjects(string $text): ?array
    {
        return self::read(new self($text, true));
    }

    /** @return array<mixed>|null */
    private static function read(self $reader): ?array
    {
        try {
            $value = $reader->value(0);
        } catch (\UnexpectedValueException) {
            return null;
        }

        return is_array($value) && $reader->at === strlen($reader->text) ? $value : null;
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
            'a' => $this->entries(self::ARRAY, $depth + 1),
            'O' => $this->withObjects ? $this->entries(self::OBJECT, $depth + 1) : throw new \UnexpectedValueException('an object'),
            'r', 'R' => $this->withObjects ? $this->reference() : throw new \UnexpectedValueException('a reference'),
            default => throw new \UnexpectedValueException("type $type"),
        };
    }

    private function null(): mixed
    {
        $this->take('/\GN;/');

        return null;
    }

    private function reference(): mixed
    {
        $this->take('/\G[rR]:\d+;/');

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

    /**
     * @param string $head pattern for what comes before them, with their number
     * @return array<mixed>
     */
    private function entries(string $head, int $depth): array
    {
        $count = (int) $this->take($head)[1];
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
