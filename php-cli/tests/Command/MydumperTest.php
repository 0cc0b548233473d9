<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\Attributes\Group;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\EveryType;
use WpNormalize\Cli\Tests\Support\Server;
use WpNormalize\Cli\Tests\Support\SiteFixture;

/** db:import of what mydumper has written: a folder of files. Debian's, 0.10, does not know the newest MySQL. */
#[Group('mariadb')]
final class MydumperTest extends CommandTestCase
{
    private const FAITHFUL = ['--no-map', '--no-quarantine'];

    /**
     * @param list<string>      $options of mydumper
     * @param list<string>|null $compress what compresses each file, as newer ones can do themselves
     */
    #[DataProvider('layouts')]
    public function testAFolderIsRestoredAsItIs(array $options, ?array $compress = null, string $suffix = ''): void
    {
        $production = $this->production();
        // Short rows, in several statements: what is worth a LOAD DATA.
        $production->query('CREATE TABLE wp_short (id int PRIMARY KEY, t varchar(30))');
        $production->query("INSERT INTO wp_short SELECT seq, CONCAT('it''s \"', seq, '\", \\\\ ') FROM seq_1_to_5000");
        $production->query('CREATE TABLE wp_latin (id int PRIMARY KEY, t varchar(20) CHARACTER SET latin1)');
        $production->query("INSERT INTO wp_latin VALUES (1, 'é')");
        $this->dump('production', ...$options);
        foreach ($compress === null ? [] : $this->files('*.sql') as $file) {
            $this->execute([...$compress, $file]);
        }
        self::assertNotSame([], $this->files("*-schema.sql$suffix"));
        $box = $this->box();
        $loads = self::loads($box);
        $this->succeed('db:import', 'dump', ...self::FAITHFUL);
        self::assertSame(self::checksums($production), self::checksums($box));
        self::assertSame($options !== [], self::loads($box) > $loads);
    }

    /** @return iterable<string, array{0: list<string>, 1?: list<string>, 2?: string}> */
    public static function layouts(): iterable
    {
        yield 'plain' => [[]];
        yield 'gzip, in chunks' => [['--compress', '--rows=1000'], null, '.gz'];
        yield 'zstd, in chunks' => [['--rows=1000'], ['zstd', '-q', '--rm'], '.zst'];
    }

    public function testEveryTypeAsItsOwnLoaderLoadsIt(): void
    {
        $production = $this->production();
        EveryType::create($production);
        // What stops mydumper itself.
        $production->query("DROP TABLE `wp_it's``odd`");
        $this->dump('production');
        $loaded = $this->createDatabase('loaded');
        $command = ['myloader', '--user=root', '--socket=' . Server::socket(), "--directory=$this->folder/dump"];
        $result = $this->execute([...$command, '--database=' . self::databaseName('loaded'), '--overwrite-tables']);
        self::assertSame([0, ''], [$result->status, $result->errors]);
        $box = $this->box();
        $this->succeed('db:import', 'dump', ...self::FAITHFUL);
        self::assertSame(self::checksums($loaded), self::checksums($box));
    }

    public function testItIsRewrittenAndMadeSafe(): void
    {
        $this->multisite();
        $this->dump('production', '--compress');
        $box = $this->box();
        $before = $this->succeed('db:import', 'dump', '--dry-run')->output;
        self::assertStringContainsString('https://www.example.com -> http://localhost:8080', $before);
        self::assertStringContainsString('shop.example.com', $before);
        self::assertSame([], self::tables($box));
        $this->succeed('db:import', 'dump');
        self::assertSame('http://localhost:8080', self::option($box, 'siteurl'));
        self::assertSame('0', self::option($box, 'blog_public'));
        self::assertSame('localhost:8080', self::value($box, 'SELECT domain FROM wp_blogs WHERE blog_id = 1'));
        // A column that is left alone is known by its name, which only the file of the table's definition holds.
        self::assertSame('https://www.example.com/?p=1', self::value($box, 'SELECT guid FROM wp_posts WHERE ID = 1'));
    }

    public function testASingleFile(): void
    {
        $production = $this->production();
        $this->dump('production');
        $database = self::databaseName('production');
        $dump = '';
        foreach (['options-schema', 'options'] as $file) {
            $dump .= (string) file_get_contents("$this->folder/dump/$database.wp_$file.sql");
        }
        file_put_contents("$this->folder/one.sql", $dump);
        $box = $this->box();
        $this->succeed('db:import', 'one.sql');
        self::assertSame('http://localhost:8080', self::option($box, 'siteurl'));
        self::assertSame('https://www.example.com', self::option($production, 'siteurl'));
    }

