<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Support;

/** Tables with columns of every type, and values at the edges of each. */
final class EveryType
{
    /** What escapes, separators and terminators look like, in SQL and in LOAD DATA. */
    private const TEXTS = [
        '', 'a', ' a ', "\0", "\n", "\r\n", "\t", "\x08", "\x1a", '\\', '\\\\', '\'', '\'\'', '"', '`', '\\\'', '\'\\', "a\\", '\\N', 'N', 'NULL',
        '\\%', '\\_', '%', '_', '\\0', '\\n', '\\Z', '),', "),\n(", "'),\n('", "',", ",'", "'),(", "('x'),\n", ',', '(', ')', '-- ', '/*', '*/', '#', ';',
        "\0\x1a\\'\"\n", '0', '-0', '007', '1e5', 'é', '€', "a\u{301}",
    ];

    public static function create(\mysqli $database): void
    {
        foreach (['utf8mb4', 'latin1', 'utf8mb3', 'ucs2', 'utf16', 'utf32'] as $charset) {
            self::texts($database, "wp_$charset", $charset);
        }
        self::bytes($database);
        self::numbers($database);
        self::times($database);
        self::others($database);
        self::keys($database);
    }

    private static function texts(\mysqli $database, string $table, string $charset): void
    {
        $database->query("CREATE TABLE $table (
            id int NOT NULL AUTO_INCREMENT PRIMARY KEY, c char(30), v varchar(50) NOT NULL, t tinytext, m mediumtext, l longtext
        ) ENGINE=InnoDB CHARACTER SET $charset");
        $texts = self::TEXTS;
        if ($charset === 'latin1') {
            array_pop($texts); // No combining letters there.
        } elseif ($charset !== 'utf8mb3' && $charset !== 'ucs2') {
            $texts[] = '😀';
        }
        $insert = $database->prepare("INSERT INTO $table (c, v, t, m, l) VALUES (?, ?, ?, ?, ?)");
        foreach ($texts as $text) {
            $insert->execute([rtrim($text), $text, $text, $text, str_repeat($text, 300)]);
        }
        $insert->execute([null, '', null, null, null]);
    }

    private static function bytes(\mysqli $database): void
    {
        $database->query('CREATE TABLE wp_bytes (
            id int NOT NULL PRIMARY KEY, b binary(20), v varbinary(300), t tinyblob, l longblob, n varbinary(10) NOT NULL
        ) ENGINE=InnoDB');
        $insert = $database->prepare('INSERT INTO wp_bytes VALUES (?, ?, ?, ?, ?, ?)');
        $all = implode('', array_map('chr', range(0, 255)));
        mt_srand(1);
        for ($id = 0; $id < 300; $id++) {
            $byte = chr($id % 256);
            $random = implode('', array_map(static fn (): string => chr(mt_rand(0, 255)), range(0, 40)));
            $insert->execute([$id, substr($random, 0, 20), $all, "a{$byte}b", "$random$byte'$all", "$byte\\"]);
        }
        $insert->execute([$id, null, null, null, null, '']);
    }

    private static function numbers(\mysqli $database): void
    {
        $database->query('CREATE TABLE wp_numbers (
            id bigint unsigned NOT NULL PRIMARY KEY, t tinyint, s smallint unsigned, m mediumint, i int, b bigint, u bigint unsigned,
            d decimal(65,30), e decimal(10,0), f float, g double, k double(20,5), z int(10) unsigned zerofill, o bit(1), p bit(64)
        ) ENGINE=InnoDB');
        $rows = [
            "0, -128, 0, -8388608, -2147483648, -9223372036854775808, 0, -0.000000000000000000000000000001, -1, -1.5, -1e-300, -0.5, 0, b'0', b'0'",
            "1, 127, 65535, 8388607, 2147483647, 9223372036854775807, 18446744073709551615, 12345678901234567890123456789012345.123456789012345678901234567890, 9999999999, 3.40282e38, 1.7976931348623157e308, 99999.12345, 42, b'1', b'1111111111111111111111111111111111111111111111111111111111111111'",
            '2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL',
            "18446744073709551615, 0, 0, 0, 0, 0, 0, 0, 0, 0, -0e0, 0, 7, 0, b'10011100'",
        ];
        $database->query('INSERT INTO wp_numbers VALUES (' . implode('), (', $rows) . ')');
        mt_srand(2);
        $database->query('CREATE TABLE wp_doubles (id int NOT NULL PRIMARY KEY, f float, g double) ENGINE=InnoDB');
        for ($id = 0; $id < 500; $id++) {
            [$f, $g] = [mt_rand() / mt_rand(1, 100000), unpack('d', pack('P', (mt_rand() << 31) | mt_rand()))[1]];
            $database->query(sprintf('INSERT INTO wp_doubles VALUES (%d, %.7e, %.17e)', $id, $f, $g));
        }
    }

