<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Database;

/**
 * Which tables of a schema are those of the site with a prefix.
 *
 * A longer prefix that has options and posts of its own is another site: wp_dev_ beside wp_. The numbered ones of a
 * multisite (wp_2_, where wp_blogs is there) belong to it.
 */
final class SiteTables
{
    /** What restores work on, or have kept. */
    private const RESTORES = '_wpn_';
    /** What the server calls tables with rows; the latter are MariaDB's, WITH SYSTEM VERSIONING. */
    private const TABLES = ['BASE TABLE', self::VERSIONED];
    private const VERSIONED = 'SYSTEM VERSIONED';

    /** @var list<string> longer prefixes of other sites */
    private readonly array $others;

    /**
     * @param string       $prefix empty: every table is taken for the site's
     * @param list<string> $all    every table of the schema
     */
    public function __construct(private readonly string $prefix, private readonly array $all)
    {
        $this->others = $prefix === '' ? [] : self::otherSites($prefix, $all);
    }

    public static function of(Connection $connection, string $prefix): self
    {
        return new self($prefix, self::names($connection, ...self::TABLES));
    }

    /** @return array<string, int> all tables and views of the schema, as keys */
    public static function existing(Connection $connection): array
    {
        return array_flip(
            $connection->column('SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()'),
        );
    }

    /** @return list<string> the site's views */
    public static function views(Connection $connection, string $prefix): array
    {
        return self::ofType($connection, $prefix, 'VIEW');
    }

    /** @return list<string> the site's sequences, which MariaDB has beside tables */
    public static function sequences(Connection $connection, string $prefix): array
    {
        return self::ofType($connection, $prefix, 'SEQUENCE');
    }

    /** @return list<string> those of the site's tables whose former rows the server keeps */
    public static function versioned(Connection $connection, string $prefix): array
    {
        return self::ofType($connection, $prefix, self::VERSIONED);
    }

    /** @return list<string> every table of the schema but those that a restore works on */
    public function all(): array
    {
        return array_values(
            array_filter($this->all, static fn (string $table): bool => !str_starts_with($table, self::RESTORES)),
        );
    }

    /** @return list<string> the site's tables */
    public function own(): array
    {
        return array_values(array_filter($this->all, $this->has(...)));
    }

    /** Whether a table of this name is the site's, be it there or not. */
    public function has(string $table): bool
    {
        if (!str_starts_with($table, $this->prefix) || str_starts_with($table, self::RESTORES)) {
            return false;
        }
        foreach ($this->others as $other) {
            if (str_starts_with($table, $other)) {
                return false;
            }
        }

        return true;
    }

    /**
     * @param list<string> $all
     * @return list<string>
     */
    private static function otherSites(string $prefix, array $all): array
    {
        $exists = array_flip($all);
        $others = [];
        foreach ($all as $table) {
            if (!str_starts_with($table, $prefix) || !str_ends_with($table, 'options')) {
                continue;
            }
            $candidate = substr($table, 0, -strlen('options'));
            $isBlog = isset($exists["{$prefix}blogs"]) && ctype_digit(rtrim(substr($candidate, strlen($prefix)), '_'));
            if ($candidate !== $prefix && isset($exists["{$candidate}posts"]) && !$isBlog) {
                $others[] = $candidate;
            }
        }

        return $others;
    }

    /** @return list<string> */
    private static function ofType(Connection $connection, string $prefix, string $type): array
    {
        $found = self::names($connection, $type);
        $site = new self($prefix, [...self::names($connection, ...self::TABLES), ...$found]);

        return array_values(array_filter($found, $site->has(...)));
    }

    /** @return list<string> */
    private static function names(Connection $connection, string ...$types): array
    {
        return $connection->column(
            "SELECT TABLE_NAME FROM information_schema.TABLES
             WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('" . implode("', '", $types) . "') ORDER BY TABLE_NAME",
        );
    }
}
