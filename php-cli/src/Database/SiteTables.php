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

    /** @var list<string> longer prefixes of other sites */
    private readonly array $others;

    /** @param list<string> $all every table of the schema */
    public function __construct(private readonly string $prefix, private readonly array $all)
    {
        $this->others = self::otherSites($prefix, $all);
    }

    public static function of(Connection $connection, string $prefix): self
    {
        return new self($prefix, self::names($connection, 'BASE TABLE'));
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
        $views = self::names($connection, 'VIEW');
        $tables = new self($prefix, [...self::names($connection, 'BASE TABLE'), ...$views]);

        return array_values(array_filter($views, $tables->has(...)));
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
    private static function names(Connection $connection, string $type): array
    {
        return $connection->column(
            "SELECT TABLE_NAME FROM information_schema.TABLES
             WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = '$type' ORDER BY TABLE_NAME",
        );
    }
}
