<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use PHPUnit\Framework\Attributes\DataProvider;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\EveryType;
use WpNormalize\Cli\Tests\Support\Server;
use WpNormalize\Cli\Tests\Support\SiteFixture;

/** Rows by LOAD DATA: the same as by the server's own client, whatever they hold. */
final class LoadTest extends CommandTestCase
{
    /** @param list<string> $options of the dump program */
    #[DataProvider('dumps')]
    public function testADumpGivesWhatTheClientGives(array $options, bool $isLoaded = true): void
    {
        $source = $this->createDatabase('source');
        EveryType::create($source);
        $dump = $this->execute([self::program('dump'), ...self::access(), ...$options, self::databaseName('source')])->output;
        $plain = $this->createDatabase('plain');
        $imported = $this->execute([self::program(''), ...self::access(), self::databaseName('plain')], $dump);
        self::assertSame([0, ''], [$imported->status, $imported->errors]);

        $box = $this->box();
        file_put_contents("$this->folder/dump.sql", $dump);
        $loads = self::loads($box);
        $this->succeed('db:import', '--no-map', '--no-quarantine', 'dump.sql');
        self::assertSame(self::contents($plain), self::contents($box));
        self::assertSame($isLoaded, self::loads($box) > $loads);
    }

    /** @return iterable<string, array{list<string>}> */
    public static function dumps(): iterable
    {
        yield 'as it is' => [[]];
        yield 'with column lists' => [['--complete-insert']];
        yield 'a statement a row' => [['--skip-extended-insert']];
        yield 'hexadecimal bytes' => [['--hex-blob']];
        yield 'as bytes' => [['--default-character-set=binary']];
        yield 'REPLACE' => [['--replace'], false];
        yield 'INSERT IGNORE' => [['--insert-ignore'], false];
    }

    public function testABackupIsRestoredAsItWas(): void
    {
        $source = $this->createDatabase('source');
        SiteFixture::install($source, 'wp_', 'https://www.example.com');
        EveryType::create($source);
        $source->query("SET sql_mode = 'ALLOW_INVALID_DATES'");
        $source->query('CREATE TABLE wp_invalid (d date)');
        $source->query("INSERT INTO wp_invalid VALUES ('2024-02-31')");
        $this->configure('source', ['SITE_URL' => 'https://www.example.com']);
        $this->succeed('db:backup');
        // FLOAT is dumped with fewer digits than it has.
        $expected = array_diff_key(self::contents($source), ['wp_doubles' => true]);
        foreach (['1', '3'] as $jobs) {
            $box = $this->box(['SITE_URL' => 'https://www.example.com']);
            $this->succeed('db:restore', '--no-map', '--no-quarantine', "--jobs=$jobs");
            self::assertSame($expected, array_diff_key(self::contents($box), ['wp_doubles' => true]));
        }
    }

    public function testAServerThatTakesNoFilesGetsStatements(): void
    {
        $production = $this->production();
        $this->succeed('db:backup');
        $this->succeed('db:export', 'x.sql');
        $box = $this->box();
        $box->query('SET GLOBAL local_infile = 0');
        try {
            foreach ([['db:restore', '--no-map'], ['db:import', '--no-map', 'x.sql']] as $command) {
                $loads = self::loads($box);
                $this->succeed(...[...$command, '--no-quarantine']);
                self::assertSame(self::checksums($production), self::checksums($box));
                self::assertLessThanOrEqual($loads + 2, self::loads($box));
            }
        } finally {
            $box->query('SET GLOBAL local_infile = 1');
        }
    }

