<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\Attributes\Group;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\Server;
use WpNormalize\Cli\Tests\Support\SiteFixture;

final class ImportTest extends CommandTestCase
{
    private const MAP = '--map=https://www.example.com=http://localhost:8080';

    /** @param list<string> $command */
    #[DataProvider('compressions')]
    public function testADumpFromElsewhere(array $command, string $name): void
    {
        $this->production();
        file_put_contents("$this->folder/$name", $this->execute($command, $this->foreignDump())->output);
        $box = $this->box();
        $result = $this->succeed('db:import', $name);
        self::assertStringContainsString('https://www.example.com -> http://localhost:8080', $result->output);
        self::assertSame('http://localhost:8080', self::option($box, 'siteurl'));
        self::assertSame('0', self::option($box, 'blog_public'));
        self::assertSame([], preg_grep('/^_wpn/', self::tables($box)));
    }

    /** @return iterable<array{list<string>, string}> */
    public static function compressions(): iterable
    {
        yield [['cat'], 'dump.sql'];
        yield [['gzip', '-c'], 'dump.sql.gz'];
        yield [['zstd', '-qc'], 'dump'];
    }

    public function testWithoutAMapItIsIdentical(): void
    {
        $production = $this->production();
        $dump = $this->foreignDump();
        $box = $this->box();
        $result = $this->execute([...self::php(), self::entry(), 'db:import', '-', '--no-map', '--no-quarantine'], $dump);
        self::assertSame([0, ''], [$result->status, $result->errors]);
        self::assertSame(self::checksums($production), self::checksums($box));
    }

    public function testFromAPipeTheAddressMustBeSaid(): void
    {
        $this->production();
        $dump = $this->foreignDump();
        $box = $this->box();
        $import = [...self::php(), self::entry(), 'db:import', '-'];
        $this->assertFails(ExitCode::USAGE, '--map', $this->execute($import, $dump));
        self::assertSame([], self::tables($box));
        $result = $this->execute([...$import, self::MAP], $dump);
        self::assertSame([0, ''], [$result->status, $result->errors]);
        self::assertSame('http://localhost:8080', self::option($box, 'siteurl'));
    }

    public function testADumpThatIsCutChangesNothing(): void
    {
        $this->production();
        $dump = $this->foreignDump();
        $box = $this->box();
        SiteFixture::install($box, 'wp_', 'http://localhost:8080');
        $before = self::checksums($box);
        $lastStatement = (int) strrpos($dump, "UNLOCK TABLES;\n") + strlen("UNLOCK TABLES;\n");
        $cuts = [
            'in the middle of a row' => (int) strpos($dump, 'widget_text'),
            'at the end of a statement' => $lastStatement,
            'before its closing line' => (int) strpos($dump, '-- Dump completed'),
        ];
        foreach ($cuts as $where => $length) {
            file_put_contents("$this->folder/cut.sql", substr($dump, 0, $length));
            $this->assertFails(
                ExitCode::INTEGRITY,
                'hanged',
                $this->cli('db:import', 'cut.sql', self::MAP, '--no-map'),
            );
            self::assertSame($before, self::checksums($box), $where);
        }
    }

    public function testADumpIsCode(): void
    {
        $this->production();
        $dump = $this->foreignDump();
        $box = $this->box();
        SiteFixture::install($box, 'wp_', 'http://localhost:8080');
        $before = self::checksums($box);
        $place = "LOCK TABLES `wp_options` WRITE;\n";
        $line = substr_count($dump, "\n", 0, (int) strpos($dump, $place)) + 1;
        foreach (self::hostileStatements() as $statement) {
            file_put_contents("$this->folder/dump.sql", str_replace($place, "$statement\n$place", $dump));
            $result = $this->cli('db:import', 'dump.sql', '--no-map');
            self::assertSame(ExitCode::REFUSED, $result->status, "$statement\n$result");
            self::assertStringStartsWith("error: line $line of the dump is not allowed", $result->errors, $statement);
            self::assertSame(1, substr_count($result->errors, "\n"));
        }
        self::assertSame($before, self::checksums($box));
    }

