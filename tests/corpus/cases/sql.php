<?php

/** Statements of a dump: every way to write rows, literals, comments and modes. */

declare(strict_types=1);

namespace WpNormalize\Tests\Corpus;

return static function (): iterable {
    $built = static fn (string $name, callable $build, array $arguments = []): TestCase
        => TestCase::builtSql("sql: $name", $build, $arguments);
    $stays = static fn (string $name, string $sql, array $arguments = []): TestCase
        => TestCase::sql("sql: $name", $sql, $sql, $arguments);
    $old = TestCase::OLD;
    $new = TestCase::NEW;
    // As mysqldump writes a literal.
    $quote = static fn (string $value): string => "'" . strtr($value, [
        "\0" => '\\0', "\n" => '\\n', "\r" => '\\r', "\x1a" => '\\Z', '\\' => '\\\\', "'" => "\\'", '"' => '\\"',
    ]) . "'";
    $options = "CREATE TABLE `wp_options` (\n  `option_id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,\n  `option_name` varchar(191) NOT NULL DEFAULT '',\n"
        . "  `option_value` longtext NOT NULL,\n  PRIMARY KEY (`option_id`),\n  UNIQUE KEY `option_name` (`option_name`)\n) ENGINE=InnoDB;\n";
    $posts = "CREATE TABLE `wp_posts` (\n  `ID` bigint(20) unsigned NOT NULL AUTO_INCREMENT,\n  `post_content` longtext NOT NULL,\n"
        . "  `guid` varchar(255) NOT NULL DEFAULT '',\n  PRIMARY KEY (`ID`),\n  KEY `post_author` (`guid`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n";

    $statements = [
        'one row' => "INSERT INTO `t` VALUES (1,'%s',NULL);",
        'many rows' => "INSERT INTO `t` VALUES (1,'%1\$s'),(2,'x'),(3,'%1\$s/b');",
        'a row per line' => "INSERT INTO `t` VALUES\n(1,'%1\$s'),\n(2,'%1\$s/b');",
        'a column list' => "INSERT INTO `t` (`a`, `b`) VALUES ('%1\$s', '%1\$s/b');",
        'a schema' => "INSERT INTO `db`.`t` (`a`) VALUES ('%s');",
        'plain names' => "INSERT INTO wp_t (a, b) VALUES (1, '%s');",
        'no INTO' => "INSERT `t` VALUES ('%s');",
        'IGNORE' => "INSERT IGNORE INTO `t` VALUES ('%s');",
        'LOW_PRIORITY' => "INSERT LOW_PRIORITY IGNORE INTO `t` VALUES ('%s');",
        'DELAYED' => "INSERT DELAYED INTO `t` VALUES ('%s');",
        'REPLACE' => "REPLACE INTO `t` VALUES ('%s');",
        'small letters' => "insert into t values ('%s');",
        'VALUE' => "INSERT INTO t VALUE ('%s');",
        'SET' => "INSERT INTO `t` SET `a`='%1\$s', `b` = 5, c='%1\$s/c';",
        'REPLACE with SET' => "REPLACE INTO `t` SET `a`='%s';",
        'ON DUPLICATE KEY UPDATE' => "INSERT INTO `t` (`a`,`b`) VALUES (1,'%1\$s') ON DUPLICATE KEY UPDATE `b`='%1\$s', `a`=VALUES(`a`);",
        'a partition' => "INSERT INTO `t` PARTITION (p0) (`a`) VALUES ('%s');",
        'blanks and line ends everywhere' => "INSERT\n INTO\t`t`\r\n( `a` , `b` )\nVALUES\n( 1 , '%s' )\n,\n( 2 , '' )\n;",
        'CRLF' => "INSERT INTO `t` VALUES (1,'%1\$s');\r\nINSERT INTO `t` VALUES (2,'%1\$s');\r\n",
        'a BOM' => "\xef\xbb\xbfINSERT INTO `t` VALUES ('%s');\n",
        'no line end' => "INSERT INTO `t` VALUES ('%1\$s');INSERT INTO `t` VALUES ('%1\$s');",
        'numbers and keywords' => "INSERT INTO `t` VALUES (-1,1.5e3,NULL,DEFAULT,TRUE,'%s',CURRENT_TIMESTAMP);",
        'hexadecimal and bit literals' => "INSERT INTO `t` VALUES (0x68747470,x'4D7953514C',X'4d',b'0101',0b01,'%s');",
        '_binary' => "INSERT INTO `t` VALUES (_binary '%1\$s',_binary'%1\$s');",
        '_utf8mb4' => "INSERT INTO `t` VALUES (_utf8mb4 '%1\$s',_latin1'%1\$s');",
        'national' => "INSERT INTO `t` VALUES (N'%1\$s',n'%1\$s');",
        'double quotes' => 'INSERT INTO `t` VALUES ("%1$s","it\'s ""%1$s"" \\"x\\"");',
        'an expression' => "INSERT INTO `t` VALUES (CONCAT('%1\$s','/a'),1);",
        'names with quotes and backquotes' => "INSERT INTO `t``'\"` (`a``b`,`c'`) VALUES ('%s','');",
        'a table named values' => "INSERT INTO `values` (`set`) VALUES ('%s');",
        'semicolons and parentheses in literals' => "INSERT INTO `t` VALUES ('a;b),(','%1\$s'),('-- x /* ','%1\$s */');",
        'comments between' => "INSERT /* 'x' */ INTO `t` -- it's\n VALUES # \"\n ('%s' /* ; */ );",
        'two dashes that are no comment' => "INSERT INTO `t` VALUES (5--3,'%s');",
        'a conditional comment around' => "/*!40000 INSERT INTO `t` VALUES ('%s') */;",
        'a MariaDB comment around' => "/*M!100100 INSERT INTO `t` VALUES ('%s') */;",
        'a conditional comment inside' => "INSERT /*!50000 IGNORE */ INTO `t` VALUES ('%s');",
        'what surrounds the rows' => "LOCK TABLES `t` WRITE;\n/*!40000 ALTER TABLE `t` DISABLE KEYS */;\nINSERT INTO `t` VALUES ('%s');\n/*!40000 ALTER TABLE `t` ENABLE KEYS */;\nUNLOCK TABLES;\n",
        'the sandbox line' => "/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump\nINSERT INTO `t` VALUES ('%s');\n",
        'empty statements' => ";;\n;INSERT INTO `t` VALUES ('%s');;\n",
    ];
    foreach ($statements as $name => $format) {
        yield $built($name, static fn (string $url): string => sprintf($format, $url));
    }

    $values = [
        'quotes' => "it's \"%s\" '' \"\"", 'backslashes' => 'C:\\x\\%s\\', 'control characters' => "\0\n\r\t\x08\x1a%s\n", 'percent and underscore' => '\\%% \\_ %s',
        'UTF-8' => 'Größe %s 😀', 'raw bytes' => "\x1f\x8b\xff%s\xfe",
    ];
    foreach ($values as $name => $format) {
        $text = static fn (string $url): string => sprintf($format, $url);
        yield $built("$name, escaped by backslashes", static fn (string $url): string => "INSERT INTO `t` VALUES ({$quote($text($url))},1);");
        yield $built("$name, serialized", static fn (string $url): string => 'INSERT INTO `t` VALUES (' . $quote(serialize([$text($url), $url])) . ');');
        yield $built("$name, serialized twice", static fn (string $url): string => 'INSERT INTO `t` VALUES (' . $quote(serialize([serialize([$text($url)])])) . ');');
        yield $built("$name, without backslash escapes", static fn (string $url): string
            => "SET sql_mode='NO_BACKSLASH_ESCAPES';\nINSERT INTO `t` VALUES ('" . str_replace("'", "''", $text($url)) . "','"
            . str_replace("'", "''", serialize([$text($url)])) . "');");
    }
    yield $built('doubled quotes in a serialized value', static fn (string $url): string
        => "INSERT INTO `t` VALUES ('" . str_replace("'", "''", serialize(["it's $url"])) . "');");
    yield $built('raw line ends in a serialized value', static fn (string $url): string
        => "INSERT INTO `t` VALUES ('" . serialize(["a\r\nb\n$url"]) . "');");
    yield $built('escapes that need none', static fn (string $url): string => "INSERT INTO `t` VALUES ('\\h\\i\\/ $url','\\%\\_');");
    yield $built('an escaped address', static fn (string $url): string => "INSERT INTO `t` VALUES ('" . preg_replace('~(?=[/:])~', '\\', $url) . "/a');");
    yield $built('objects with NUL in names', static fn (string $url): string => 'INSERT INTO `t` VALUES (' . $quote(serialize(new Settings($url))) . ",'$url');");
    yield $built('JSON', static fn (string $url): string => 'INSERT INTO `t` VALUES (' . $quote(json_encode(['u' => $url, 'h' => "<a href=\"$url\">'x'</a>"])) . ');');
    yield $built('JSON in a serialized value', static fn (string $url): string => 'INSERT INTO `t` VALUES (' . $quote(serialize([json_encode(['u' => "$url/'"])])) . ');');
    yield TestCase::sql('sql: a quote in the replacement', "INSERT INTO `t` VALUES ('needle',\"needle\");", "INSERT INTO `t` VALUES ('o\\'x\\\\',\"o\\'x\\\\\");", ['literals' => ['needle' => "o'x\\"]]);
    yield TestCase::sql('sql: a quote in the replacement, without backslash escapes', "SET sql_mode='NO_BACKSLASH_ESCAPES';INSERT INTO `t` VALUES ('needle');", "SET sql_mode='NO_BACKSLASH_ESCAPES';INSERT INTO `t` VALUES ('o''x');", ['literals' => ['needle' => "o'x"]]);
    yield $built('a long statement', static function (string $url) use ($quote): string {
        $rows = [];
        for ($i = 0; $i < 20; $i++) {
            $rows[] = "($i," . $quote(serialize(['u' => "$url/$i", 't' => str_repeat('x', $i)])) . ')';
        }
        return 'INSERT INTO `t` VALUES ' . implode(',', $rows) . ';';
    });

    // What is not a value.
    $kept = [
        'DDL' => "CREATE TABLE `t` (`a` varchar(99) DEFAULT 'https://example.com' COMMENT 'https://example.com/x');",
        'a quoted name' => "INSERT INTO `https://example.com` (`https://example.com`) VALUES (1);",
        'comments' => "-- https://example.com 'x\n# https://example.com \"x\n/* 'https://example.com */ SELECT 1;",
        'UPDATE' => "UPDATE `t` SET `a`='https://example.com';",
        'SET' => "SET @a='https://example.com';",
        'a view' => "CREATE VIEW `v` AS SELECT 'https://example.com' AS `a`;",
        'a hexadecimal literal' => "INSERT INTO `t` VALUES (0x68747470733a2f2f6578616d706c652e636f6d,x'68747470733A2F2F6578616D706C652E636F6D');",
        'no match' => "INSERT INTO `t` VALUES ('it''s','\\%\\h\\/',\"a\\\"b\",'https://other.test');",
        'nothing' => '',
        'white space' => " \n\t\r\n",
        'a comment alone' => "-- end\n",
        'a trigger' => "DELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `x` AFTER INSERT ON `t` FOR EACH ROW BEGIN INSERT INTO `u` VALUES ('https://example.com'); END */;;\nDELIMITER ;\n",
        'a procedure' => "DELIMITER \$\$\nCREATE PROCEDURE p() BEGIN INSERT INTO `u` VALUES ('https://example.com'); SELECT ';'; END\$\$\nDELIMITER ;\n",
    ];
    foreach ($kept as $name => $sql) {
        yield $stays("$name stays", $sql);
        yield TestCase::sql("sql: rows after: $name", "$sql\nINSERT INTO `t` VALUES ('$old');\n", "$sql\nINSERT INTO `t` VALUES ('$new');\n");
    }
    yield TestCase::sql('sql: rows between DELIMITER lines', "delimiter //\nINSERT INTO `t` VALUES ('$old;//')//\nDELIMITER ;\nINSERT INTO `t` VALUES ('$old');", "delimiter //\nINSERT INTO `t` VALUES ('$new;//')//\nDELIMITER ;\nINSERT INTO `t` VALUES ('$new');");
    yield TestCase::sql('sql: a statement without its delimiter', "INSERT INTO `t` VALUES ('$old')", "INSERT INTO `t` VALUES ('$new')");

    // Modes.
    $modes = static fn (string $before, string $rows): callable => static fn (string $url): string => $before . sprintf($rows, $url);
    yield $built('ANSI_QUOTES', $modes("SET SQL_MODE='ANSI_QUOTES';\n", "INSERT INTO \"https://example.com\" (\"it's\") VALUES ('%s','a\\'b');"));
    yield $built('ANSI_QUOTES among others', $modes("SET sql_mode = 'STRICT_ALL_TABLES,ANSI_QUOTES,NO_ZERO_DATE' ;\n", "INSERT INTO \"t'\" VALUES ('%s');"));
    yield $built('ANSI', $modes("SET SESSION sql_mode='ANSI';", "INSERT INTO \"t'\" VALUES ('%s');"));
    yield $built('a mode in a conditional comment', $modes("/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_BACKSLASH_ESCAPES,NO_AUTO_VALUE_ON_ZERO' */;\n", "INSERT INTO `t` VALUES ('\\','%s\\');"));
    yield $built('a mode that ends', $modes("SET sql_mode='NO_BACKSLASH_ESCAPES';INSERT INTO `t` VALUES ('\\');SET sql_mode='';", "INSERT INTO `t` VALUES ('\\'','%s');"));
    yield $built('a mode that is saved and restored', $modes("/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;\n/*!50003 SET sql_mode              = 'NO_BACKSLASH_ESCAPES' */ ;\nINSERT INTO `t` VALUES ('\\');\n/*!50003 SET sql_mode              = @saved_sql_mode */ ;\n", "INSERT INTO `t` VALUES ('\\'','%s');"));
    yield $built('a mode of the server at large', $modes("SET GLOBAL sql_mode='NO_BACKSLASH_ESCAPES';", "INSERT INTO `t` VALUES ('\\'','%s');"));
    foreach (['utf8mb4', 'utf8', 'latin1', 'binary', "'utf8mb4'", 'utf8mb4 COLLATE utf8mb4_unicode_ci', 'gb2312'] as $charset) {
        yield $built("SET NAMES $charset", $modes("/*!40101 SET NAMES $charset */;\n", "INSERT INTO `t` VALUES ('%s');"));
    }

    // Columns.
    $guid = static fn (string $url, string $kept): string => "INSERT INTO `wp_posts` VALUES (1,'$url/a','$kept/?p=1'),(2,'$url/b','$kept/?p=2');\n";
    yield TestCase::sql('sql: guid stays, known from CREATE TABLE', $posts . $guid($old, $old), $posts . $guid($new, $old));
    yield TestCase::sql('sql: guid stays, known from CREATE TABLE in a conditional comment', '/*!50001 ' . substr($posts, 0, -2) . " */;\n" . $guid($old, $old), '/*!50001 ' . substr($posts, 0, -2) . " */;\n" . $guid($new, $old));
    $list = static fn (string $url, string $kept): string => "INSERT INTO `wp_posts` (`guid`,`ID`,`post_content`) VALUES ('$kept','1','$url');";
    yield TestCase::sql('sql: guid stays, known from the list', $list($old, $old), $list($new, $old));
    yield TestCase::sql('sql: the list beats CREATE TABLE', $posts . $list($old, $old), $posts . $list($new, $old));
    yield TestCase::sql('sql: guid stays in SET', "INSERT INTO `t` SET `guid`='$old', `a`='$old';", "INSERT INTO `t` SET `guid`='$old', `a`='$new';");
    yield TestCase::sql('sql: guid stays in ON DUPLICATE KEY UPDATE', "INSERT INTO `t` (`a`) VALUES ('$old') ON DUPLICATE KEY UPDATE `guid`='$old',`a`='$old';", "INSERT INTO `t` (`a`) VALUES ('$new') ON DUPLICATE KEY UPDATE `guid`='$old',`a`='$new';");
    yield TestCase::sql('sql: guid stays behind values with commas', "INSERT INTO `t` (`a`,`guid`,`b`) VALUES (CONCAT('x',',','$old'),'$old','$old');", "INSERT INTO `t` (`a`,`guid`,`b`) VALUES (CONCAT('x',',','$new'),'$old','$new');");
    $two = static fn (string $a, string $b): string => "INSERT INTO `t` (`a`,`b`) VALUES ('$a','$b');INSERT INTO `u` (`a`,`b`) VALUES ('$a','$new');";
    yield TestCase::sql('sql: a column of one table', $two($old, $old), "INSERT INTO `t` (`a`,`b`) VALUES ('$old','$new');INSERT INTO `u` (`a`,`b`) VALUES ('$new','$new');", ['skipColumns' => ['t.a']]);
    yield TestCase::sql('sql: a glob over columns', "INSERT INTO `t` (`ab`,`b`) VALUES ('$old','$old');", "INSERT INTO `t` (`ab`,`b`) VALUES ('$old','$new');", ['skipColumns' => ['a*']]);
    yield TestCase::sql('sql: a glob over tables', "INSERT INTO `wp_log` (`a`) VALUES ('$old');INSERT INTO `wp_x` (`a`) VALUES ('$old');", "INSERT INTO `wp_log` (`a`) VALUES ('$old');INSERT INTO `wp_x` (`a`) VALUES ('$new');", ['skipColumns' => ['*_log.*']]);
    yield TestCase::sql('sql: a question mark in a glob', "INSERT INTO `t` (`a1`,`a12`) VALUES ('$old','$old');", "INSERT INTO `t` (`a1`,`a12`) VALUES ('$old','$new');", ['skipColumns' => ['a?']]);
    yield TestCase::sql('sql: no column is skipped', "INSERT INTO `t` (`guid`) VALUES ('$old');", "INSERT INTO `t` (`guid`) VALUES ('$new');", ['skipColumns' => []]);
    yield TestCase::sql('sql: columns beside keys and generated ones', "CREATE TABLE IF NOT EXISTS db.t (\n id int, `note` varchar(20) DEFAULT 'a,b(c', kind enum('x','y,z'), guid text,\n KEY k (id,kind), CONSTRAINT c CHECK (id > 0)\n);\nINSERT INTO t VALUES (1,'$old','x','$old');", "CREATE TABLE IF NOT EXISTS db.t (\n id int, `note` varchar(20) DEFAULT 'a,b(c', kind enum('x','y,z'), guid text,\n KEY k (id,kind), CONSTRAINT c CHECK (id > 0)\n);\nINSERT INTO t VALUES (1,'$new','x','$old');");
    yield $built('rows after CREATE TABLE', static fn (string $url): string => $options . "INSERT INTO `wp_options` VALUES (1,'siteurl','$url'),(2,'home','$url');\n");

    // Hosts of a multisite.
    $blogs = "CREATE TABLE `wp_blogs` (`blog_id` bigint(20), `domain` varchar(200), `path` varchar(100), `public` tinyint(2));\n";
    $row = static fn (string $domain, string $path): string => "INSERT INTO `wp_blogs` VALUES (1,'$domain','$path',1);\n";
    $host = static fn (string $name, array $map, array $from, array $to, bool $subdomains = false): TestCase => TestCase::sql(
        "sql: host column, $name",
        $blogs . $row(...$from),
        $blogs . $row(...$to),
        ['urls' => $map, 'subdomains' => $subdomains],
    );
    yield $host('no dot', ['http://wordpress' => 'http://wordpress.localhost'], ['wordpress', '/'], ['wordpress.localhost', '/']);
    yield $host('a port', [$old => $new], ['example.com', '/'], ['localhost:8080', '/']);
    yield $host('another host', [$old => $new], ['sub.example.com', '/'], ['sub.example.com', '/']);
    yield $host('sub-domains', [$old => 'http://b.test'], ['sub.example.com', '/'], ['sub.b.test', '/'], true);
    yield $host('upper case', [$old => $new], ['EXAMPLE.com', '/'], ['localhost:8080', '/']);
    yield $host('a path in to', [$old => 'http://b.test/wp'], ['example.com', '/'], ['b.test', '/wp/']);
    yield $host('a path in to, of a site in a folder', [$old => 'http://b.test/wp'], ['example.com', '/shop/'], ['b.test', '/wp/shop/']);
    yield $host('a path in from', ['https://example.com/shop' => 'http://shop.test'], ['example.com', '/shop/'], ['shop.test', '/']);
    yield $host('a path in from that is not the row\'s', ['https://example.com/shop' => 'http://shop.test'], ['example.com', '/'], ['example.com', '/']);
    yield $host('the longest path wins', [$old => 'http://b.test', 'https://example.com/shop' => 'http://shop.test'], ['example.com', '/shop/'], ['shop.test', '/']);
    yield $host('identity', ['https://cdn.example.com' => 'https://cdn.example.com', $old => 'http://b.test'], ['cdn.example.com', '/'], ['cdn.example.com', '/'], true);
    $listed = static fn (string $domain, string $path): string => "INSERT INTO `wp_blogs` (`path`,`domain`) VALUES ('$path','$domain'),('/','other.test');";
    yield TestCase::sql('sql: host column, path before domain', $listed('example.com', '/'), $listed('b.test', '/wp/'), ['urls' => [$old => 'http://b.test/wp']]);
    yield TestCase::sql('sql: host column, in SET', "INSERT INTO `wp_site` SET `domain`='wordpress',`path`='/';", "INSERT INTO `wp_site` SET `domain`='b.test',`path`='/wp/';", ['urls' => ['http://wordpress' => 'http://b.test/wp']]);
    yield TestCase::sql('sql: host column, a prefix of its own', "INSERT INTO `x7_blogs` (`domain`) VALUES ('wordpress');", "INSERT INTO `x7_blogs` (`domain`) VALUES ('b.test');", ['urls' => ['http://wordpress' => 'http://b.test']]);
    yield TestCase::sql('sql: no host column', "INSERT INTO `wp_sitemeta` (`domain`) VALUES ('wordpress');", "INSERT INTO `wp_sitemeta` (`domain`) VALUES ('wordpress');", ['urls' => ['http://wordpress' => 'http://b.test']]);
    yield TestCase::sql('sql: host columns by name', "INSERT INTO `wp_map` (`host`,`domain`) VALUES ('wordpress','wordpress');", "INSERT INTO `wp_map` (`host`,`domain`) VALUES ('b.test','wordpress');", ['urls' => ['http://wordpress' => 'http://b.test'], 'hostColumns' => ['wp_map.host']]);
};