    /** Large enough for several processes, several LOAD DATA of a table, and indexes that are taken off meanwhile. */
    public function testIndexesOfLargeTablesAreWhatTheyWere(): void
    {
        $production = $this->production();
        $production->query('CREATE TABLE wp_large (
            id bigint unsigned NOT NULL AUTO_INCREMENT, name varchar(40) NOT NULL, number int DEFAULT NULL, text longtext, place point NOT NULL,
            PRIMARY KEY (id), UNIQUE KEY name (name), KEY number (number, name(5)), KEY reverse (number) COMMENT \'it\'\'s, (so)\',
            FULLTEXT KEY text (text), SPATIAL KEY place (place)
        ) ENGINE=InnoDB');
        $production->query('CREATE TABLE wp_clustered (
            id int NOT NULL AUTO_INCREMENT, a int DEFAULT NULL, b int NOT NULL, text longtext,
            UNIQUE KEY b (b), KEY id (id), UNIQUE KEY a (a)
        ) ENGINE=InnoDB');
        $production->query('SET @n = 0');
        $numbers = 'SELECT @n := @n + 1 AS n FROM information_schema.COLUMNS a, information_schema.COLUMNS b LIMIT 2400';
        $production->query("CREATE TABLE other_numbers AS $numbers");
        $production->query("INSERT INTO wp_large (name, number, text, place)
            SELECT MD5(n), IF(n % 7, n, NULL), CONCAT('word', n, ' ', REPEAT(MD5(n + 1), 500)), ST_GeomFromText('POINT(1 1)') FROM other_numbers");
        $production->query('INSERT INTO wp_clustered (a, b, text) SELECT IF(n % 2, n, NULL), -n, REPEAT(MD5(n), 500) FROM other_numbers');
        $this->succeed('db:backup');
        $this->succeed('db:export', 'x.sql');
        $expected = self::contents($production, 'wp_large', 'wp_clustered');
        foreach ([['db:restore', '--no-map', '--jobs=2'], ['db:import', '--no-map', 'x.sql']] as $command) {
            $box = $this->box();
            $this->succeed(...[...$command, '--no-quarantine']);
            self::assertSame($expected, self::contents($box, 'wp_large', 'wp_clustered'));
            self::assertSame('1', self::value($box, "SELECT COUNT(*) FROM wp_large WHERE MATCH (text) AGAINST ('word77')"));
            self::assertSame('OK', $box->query('CHECK TABLE wp_large')->fetch_row()[3]);
        }
    }

    public function testTablesAreChosen(): void
    {
        $production = $this->production();
        $this->succeed('db:backup');
        $box = $this->box(['SITE_URL' => 'https://www.example.com']);
        SiteFixture::install($box, 'wp_', 'http://old.test');
        $before = self::checksums($box);
        $box->query('DELETE FROM wp_links');
        $this->succeed('db:restore', '--tables=wp_links, wp_option?', '--no-quarantine', '--no-undo');
        $sums = self::checksums($production);
        $expected = ['wp_links' => $sums['wp_links'], 'wp_options' => $sums['wp_options']] + $before;
        $after = self::checksums($box);
        ksort($expected);
        self::assertSame($expected, $after);

        $this->assertFails(ExitCode::USAGE, 'wp_nothing', $this->cli('db:restore', '--tables=wp_links,wp_nothing'));
        $this->assertFails(ExitCode::USAGE, '--drop-extra-tables', $this->cli('db:restore', '--tables=wp_links', '--drop-extra-tables'));
        self::assertSame($after, self::checksums($box));
    }

    /** The rest of a damaged backup is not even read. */
    public function testTablesAreReadAlone(): void
    {
        $this->production();
        $this->succeed('db:backup');
        [$manifest, $dump] = array_map(fn (string $name): string => "$this->folder/store/$name", $this->stored());
        foreach (json_decode((string) file_get_contents($manifest), true)['index']['frames'] as $frame) {
            if ($frame['type'] === 'rows' && $frame['table'] !== 'wp_links') {
                $bytes = (string) file_get_contents($dump);
                file_put_contents($dump, substr_replace($bytes, str_repeat('x', $frame['size']), $frame['offset'], $frame['size']));
            }
        }
        $box = $this->box();
        $this->succeed('db:restore', '--tables=wp_links', '--no-quarantine');
        self::assertSame(['wp_links'], self::tables($box));
        $this->assertFails(ExitCode::INTEGRITY, 'SHA-256', $this->cli('db:restore', '--no-undo'));
    }

    public function testJobs(): void
    {
        $this->box();
        foreach (['0', '-1', 'x', '100'] as $jobs) {
            $this->assertFails(ExitCode::USAGE, '--jobs', $this->cli('db:import', '--no-map', "--jobs=$jobs", '/dev/null'));
        }
    }

    /** @return array<string, array{string, string}> checksum and definition of each table */
    private static function contents(\mysqli $database, string ...$tables): array
    {
        $contents = [];
        foreach ($tables === [] ? self::tables($database) : $tables as $table) {
            $name = '`' . str_replace('`', '``', $table) . '`';
            $contents[$table] = [
                (string) $database->query("CHECKSUM TABLE $name")->fetch_assoc()['Checksum'],
                $database->query("SHOW CREATE TABLE $name")->fetch_row()[1],
            ];
        }

        return $contents;
    }

    private static function loads(\mysqli $database): int
    {
        return (int) $database->query("SHOW GLOBAL STATUS LIKE 'Com_load'")->fetch_row()[1];
    }

    /** mariadb-dump and mariadb, or mysqldump and mysql. */
    private static function program(string $name): string
    {
        return Server::isMariaDb() ? rtrim("mariadb-$name", '-') : "mysql$name";
    }

    /** @return list<string> */
    private static function access(): array
    {
        return ['--no-defaults', '--user=root', '--socket=' . Server::socket()];
    }
}