    /** @return list<string> */
    private static function hostileStatements(): array
    {
        return [
            'USE mysql;',
            'CREATE DATABASE x;',
            "GRANT ALL ON *.* TO 'x'@'%';",
            "CREATE USER 'x'@'%';",
            'DELETE FROM wp_users;',
            'UPDATE wp_posts SET ID = 1;',
            "SELECT 'x' INTO OUTFILE '/var/www/x.php';",
            "LOAD DATA INFILE '/etc/passwd' INTO TABLE wp_posts;",
            "INSERT INTO `wp_options` SELECT 9, 'x', LOAD_FILE('/etc/passwd'), 'no';",
            "INSERT INTO `wp_options` VALUES (9,'x',LOAD_FILE('/etc/passwd'),'no');",
            "INSERT INTO `wp_options` VALUES (9,'x','y','no') ON DUPLICATE KEY UPDATE option_value = LOAD_FILE('x');",
            "INSERT INTO `other`.`wp_options` VALUES (9,'x','y','no');",
            'INSERT INTO `wp_unknown` VALUES (1);',
            'CREATE TABLE `mysql`.`wp_x` (`id` int);',
            'CREATE TABLE `wp_x` SELECT * FROM mysql.user;',
            "CREATE TABLE `wp_x` (`id` int) ENGINE=InnoDB DATA DIRECTORY='/tmp';",
            "CREATE TABLE `wp_x` (`id` int) ENGINE=FEDERATED CONNECTION='mysql://x';",
            'ALTER TABLE `wp_children` DROP COLUMN raw;',
            'ALTER TABLE `wp_children` DISABLE KEYS, RENAME TO `x`;',
            'ALTER TABLE `wp_commentmeta` ADD KEY `x` (`x`);',
            "ALTER TABLE `wp_children` MODIFY `id` int, CONNECTION='x';",
            'ALTER TABLE `wp_children` ADD COLUMN `x` int;',
            'ALTER TABLE `wp_children` ADD FOREIGN KEY (`id`) REFERENCES `mysql`.`user` (`x`);',
            'ALTER TABLE `wp_children` ADD KEY `k` (`id`), DROP PRIMARY KEY;',
            'ALTER TABLE `wp_children` ENGINE=FEDERATED;',
            'ALTER TABLE `wp_children` EXCHANGE PARTITION p WITH TABLE mysql.user;',
            'RENAME TABLE `wp_options` TO `x`;',
            'TRUNCATE TABLE wp_users;',
            'SET GLOBAL general_log = 1;',
            "SET PASSWORD = 'x';",
            'CALL x();',
            'DO SLEEP(1);',
            'CREATE VIEW `wp_v` AS SELECT * FROM mysql.user;',
            '/*!50001 CREATE VIEW `wp_v` AS SELECT * FROM mysql.user */;',
            'CREATE TRIGGER wp_t BEFORE INSERT ON wp_posts FOR EACH ROW SET NEW.ID = 1;',
            '/*!50003 SET GLOBAL general_log = 1 */;',
            '/*M!100000 GRANT ALL ON *.* TO x */;',
            "\\! touch /tmp/x\nSELECT 1;",
            "source /etc/passwd\n;",
            "PREPARE s FROM 'DROP TABLE x';",
        ];
    }

    public function testRowsInAnotherSqlModeAreRefused(): void
    {
        $this->production();
        $dump = str_replace('NO_AUTO_VALUE_ON_ZERO', 'ANSI_QUOTES', $this->foreignDump(), $count);
        self::assertSame(1, $count);
        file_put_contents("$this->folder/dump.sql", $dump);
        $box = $this->box();
        $this->assertFails(
            ExitCode::REFUSED,
            'ANSI_QUOTES',
            $this->cli('db:import', 'dump.sql', self::MAP, '--no-map'),
        );
        self::assertSame([], self::tables($box));
    }