    private static function times(\mysqli $database): void
    {
        $database->query("SET sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+05:00'");
        $database->query('CREATE TABLE wp_times (
            id int NOT NULL PRIMARY KEY, d date, t time(6), a datetime, b datetime(6), s timestamp NULL, m timestamp(6) NULL
        ) ENGINE=InnoDB');
        $database->query("INSERT INTO wp_times VALUES
            (1, '0000-00-00', '-838:59:59', '0000-00-00 00:00:00', '0000-00-00', '1970-01-01 05:00:01', '2038-01-19 03:14:07.999999'),
            (2, '2024-00-00', '838:59:59', '2024-00-31 00:00:00', '9999-12-31 23:59:59.999999', '0000-00-00 00:00:00', NULL),
            (3, NULL, NULL, NULL, NULL, NULL, NULL),
            (4, '1000-01-01', '00:00:00.000001', '2024-03-31 02:30:00', '2024-10-27 02:30:00.5', '2024-03-31 02:30:00', '2024-10-27 02:30:00.5')");
        $database->query('CREATE TABLE wp_years (id int NOT NULL PRIMARY KEY, y year) ENGINE=InnoDB');
        $database->query('INSERT INTO wp_years VALUES (1, 0), (2, 1901), (3, 2155), (4, NULL)');
    }

    private static function others(\mysqli $database): void
    {
        $database->query("CREATE TABLE wp_sets (
            id int NOT NULL PRIMARY KEY, e enum('', '2', '1', 'it''s', 'a,b'), s set('1', '2', 'x', 'y')
        ) ENGINE=InnoDB");
        $database->query("INSERT INTO wp_sets VALUES (1, '', ''), (2, '1', '1'), (3, '2', '2,y'), (4, 'it''s', '1,2,x,y'), (5, NULL, NULL), (6, 'a,b', 'x')");
        $database->query('CREATE TABLE wp_json (id int NOT NULL PRIMARY KEY, j json) ENGINE=InnoDB');
        $database->query("INSERT INTO wp_json VALUES (1, '{\"a\": \"it''s \\\\\\\\n\\\\\\\\u00e9 é 😀\"}'), (2, NULL), (3, '[]'), (4, '\"),(\"')");
        $database->query('CREATE TABLE wp_shapes (id int NOT NULL PRIMARY KEY, p point NOT NULL, g geometry, SPATIAL KEY p (p)) ENGINE=InnoDB');
        $database->query("INSERT INTO wp_shapes VALUES (1, ST_GeomFromText('POINT(1 2)'), ST_GeomFromText('POLYGON((0 0,10 0,10 10,0 10,0 0))')), (2, ST_GeomFromText('POINT(-1.5 39)'), NULL)");
        $database->query('CREATE TABLE wp_generated (
            a int NOT NULL PRIMARY KEY, b int GENERATED ALWAYS AS (a * 2) STORED, c int GENERATED ALWAYS AS (a + 1) VIRTUAL, d varchar(9)
        ) ENGINE=InnoDB');
        $database->query("INSERT INTO wp_generated (a, d) VALUES (1, 'x'), (2, NULL)");
        $database->query("CREATE TABLE `wp_it's``odd` (`a``b` int NOT NULL PRIMARY KEY, `c)` varchar(9), `select` text) ENGINE=InnoDB");
        $database->query("INSERT INTO `wp_it's``odd` VALUES (1, 'x', 'y')");
    }

    private static function keys(\mysqli $database): void
    {
        $database->query("SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'");
        $database->query('CREATE TABLE wp_counted (id int NOT NULL AUTO_INCREMENT, a int NOT NULL, PRIMARY KEY (a), KEY id (id)) ENGINE=InnoDB');
        $database->query('INSERT INTO wp_counted VALUES (0, 5), (-3, 4), (7, 1)');
        $database->query('CREATE TABLE wp_unkeyed (a int, b text) ENGINE=InnoDB');
        $database->query("INSERT INTO wp_unkeyed VALUES (1, 'x'), (1, 'x'), (NULL, NULL)");
        $database->query('CREATE TABLE wp_memory (a int, b varchar(20), KEY a (a)) ENGINE=MEMORY');
        $database->query("INSERT INTO wp_memory VALUES (1, 'x'), (2, '\\\\')");
        $database->query('CREATE TABLE wp_myisam (a int NOT NULL, id int NOT NULL AUTO_INCREMENT, b text, PRIMARY KEY (a, id), FULLTEXT KEY b (b)) ENGINE=MyISAM');
        $database->query("INSERT INTO wp_myisam (a, b) VALUES (1, 'x'), (1, 'y'), (2, NULL)");
        $database->query('CREATE TABLE wp_hollow (a int, b text, KEY a (a)) ENGINE=InnoDB');
    }
}
