<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Output;

/** Numbers as people read them, and texts without what nobody is to read. */
final class Readable
{
    public static function size(int $bytes): string
    {
        $units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
        $power = $bytes > 0 ? min((int) (log($bytes) / log(1024)), count($units) - 1) : 0;

        return sprintf($power === 0 ? '%d %s' : '%.1f %s', $bytes / 1024 ** $power, $units[$power]);
    }

    /** How long something takes: `18 s`, `4 min`, `2 h 10 min`. */
    public static function duration(int $seconds): string
    {
        return match (true) {
            $seconds < 60 => "$seconds s",
            $seconds < 3600 => intdiv($seconds + 30, 60) . ' min',
            default => intdiv($seconds, 3600) . ' h ' . intdiv($seconds % 3600, 60) . ' min',
        };
    }

    /** How old something is: `90 minutes`, `26 hours`, `9 days`. */
    public static function age(int $seconds): string
    {
        return match (true) {
            $seconds < 2 * 3600 => intdiv($seconds, 60) . ' minutes',
            $seconds < 2 * 86400 => intdiv($seconds, 3600) . ' hours',
            default => intdiv($seconds, 86400) . ' days',
        };
    }

    /** Some write a key into an address, `s3://key:secret@bucket`, where it has no business: it is not repeated. */
    public static function withoutCredentials(string $text): string
    {
        // Secrets of S3 hold slashes, and may hold @.
        return preg_replace('#://(?:[^/@:\s]*:\S*|[^/@\s]*)@#', '://***@', $text) ?? '';
    }
}