    public function testIgnoreDoesNotHideAValueThatIsCut(): void
    {
        $this->production();
        $dump = str_replace('INSERT INTO `wp_links`', 'INSERT IGNORE INTO `wp_links`', $this->foreignDump(), $count);
        self::assertSame(1, $count);
        file_put_contents("$this->folder/dump.sql", $dump);
        $box = $this->box(['SITE_URL' => 'https://a-much-longer-name.example.com']);
        $this->assertFails(ExitCode::FAILED, "'link_url'", $this->cli('db:import', 'dump.sql'));
        self::assertSame([], self::tables($box));
    }

    /** A server takes two rows of one key where a dump says so, and keeps one. */
    #[DataProvider('verbsThatLoseRows')]
    public function testRowsDoNotVanish(string $verb, string $words): void
    {
        $production = $this->production();
        $dump = strtr($this->foreignDump(), [
            'INSERT INTO `wp_postmeta`' => "$verb INTO `wp_postmeta`",
            "(2,1,'null',NULL)" => "(1,1,'null',NULL)",
        ]);
        file_put_contents("$this->folder/dump.sql", $dump);
        $this->assertFails(ExitCode::FAILED, $words, $this->cli('db:import', 'dump.sql', '--confirm=www.example.com'));
        $this->succeed('db:upload', 'dump.sql');
        $before = self::checksums($production);
        foreach (['1', '2'] as $jobs) {
            $result = $this->cli('db:restore', "--jobs=$jobs", '--confirm=www.example.com');
            $this->assertFails(ExitCode::FAILED, $words, $result);
        }
        self::assertSame($before, self::checksums($production));
        self::assertSame([], self::leftovers($production));
    }

    /** @return iterable<array{string, string}> */
    public static function verbsThatLoseRows(): iterable
    {
        yield ['REPLACE', '1 of its rows would replace others'];
        yield ['INSERT IGNORE', "Duplicate entry '1' for key"];
    }

    public function testAnotherPrefixIsRefused(): void
    {
        $database = $this->createDatabase('production');
        SiteFixture::install($database, 'blog_', 'https://www.example.com');
        file_put_contents("$this->folder/dump.sql", $this->foreignDump());
        $box = $this->box();
        $this->assertFails(ExitCode::REFUSED, 'wp_options', $this->cli('db:import', 'dump.sql'));
        $this->assertFails(ExitCode::REFUSED, 'DB_PREFIX, wp_: blog_', $this->cli('db:import', 'dump.sql', '--no-map'));
        self::assertSame([], self::tables($box));
    }

    public function testTablesOfOtherSitesAreLeftOut(): void
    {
        $production = $this->production();
        SiteFixture::install($production, 'blog_', 'https://blog.example.com');
        SiteFixture::install($production, 'a_', 'https://a.example.com');
        $production->query('CREATE TABLE other (id int)');
        file_put_contents("$this->folder/dump.sql", $this->foreignDump());
        $box = $this->box();
        $result = $this->cli('db:import', 'dump.sql');
        self::assertSame(ExitCode::WARNINGS, $result->status, (string) $result);
        self::assertStringContainsString('blog_posts', $result->errors);
        self::assertSame('http://localhost:8080', self::option($box, 'siteurl'));
        self::assertSame([], preg_grep('/^wp_/', self::tables($box), PREG_GREP_INVERT));
    }

