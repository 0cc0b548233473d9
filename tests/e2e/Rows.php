<?php

/**
 * Every row of a site's tables, read past WordPress's caches and filters.
 */

declare(strict_types=1);

namespace WpNormalize\Tests\E2e;

final class Rows
{
    /** WordPress renews the former whenever it is loaded; a copy has the latter, which prove.php looks at by itself. */
    private const VOLATILE = '/^_(site_)?transient_|^wpn_quarantine$/';

    /**
     * @return array<string, array<string, array<string, ?string>>> table => primary key => column => value
     */
    public static function read(\wpdb $database): array
    {
        $tables = [];
        foreach ($database->get_col("SHOW TABLES LIKE '" . addcslashes($database->base_prefix, '_%') . "%'") as $table) {
            $key = $database->get_col("SHOW KEYS FROM `$table` WHERE Key_name = 'PRIMARY'", 4);
            $tables[$table] = [];
            foreach ($database->get_results("SELECT * FROM `$table`", ARRAY_A) as $row) {
                if (!preg_match(self::VOLATILE, $row['option_name'] ?? $row['meta_key'] ?? '')) {
                    $tables[$table][implode(',', array_intersect_key($row, array_flip($key)))] = $row;
                }
            }
        }
        return $tables;
    }
}
