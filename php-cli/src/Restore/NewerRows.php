<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Database\Connection;

/** What people have added to a live site since a backup of it: what a restore would take from them. */
final class NewerRows
{
    /** What one is called, by the tables that hold it: the first of them that a site has. */
    private const THINGS = [
        'post' => ['posts'],
        'comment' => ['comments'],
        'user' => ['users'],
        'order' => ['wc_orders', 'wc_order_stats'],
    ];

    /**
     * @param list<string> $tables of the site
     * @return list<string>
     */
    public static function lines(Connection $connection, string $prefix, array $tables, Manifest $manifest): array
    {
        $newer = [];
        foreach (self::THINGS as $thing => $names) {
            $count = self::more($connection, self::tablesOf($prefix, $tables, $names), $manifest->tables());
            if ($count > 0) {
                $newer[] = number_format($count) . " {$thing}" . ($count === 1 ? '' : 's');
            }
        }

        return [
            $newer === []
                ? "The site has no more posts, comments, users or orders than this backup (of $manifest->started)"
                : "The site has more than this backup (of $manifest->started), which would go: " . implode(', ', $newer),
        ];
    }

    /**
     * Those of all blogs of a multisite.
     *
     * @param list<string> $tables
     * @param list<string> $names
     * @return list<string>
     */
    private static function tablesOf(string $prefix, array $tables, array $names): array
    {
        foreach ($names as $name) {
            $found = preg_grep('/^' . preg_quote($prefix, '/') . '(\d+_)?' . $name . '$/D', $tables) ?: [];
            if ($found !== []) {
                return array_values($found);
            }
        }

        return [];
    }

    /**
     * @param list<string>       $tables
     * @param array<string, int> $before rows in the backup
     */
    private static function more(Connection $connection, array $tables, array $before): int
    {
        $more = 0;
        foreach ($tables as $table) {
            $rows = (int) $connection->value('SELECT COUNT(*) FROM ' . Connection::quoteName($table));
            $more += max(0, $rows - ($before[$table] ?? 0));
        }

        return $more;
    }
}