    /** The form of a phpMyAdmin export: keys, AUTO_INCREMENT and foreign keys after the rows. */
    public function testKeysThatFollowTheRows(): void
    {
        $dump = <<<'SQL'
            -- phpMyAdmin SQL Dump
            -- version 5.2.1
            SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
            START TRANSACTION;
            SET time_zone = "+00:00";
            /*!40101 SET NAMES utf8mb4 */;
            CREATE TABLE `wp_options` (
              `option_id` bigint(20) UNSIGNED NOT NULL,
              `option_name` varchar(191) NOT NULL DEFAULT '',
              `option_value` longtext NOT NULL
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
            INSERT INTO `wp_options` (`option_id`, `option_name`, `option_value`) VALUES
            (1, 'siteurl', 'https://www.example.com'),
            (2, 'home', 'https://www.example.com');
            CREATE TABLE `wp_b` (`id` int NOT NULL, `option_id` bigint(20) UNSIGNED NOT NULL) ENGINE=InnoDB;
            ALTER TABLE `wp_options`
              ADD PRIMARY KEY (`option_id`),
              ADD UNIQUE KEY `option_name` (`option_name`);
            ALTER TABLE `wp_b` ADD KEY `option_id` (`option_id`);
            ALTER TABLE `wp_options`
              MODIFY `option_id` bigint(20) UNSIGNED NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=7;
            ALTER TABLE `wp_b`
              ADD CONSTRAINT `wp_fk` FOREIGN KEY (`option_id`) REFERENCES `wp_options` (`option_id`) ON DELETE CASCADE;
            COMMIT;

            SQL;
        file_put_contents("$this->folder/dump.sql", $dump);
        $box = $this->box();
        $this->succeed('db:import', 'dump.sql', '--no-quarantine');
        $this->succeed('db:import', 'dump.sql', '--no-quarantine');
        self::assertSame('http://localhost:8080', self::option($box, 'siteurl'));
        $created = (string) self::value(
            $box,
            "SELECT GROUP_CONCAT(INDEX_NAME ORDER BY 1) FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'wp_options'",
        );
        self::assertSame('option_name,PRIMARY', $created);
        $box->query("INSERT INTO wp_options (option_name, option_value) VALUES ('x', 'y')");
        self::assertSame(7, $box->insert_id);
        self::assertSame(
            'wp_fk',
            self::value($box, 'SELECT CONSTRAINT_NAME FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() AND TABLE_NAME = \'wp_b\''),
        );
    }

    /** Those of MySQL 8 and of a MariaDB that is newer than any. */
    #[Group('mariadb')]
    public function testCollationsThatTheServerDoesNotKnow(): void
    {
        $this->production();
        $dump = str_replace(
            ['`option_value` longtext', '`meta_value` longtext', '`post_content` longtext'],
            [
                '`option_value` longtext COLLATE utf8mb4_0900_ai_ci',
                '`meta_value` longtext /*!50000 COLLATE utf8mb4_de_pb_0900_as_cs */',
                "`post_content` longtext COLLATE utf8mb4_uca1400_x_ai_ci COMMENT 'utf8mb4_0900_ai_ci'",
            ],
            $this->foreignDump(),
            $count,
        );
        self::assertSame(3, $count);
        // The columns had a character set and a collation of their own before.
        $dump = (string) preg_replace(
            '/(COLLATE utf8mb4_\S+(?: \*\/)?(?: COMMENT \'\w+\')?) COLLATE \w+/',
            '$1',
            $dump,
        );
        file_put_contents("$this->folder/dump.sql", $dump);
        $box = $this->box();
        $output = $this->succeed('db:import', 'dump.sql')->output;
        self::assertStringContainsString(
            'does not know utf8mb4_0900_ai_ci, the tables have utf8mb4_unicode_520_ci',
            $output,
        );
        $collations = "SELECT COLLATION_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND COLUMN_NAME = '%s'";
        self::assertSame('utf8mb4_unicode_520_ci', self::value($box, sprintf($collations, 'option_value')));
        self::assertSame('utf8mb4_bin', self::value($box, sprintf($collations, 'meta_value')));
        self::assertSame('utf8mb4_unicode_520_ci', self::value($box, sprintf($collations, 'post_content')));
        self::assertSame(
            'utf8mb4_0900_ai_ci',
            self::value($box, "SELECT COLUMN_COMMENT FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND COLUMN_NAME = 'post_content'"),
        );
    }

    /** MariaDB lists it without its character set; from 11.5 on it is the default. */
    #[Group('mariadb')]
    public function testACollationThatTheServerKnowsStays(): void
    {
        $production = $this->production();
        $production->query('ALTER TABLE wp_empty DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci');
        $this->succeed('db:backup');
        $box = $this->box();
        self::assertStringNotContainsString('does not know', $this->succeed('db:restore')->output);
        self::assertStringContainsString(
            'utf8mb4_uca1400_ai_ci',
            (string) $box->query('SHOW CREATE TABLE wp_empty')->fetch_row()[1],
        );
    }

    public function testCodeIsRestoredOnRequest(): void
    {
        $production = $this->production();
        $production->query(
            "CREATE VIEW wp_view AS SELECT option_name AS name FROM wp_options WHERE option_name NOT IN ('home', 'wpn_quarantine')",
        );
        $production->query(
            'CREATE TRIGGER wp_trigger BEFORE INSERT ON wp_empty FOR EACH ROW BEGIN SET NEW.id = NEW.id + 1; SET @x = 1; END',
        );
        $production->query('CREATE FUNCTION wp_function() RETURNS int RETURN 1');
        file_put_contents("$this->folder/dump.sql", $this->foreignDump());
        $this->succeed('db:backup', '--with-code');
        $box = $this->box();
        $this->assertFails(ExitCode::REFUSED, '--with-code', $this->cli('db:import', 'dump.sql'));
        self::assertSame([], self::tables($box));

        $this->succeed('db:import', 'dump.sql', '--with-code');
        $this->assertCodeWorks($box);
        // A second time, over tables that have the same trigger.
        $result = $this->cli('db:restore', '--with-code');
        self::assertSame(ExitCode::WARNINGS, $result->status, (string) $result);
        self::assertStringContainsString('routines and events', $result->errors);
        $this->assertCodeWorks($box);
        $result = $this->cli('db:restore');
        self::assertSame(ExitCode::WARNINGS, $result->status, (string) $result);
        self::assertStringContainsString('the trigger wp_trigger of wp_empty is kept', $result->errors);
        self::assertStringContainsString('see --with-code', $result->errors);
    }

    private function assertCodeWorks(\mysqli $box): void
    {
        self::assertSame('4', self::value($box, 'SELECT COUNT(*) FROM wp_view'));
        $box->query('INSERT INTO wp_empty VALUES (10)');
        self::assertSame('11', self::value($box, 'SELECT MAX(id) FROM wp_empty'));
        $box->query('DELETE FROM wp_empty');
    }

    #[DataProvider('noDumps')]
    public function testWhatIsNoDump(string $content, int $status, string $words): void
    {
        $box = $this->box();
        file_put_contents("$this->folder/x", $content);
        $this->assertFails($status, $words, $this->cli('db:import', 'x'));
        self::assertSame([], self::tables($box));
    }

    /** @return iterable<string, array{string, int, string}> */
    public static function noDumps(): iterable
    {
        yield 'nothing' => ['', ExitCode::REFUSED, 'no siteurl'];
        yield 'text' => ["It was a dark and stormy night; the rain fell in torrents\n", ExitCode::INTEGRITY, 'no dump'];
        yield 'cut gzip, as mariadb-dump | gzip leaves it' => [(string) gzencode(''), ExitCode::REFUSED, 'no siteurl'];
        yield 'damaged gzip' => ["\x1f\x8b\x08\x00garbage", ExitCode::INTEGRITY, 'damaged'];
    }

    public function testAFileThatIsNotThere(): void
    {
        $this->box();
        $this->assertFails(
            ExitCode::FAILED,
            'cannot read the file nowhere.sql',
            $this->cli('db:import', 'nowhere.sql'),
        );
        $this->assertFails(ExitCode::FAILED, 'no dump of mydumper', $this->cli('db:import', '.'));
    }

    /** The whole of the current database, dumped without us. */
    private function foreignDump(): string
    {
        $result = $this->execute([...Server::dumpProgram(), self::databaseName('production')]);
        self::assertSame(0, $result->status);

        return $result->output;
    }
}
