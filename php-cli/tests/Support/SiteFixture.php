<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Support;

/**
 * The tables of a small WordPress site, with what hurts: serialized values, zero dates and keys, binary, time stamps, a
 * foreign key, a table without rows.
 */
final class SiteFixture
{
    public static function install(\mysqli $database, string $prefix, string $url): void
    {
        $database->query("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0");
        $tables = [
            "options (option_id bigint unsigned NOT NULL AUTO_INCREMENT, option_name varchar(191) NOT NULL DEFAULT '',
                option_value longtext NOT NULL, autoload varchar(20) NOT NULL DEFAULT 'yes',
                PRIMARY KEY (option_id), UNIQUE KEY option_name (option_name))",
            "posts (ID bigint unsigned NOT NULL AUTO_INCREMENT, post_date datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
                post_content longtext NOT NULL, guid varchar(255) NOT NULL DEFAULT '', PRIMARY KEY (ID))",
            "postmeta (meta_id bigint unsigned NOT NULL AUTO_INCREMENT, post_id bigint unsigned NOT NULL DEFAULT 0,
                meta_key varchar(255) DEFAULT NULL, meta_value longtext DEFAULT NULL, PRIMARY KEY (meta_id),
                KEY post_id (post_id), KEY meta_key (meta_key(191)))",
            "links (link_id bigint unsigned NOT NULL AUTO_INCREMENT, link_url varchar(40) NOT NULL DEFAULT '', PRIMARY KEY (link_id))",
            'empty (id int NOT NULL, PRIMARY KEY (id))',
            'parents (id int NOT NULL, PRIMARY KEY (id))',
            "children (id int NOT NULL AUTO_INCREMENT, parent_id int NOT NULL, raw varbinary(40) DEFAULT NULL,
                seen timestamp NOT NULL DEFAULT current_timestamp(), PRIMARY KEY (id), KEY parent_id (parent_id),
                CONSTRAINT {$prefix}child_parent FOREIGN KEY (parent_id) REFERENCES {$prefix}parents (id) ON DELETE CASCADE)",
        ];
        foreach ($tables as $table) {
            $database->query(
                "CREATE TABLE $prefix$table ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci",
            );
        }
        self::insert($database, "{$prefix}options", [
            [1, 'siteurl', $url, 'yes'],
            [2, 'home', $url, 'yes'],
            [3, 'blog_public', '1', 'yes'],
            [4, 'widget_text', serialize([2 => ['text' => "See $url/about, it's \"ours\"", "$url/key" => true], 'nested' => serialize(["$url/x"])]), 'yes'],
            [5, 'json', json_encode(['u' => "$url/ü"]), 'no'],
        ]);
        self::insert($database, "{$prefix}posts", [
            [0, '0000-00-00 00:00:00', 'zero', "$url/?p=0"],
            [1, '2026-01-02 03:04:05', "<a href=\"$url/a\">a</a>\r\nit's \\ 100 % 😀", "$url/?p=1"],
        ]);
        self::insert($database, "{$prefix}postmeta", [
            [1, 1, '_wp_attachment_metadata', serialize(['file' => '2026/01/a.jpg', 'url' => "$url/a.jpg"])],
            [2, 1, 'null', null],
        ]);
        self::insert($database, "{$prefix}links", [[1, "$url/12345678"]]);
        self::insert($database, "{$prefix}parents", [[1]]);
        self::insert($database, "{$prefix}children", [[1, 1, "\x00\xff\x1a'\\\x80", '2026-07-01 12:00:00']]);
        $database->query('SET SESSION foreign_key_checks = 1');
    }

    /** @param list<list<int|string|null>> $rows */
    private static function insert(\mysqli $database, string $table, array $rows): void
    {
        foreach ($rows as $row) {
            $statement = $database->prepare(
                "INSERT INTO $table VALUES (" . implode(', ', array_fill(0, count($row), '?')) . ')',
            );
            $statement->execute($row);
        }
    }
}