    public function testCodeIsRestoredOnRequest(): void
    {
        $production = $this->production();
        $production->query("CREATE VIEW wp_view AS SELECT option_name AS name FROM wp_options WHERE option_name = 'siteurl'");
        $production->query(
            "CREATE TRIGGER wp_trigger BEFORE INSERT ON wp_empty FOR EACH ROW BEGIN SET NEW.id = NEW.id + 1;\n  SET @x = 1;\nEND",
        );
        $production->query('CREATE FUNCTION wp_function() RETURNS int RETURN 1');
        $this->dump('production', '--triggers', '--routines');
        $box = $this->box();
        $this->assertFails(
            ExitCode::REFUSED,
            'of ' . self::databaseName('production') . '.wp_view-schema-view.sql is not allowed: views, triggers',
            $this->cli('db:import', 'dump'),
        );
        self::assertSame([], self::tables($box));

        $result = $this->cli('db:import', 'dump', '--with-code');
        self::assertSame(ExitCode::WARNINGS, $result->status, (string) $result);
        self::assertStringContainsString('routines and events', $result->errors);
        self::assertSame('siteurl', self::value($box, 'SELECT name FROM wp_view'));
        $box->query('INSERT INTO wp_empty VALUES (1)');
        self::assertSame('2', self::value($box, 'SELECT id FROM wp_empty'));
    }

    public function testOneOfSeveralDatabases(): void
    {
        $this->production();
        $other = $this->createDatabase('other');
        SiteFixture::install($other, 'wp_', 'https://other.example.com');
        $this->dump(null, '--regex=^(' . self::databaseName('production') . '|' . self::databaseName('other') . '|mysql)\.');
        $box = $this->box();
        $this->assertFails(
            ExitCode::USAGE,
            'several databases: ' . self::databaseName('other') . ', ' . self::databaseName('production') . ': say which',
            $this->cli('db:import', 'dump'),
        );
        $this->assertFails(ExitCode::USAGE, 'holds no database x', $this->cli('db:import', 'dump', '--from-database=x'));
        $this->succeed('db:import', 'dump', '--from-database=' . self::databaseName('other'));
        self::assertSame('http://localhost:8080', self::option($box, 'siteurl'));
        self::assertStringContainsString(
            'https://other.example.com -> http://localhost:8080',
            $this->succeed('db:import', 'dump', '--from-database=' . self::databaseName('other'), '--dry-run')->output,
        );
        file_put_contents("$this->folder/one.sql", '');
        $this->assertFails(ExitCode::USAGE, 'leave it out', $this->cli('db:import', 'one.sql', '--from-database=x'));
    }

    /** @param \Closure(string): void $spoil given the folder and the beginning of its files' names */
    #[DataProvider('unusable')]
    public function testAFolderThatIsNotWhole(\Closure $spoil, int $status, string $words): void
    {
        $this->production();
        $this->dump('production');
        $spoil("$this->folder/dump", self::databaseName('production'));
        $box = $this->box();
        SiteFixture::install($box, 'wp_', 'http://localhost:8080');
        $before = self::checksums($box);
        foreach ([[], ['--dry-run']] as $options) {
            $this->assertFails($status, $words, $this->cli('db:import', 'dump', '--no-map', ...$options));
        }
        self::assertSame($before, self::checksums($box));
    }

    /** @return iterable<string, array{\Closure(string, string): void, int, string}> */
    public static function unusable(): iterable
    {
        $line = static fn (string $text): \Closure => static fn (string $folder) => file_put_contents("$folder/metadata", $text);
        yield 'being written' => [
            static fn (string $folder) => rename("$folder/metadata", "$folder/metadata.partial"),
            ExitCode::INTEGRITY,
            'not finished',
        ];
        yield 'begun and not finished' => [$line("Started dump at: 2026-01-02 03:04:05\n"), ExitCode::INTEGRITY, 'not finished'];
        yield 'a file that is cut' => [
            static fn (string $folder, string $database) => file_put_contents(
                "$folder/$database.wp_options.sql",
                substr((string) file_get_contents("$folder/$database.wp_options.sql"), 0, -30),
            ),
            ExitCode::INTEGRITY,
            '.wp_options.sql cannot be read to its end',
        ];
        yield 'gzip that is cut' => [
            static function (string $folder, string $database): void {
                $file = "$folder/$database.wp_options.sql";
                file_put_contents("$file.gz", substr((string) gzencode((string) file_get_contents($file)), 0, -6));
                unlink($file);
            },
            ExitCode::INTEGRITY,
            '.wp_options.sql.gz cannot be read to its end',
        ];
        yield 'a file that leads elsewhere' => [
            static function (string $folder, string $database): void {
                unlink("$folder/$database.wp_options.sql");
                symlink('/etc/passwd', "$folder/$database.wp_options.sql");
            },
            ExitCode::REFUSED,
            '.wp_options.sql in the dump\'s folder is no file, but a link',
        ];
        yield 'a pipe, which never ends' => [
            static function (string $folder, string $database): void {
                posix_mkfifo("$folder/$database.wp_x.sql", 0600);
            },
            ExitCode::REFUSED,
            '.wp_x.sql in the dump\'s folder is no file',
        ];
        yield 'rows for LOAD DATA' => [
            static fn (string $folder, string $database) => touch("$folder/$database.wp_x.00000.dat"),
            ExitCode::REFUSED,
            '.wp_x.00000.dat is in a form that is not read',
        ];
        yield 'another compression' => [
            static fn (string $folder, string $database) => touch("$folder/$database.wp_x.sql.xz"),
            ExitCode::REFUSED,
            '.wp_x.sql.xz is in a form that is not read',
        ];
        yield 'a name of others, with what a terminal obeys' => [
            static fn (string $folder) => touch("$folder/\e[31mx\n.sql"),
            ExitCode::REFUSED,
            'not named as mydumper names files',
        ];
        yield 'no tables' => [
            static fn (string $folder) => array_map('unlink', glob("$folder/*.wp_*") ?: []),
            ExitCode::INTEGRITY,
            'holds the tables of no database',
        ];
    }

