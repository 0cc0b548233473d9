<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** International host names in ASCII, RFC 3492. Tests need no more than lower case; ext-intl may not be there. */
final class Punycode
{
    private const BASE = 36;
    private const THRESHOLD_MIN = 1;
    private const THRESHOLD_MAX = 26;
    private const DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';

    public static function toAscii(string $host): string
    {
        return implode('.', array_map(
            static fn (string $label): string => preg_match('~[\x80-\xff]~', $label) ? 'xn--' . self::encode($label) : $label,
            explode('.', $host),
        ));
    }

    public static function toUnicode(string $host): string
    {
        return implode('.', array_map(
            static fn (string $label): string => str_starts_with($label, 'xn--') ? self::decode(substr($label, 4)) : $label,
            explode('.', $host),
        ));
    }

    private static function encode(string $label): string
    {
        $points = array_map('mb_ord', mb_str_split($label, 1, 'UTF-8'));
        $ascii = (string) preg_replace('~[\x80-\xff]~', '', $label);
        $handled = strlen($ascii);
        $result = $ascii === '' ? '' : "$ascii-";
        [$point, $delta, $bias] = [128, 0, 72];
        while ($handled < count($points)) {
            $next = min(array_filter($points, static fn (int $candidate): bool => $candidate >= $point));
            $delta += ($next - $point) * ($handled + 1);
            $point = $next;
            foreach ($points as $candidate) {
                if ($candidate < $point) {
                    $delta++;
                }
                if ($candidate === $point) {
                    $result .= self::number($delta, $bias);
                    $bias = self::adapt($delta, $handled + 1, strlen($ascii) === $handled);
                    $delta = 0;
                    $handled++;
                }
            }
            $delta++;
            $point++;
        }
        return $result;
    }

    private static function decode(string $label): string
    {
        $dash = strrpos($label, '-');
        $points = $dash === false ? [] : array_map('ord', str_split(substr($label, 0, $dash)));
        [$point, $index, $bias] = [128, 0, 72];
        for ($at = $dash === false ? 0 : $dash + 1; $at < strlen($label); $index++) {
            $old = $index;
            for ($weight = 1, $k = self::BASE; true; $k += self::BASE) {
                $digit = strpos(self::DIGITS, $label[$at] ?? '?');
                if ($digit === false) {
                    return "xn--$label";
                }
                $at++;
                $index += $digit * $weight;
                $threshold = self::threshold($k, $bias);
                if ($digit < $threshold) {
                    break;
                }
                $weight *= self::BASE - $threshold;
            }
            $bias = self::adapt($index - $old, count($points) + 1, $old === 0);
            $point += intdiv($index, count($points) + 1);
            $index %= count($points) + 1;
            array_splice($points, $index, 0, [$point]);
        }
        return implode('', array_map(static fn (int $point): string => mb_chr($point, 'UTF-8') ?: '?', $points));
    }

    /** A delta as digits, the lowest first. */
    private static function number(int $delta, int $bias): string
    {
        $digits = '';
        for ($k = self::BASE; $delta >= ($threshold = self::threshold($k, $bias)); $k += self::BASE) {
            $digits .= self::DIGITS[$threshold + ($delta - $threshold) % (self::BASE - $threshold)];
            $delta = intdiv($delta - $threshold, self::BASE - $threshold);
        }
        return $digits . self::DIGITS[$delta];
    }

    private static function threshold(int $k, int $bias): int
    {
        return max(self::THRESHOLD_MIN, min(self::THRESHOLD_MAX, $k - $bias));
    }

    private static function adapt(int $delta, int $points, bool $isFirst): int
    {
        $delta = intdiv($delta, $isFirst ? 700 : 2);
        $delta += intdiv($delta, $points);
        for ($k = 0; $delta > 455; $k += self::BASE) {
            $delta = intdiv($delta, self::BASE - self::THRESHOLD_MIN);
        }
        return $k + intdiv((self::BASE - self::THRESHOLD_MIN + 1) * $delta, $delta + 38);
    }
}
