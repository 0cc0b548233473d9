<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use PHPUnit\Framework\Attributes\DataProvider;
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
        $result = $this->execute([...self::php(), self::entry(), 'db:import', '-', '--no-map'], $dump);
        self::assertSame([0, ''], [$result->status, $result->errors]);
        $box->query("UPDATE wp_options SET option_value = '1' WHERE option_name = 'blog_public'");
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
            $this->assertFails(ExitCode::INTEGRITY, 'hanged', $this->cli('db:import', 'cut.sql', self::MAP, '--no-map'));
            self::assertSame($before, self::checksums($box), $where);
        }
    }

    #[DataProvider('hostileStatements')]
    public function testADumpIsCode(string $statement): void
    {
        $this->production();
        $dump = str_replace("LOCK TABLES `wp_posts` WRITE;\n", "$statement\nLOCK TABLES `wp_posts` WRITE;\n", $this->foreignDump(), $count);
        self::assertSame(1, $count);
        $line = substr_count($dump, "\n", 0, (int) strpos($dump, $statement)) + 1;
        file_put_contents("$this->folder/dump.sql", $dump);
        $box = $this->box();
        SiteFixture::install($box, 'wp_', 'http://localhost:8080');
        $before = self::checksums($box);
        $this->assertFails(ExitCode::REFUSED, "line $line ", $this->cli('db:import', 'dump.sql'));
        self::assertSame($before, self::checksums($box));
    }

    /** @return iterable<array{string}> */
    public static function hostileStatements(): iterable
    {
        yield ['USE mysql;'];
        yield ['CREATE DATABASE x;'];
        yield ["GRANT ALL ON *.* TO 'x'@'%';"];
        yield ["CREATE USER 'x'@'%';"];
        yield ['DELETE FROM wp_users;'];
        yield ['UPDATE wp_posts SET ID = 1;'];
        yield ["SELECT 'x' INTO OUTFILE '/var/www/x.php';"];
        yield ["LOAD DATA INFILE '/etc/passwd' INTO TABLE wp_posts;"];
        yield ["INSERT INTO `wp_options` SELECT 9, 'x', LOAD_FILE('/etc/passwd'), 'no';"];
        yield ["INSERT INTO `wp_options` VALUES (9,'x',LOAD_FILE('/etc/passwd'),'no');"];
        yield ["INSERT INTO `wp_options` VALUES (9,'x','y','no') ON DUPLICATE KEY UPDATE option_value = LOAD_FILE('x');"];
        yield ["INSERT INTO `other`.`wp_options` VALUES (9,'x','y','no');"];
        yield ["INSERT INTO `wp_unknown` VALUES (1);"];
        yield ['CREATE TABLE `mysql`.`wp_x` (`id` int);'];
        yield ['CREATE TABLE `wp_x` SELECT * FROM mysql.user;'];
        yield ["CREATE TABLE `wp_x` (`id` int) ENGINE=InnoDB DATA DIRECTORY='/tmp';"];
        yield ["CREATE TABLE `wp_x` (`id` int) ENGINE=FEDERATED CONNECTION='mysql://x';"];
        yield ['ALTER TABLE `wp_options` DROP COLUMN option_value;'];
        yield ["ALTER TABLE `wp_options` DISABLE KEYS, RENAME TO `x`;"];
        yield ['RENAME TABLE `wp_options` TO `x`;'];
        yield ['TRUNCATE TABLE wp_users;'];
        yield ['SET GLOBAL general_log = 1;'];
        yield ["SET PASSWORD = 'x';"];
        yield ['CALL x();'];
        yield ['DO SLEEP(1);'];
        yield ['CREATE VIEW `wp_v` AS SELECT * FROM mysql.user;'];
        yield ['/*!50001 CREATE VIEW `wp_v` AS SELECT * FROM mysql.user */;'];
        yield ['CREATE TRIGGER wp_t BEFORE INSERT ON wp_posts FOR EACH ROW SET NEW.ID = 1;'];
        yield ['/*!50003 SET GLOBAL general_log = 1 */;'];
        yield ['/*M!100000 GRANT ALL ON *.* TO x */;'];
        yield ["\\! touch /tmp/x\nSELECT 1;"];
        yield ["source /etc/passwd\n;"];
        yield ["PREPARE s FROM 'DROP TABLE x';"];
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
        $this->assertFails(ExitCode::FAILED, 'cannot read the file nowhere.sql', $this->cli('db:import', 'nowhere.sql'));
        $this->assertFails(ExitCode::FAILED, 'cannot read the file .', $this->cli('db:import', '.'));
    }

    /** The whole of the current database, dumped without us. */
    private function foreignDump(): string
    {
        $result = $this->execute(
            ['mariadb-dump', '--no-defaults', '-uroot', '--socket=' . Server::socket(), self::databaseName('production')],
        );
        self::assertSame(0, $result->status);

        return $result->output;
    }
}