    /**
     * What newer versions write into `metadata` is compared with what is there.
     *
     * @param array<string, string> $sections
     */
    #[DataProvider('countsOfNewerVersions')]
    public function testRowsThatTheMetadataCount(array $sections, ?string $words): void
    {
        $production = $this->production();
        $production->query('CREATE VIEW wp_view AS SELECT 1 AS one');
        $this->dump('production');
        unlink("$this->folder/dump/" . self::databaseName('production') . '.wp_view-schema-view.sql');
        unlink("$this->folder/dump/" . self::databaseName('production') . '.wp_view-schema.sql');
        $metadata = "# Started dump at: 2026-01-02 03:04:05\n[config]\nquote-character = BACKTICK\n\n[myloader_session_variables]\nSQL_MODE='x' /*!40101\n";
        foreach ($sections as $table => $lines) {
            $metadata .= sprintf("\n[`%s`.`%s`]\n%s\n", self::databaseName('production'), $table, $lines);
        }
        $metadata .= sprintf("\n[`%s`]\nschema_checksum = FDF2173B\n\n[`other`.`wp_options`]\nrows = 77\n", self::databaseName('production'));
        file_put_contents("$this->folder/dump/metadata", "$metadata# Finished dump at: 2026-01-02 03:04:06\n");
        $box = $this->box();
        if ($words === null) {
            $this->succeed('db:import', 'dump', ...self::FAITHFUL);

            return;
        }
        foreach ([[], ['--dry-run']] as $options) {
            $this->assertFails(ExitCode::INTEGRITY, $words, $this->cli('db:import', 'dump', ...$options));
        }
        self::assertSame([], self::tables($box));
    }

    /** @return iterable<string, array{array<string, string>, ?string}> */
    public static function countsOfNewerVersions(): iterable
    {
        yield 'as there are' => [
            [
                'wp_posts' => "real_table_name=wp_posts\nrows = 2\ndata_checksum = 3119812626",
                'wp_view' => "real_table_name=wp_view\nrows = 0\nis_view = 1",
                'wp_empty' => 'rows = 0',
            ],
            null,
        ];
        yield 'of 0.14' => [['wp_options' => "Rows = 6\n"], "wp_options has 5 rows, the dump's metadata says 6"];
        yield 'of 1.0' => [['wp_posts' => "real_table_name=wp_posts\nrows = 1"], "wp_posts has 2 rows, the dump's metadata says 1"];
        yield 'a file is named otherwise' => [['mydumper_0' => "real_table_name=wp_gone\nrows = 3"], 'wp_gone has no rows'];
    }

    /** A small multisite: the blog of a shop has a sub-domain. */
    private function multisite(): void
    {
        $production = $this->production();
        $production->query('CREATE TABLE wp_blogs (blog_id bigint NOT NULL PRIMARY KEY, site_id bigint NOT NULL, domain varchar(200) NOT NULL, path varchar(100) NOT NULL)');
        $production->query("INSERT INTO wp_blogs VALUES (1, 1, 'www.example.com', '/'), (2, 1, 'shop.example.com', '/')");
    }

    /** Dumps one database, or all, into the folder `dump`. */
    private function dump(?string $database, string ...$options): void
    {
        $which = $database === null ? [] : ['--database=' . self::databaseName($database)];
        $command = ['mydumper', '--user=root', '--socket=' . Server::socket(), "--outputdir=$this->folder/dump", ...$which, ...$options];
        $result = $this->execute($command);
        self::assertSame(0, $result->status, (string) $result);
    }

    private static function loads(\mysqli $database): int
    {
        return (int) $database->query("SHOW GLOBAL STATUS LIKE 'Com_load'")->fetch_row()[1];
    }

    /** @return list<string> */
    private function files(string $pattern): array
    {
        return glob("$this->folder/dump/$pattern") ?: [];
    }
}
