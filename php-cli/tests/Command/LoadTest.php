<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use PHPUnit\Framework\Attributes\DataProvider;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\EveryType;
use WpNormalize\Cli\Tests\Support\Server;
use WpNormalize\Cli\Tests\Support\SiteFixture;

/** Rows by INSERT and by LOAD DATA: the same as by the server's own client, whatever they hold. */
final class LoadTest extends CommandTestCase
{
    /** MySQL takes no files unless it is told to. */
    protected function setUp(): void
    {
        parent::setUp();
        Server::connect()->query('SET GLOBAL local_infile = 1');
    }

    /** @param list<string> $options of the dump program */
    #[DataProvider('dumps')]
    public function testADumpGivesWhatTheClientGives(array $options, bool $isLoaded = false, ?int $packet = null): void
    {
        $source = $this->createDatabase('source');
        EveryType::create($source);
        if (!Server::isMariaDb() && $options === ['--default-character-set=binary']) {
            $source->query('DROP TABLE wp_json'); // MySQL's own client cannot load that.
        }
        if (!Server::isMariaDb() && $packet !== null) {
            $source->query('DROP TABLE wp_bytes'); // Its dump program marks each value, which LOAD DATA does not know.
        }
        $dump = $this->execute([self::program('dump'), ...self::access(), ...$options, self::databaseName('source')])->output;
        $plain = $this->importByHand($dump);

        $box = $this->box();
        file_put_contents("$this->folder/dump.sql", $dump);
        $loads = self::loads($box);
        $this->withPackets($packet, fn () => $this->succeed('db:import', '--no-map', '--no-quarantine', 'dump.sql'));
        self::assertSame(self::contents($plain), self::contents($box));
        self::assertSame($isLoaded, self::loads($box) > $loads);
    }

    /** @return iterable<string, array{0: list<string>, 1?: bool, 2?: int}> */
    public static function dumps(): iterable
    {
        yield 'as it is' => [[]];
        yield 'with column lists' => [['--complete-insert']];
        yield 'a statement a row, short ones by LOAD DATA' => [['--skip-extended-insert'], true];
        yield 'what fits into no packet by LOAD DATA' => [[], true, 32768];
        yield 'the same with column lists' => [['--complete-insert'], true, 32768];
        yield 'hexadecimal bytes' => [['--hex-blob']];
        yield 'as bytes' => [['--default-character-set=binary']];
        yield 'another character set' => [['--default-character-set=latin1']];
        yield 'another character set by LOAD DATA' => [['--default-character-set=latin1'], true, 32768];
        yield 'REPLACE' => [['--replace']];
        yield 'INSERT IGNORE' => [['--insert-ignore']];
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
        $dump = $this->execute(['zstd', '-dc', "$this->folder/store/{$this->stored()[1]}"])->output;
        // What a dump program writes of a FLOAT has fewer digits: as exact as the dump is what can be asked for.
        $expected = self::contents($this->importByHand($dump));
        foreach (['1', '3'] as $jobs) {
            $box = $this->box(['SITE_URL' => 'https://www.example.com']);
            $this->succeed('db:restore', '--no-map', '--no-quarantine', "--jobs=$jobs");
            self::assertSame('2024-02-31', self::value($box, 'SELECT d FROM wp_invalid'));
            $box->query("SET sql_mode = ''");
            $box->query("UPDATE wp_invalid SET d = '0000-00-00'");
            self::assertSame($expected, self::contents($box));
        }
    }

    public function testAServerThatTakesNoFilesGetsStatements(): void
    {
        $production = $this->production();
        $options = ['--skip-extended-insert', self::databaseName('production')];
        file_put_contents("$this->folder/x.sql", $this->execute([self::program('dump'), ...self::access(), ...$options])->output);
        $box = $this->box();
        $box->query('SET GLOBAL local_infile = 0');
        try {
            $loads = self::loads($box);
            $this->succeed('db:import', '--no-map', 'x.sql', '--no-quarantine');
            self::assertSame(self::checksums($production), self::checksums($box));
            self::assertSame($loads + 1, self::loads($box), 'it has tried once');
        } finally {
            $box->query('SET GLOBAL local_infile = 1');
        }
    }

    /** Large enough for several connections, which share the one that has a primary key, and for indexes that are taken off. */
    public function testLargeTablesAreWhatTheyWere(): void
    {
        $production = $this->production();
        $production->query('CREATE TABLE wp_large (
            id bigint unsigned NOT NULL AUTO_INCREMENT, name char(64) NOT NULL, number int DEFAULT NULL, text longtext, place point NOT NULL,
            PRIMARY KEY (id), UNIQUE KEY name (name), KEY number (number, name(5)), KEY reverse (number) COMMENT \'it\'\'s, (so)\',
            FULLTEXT KEY text (text), SPATIAL KEY place (place)
        ) ENGINE=InnoDB');
        $production->query('CREATE TABLE wp_clustered (
            id int NOT NULL AUTO_INCREMENT, a int DEFAULT NULL, b int NOT NULL, text longtext,
            UNIQUE KEY b (b), KEY id (id), UNIQUE KEY a (a)
        ) ENGINE=InnoDB');
        $production->query('SET @n = 0');
        $numbers = 'SELECT @n := @n + 1 AS n FROM information_schema.COLUMNS a, information_schema.COLUMNS b LIMIT 1300';
        $production->query("CREATE TABLE other_numbers AS $numbers");
        $random = implode(', ', array_map(static fn (int $i): string => "SHA2(100 * n + $i, 512)", range(1, 16)));
        $production->query("INSERT INTO wp_large (name, number, text, place)
            SELECT SHA2(n, 256), IF(n % 7, n, NULL), CONCAT('word', n, ' ', REPEAT(CONCAT($random), 8)), ST_GeomFromText('POINT(1 1)') FROM other_numbers");
        $production->query("INSERT INTO wp_clustered (a, b, text)
            SELECT IF(n % 2, n, NULL), -n, REPEAT(CONCAT($random), 8) FROM other_numbers");
        $this->succeed('db:backup');
        $this->succeed('db:export', 'x.sql');
        $expected = self::contents($production, 'wp_large', 'wp_clustered');
        foreach ([['db:restore', '--no-map', '--jobs=2'], ['db:import', '--no-map', 'x.sql']] as $command) {
            $box = $this->box();
            $box->query("SET GLOBAL log_output = 'TABLE', GLOBAL general_log = 1");
            $this->succeed(...[...$command, '--no-quarantine', '--quiet']);
            $box->query('SET GLOBAL general_log = 0');
            self::assertSame($expected, self::contents($box, 'wp_large', 'wp_clustered'));
            self::assertSame($command[0] === 'db:restore' ? [1, 2] : [1, 1], self::connectionsThatInserted($box));
            self::assertSame('1', self::value($box, "SELECT COUNT(*) FROM wp_large WHERE MATCH (text) AGAINST ('word77')"));
            self::assertSame('OK', $box->query('CHECK TABLE wp_large')->fetch_row()[3]);
        }

        // One key comes twice, in frames that different connections load.
        $sql = str_replace("(1300,'", "(1,'", (string) file_get_contents("$this->folder/x.sql"), $count);
        self::assertSame(1, $count);
        file_put_contents("$this->folder/x.sql", $sql);
        $this->configure('production', ['SITE_URL' => 'https://www.example.com']);
        $this->succeed('db:upload', 'x.sql');
        $box = $this->box();
        $this->assertFails(ExitCode::FAILED, 'wp_large: Duplicate entry', $this->cli('db:restore', '--jobs=2', '--quiet'));
        self::assertSame([], self::tables($box));
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

    /** LOAD DATA LOCAL itself would make do with them. It takes short rows, from a second statement on. */
    #[DataProvider('misfits')]
    public function testRowsThatDoNotFitAreRefused(string $rows, string $words): void
    {
        $table = 'CREATE TABLE wp_t (a int NOT NULL, b varchar(3) NOT NULL, c date, d tinyint, UNIQUE KEY a (a));';
        foreach ([0 => '', 1 => "INSERT INTO wp_t VALUES (0,'x',NULL,1);"] as $expected => $first) {
            $box = $this->box();
            file_put_contents("$this->folder/x.sql", "$table $first\nINSERT INTO wp_t VALUES $rows;\nCREATE TABLE wp_u (a int);\n");
            $loads = self::loads($box);
            $result = $this->cli('db:import', '--no-map', 'x.sql');
            $this->assertFails(ExitCode::FAILED, $words, $result);
            self::assertStringContainsString('the table wp_t, line 2 of the dump', $result->errors);
            self::assertSame([], self::tables($box));
            self::assertSame($loads + $expected, self::loads($box));
        }
    }

    /** @return iterable<string, array{string, string}> */
    public static function misfits(): iterable
    {
        yield 'a value too many' => ["(1,'x',NULL,1,5)", 'ow 1'];
        yield 'a value too few' => ["(1,'x',NULL)", 'ow 1'];
        yield 'a value that is too long' => ["(1,'x',NULL,1),(2,'long',NULL,1)", "'b'"];
        yield 'a number that is too large' => ["(1,'x',NULL,128)", "'d'"];
        yield 'no number' => ["('one','x',NULL,1)", 'Incorrect integer value'];
        yield 'no date' => ["(1,'x','yesterday',1)", 'c'];
        yield 'NULL where there is none' => ["(NULL,'x',NULL,1)", "'a'"];
        yield 'a key twice' => ["(1,'x',NULL,1),(1,'y',NULL,1)", 'Duplicate entry'];
        yield 'no UTF-8' => ["(1,'\xff',NULL,1)", 'Incorrect string value'];
    }

    public function testJobs(): void
    {
        $this->box();
        foreach (['0', '-1', 'x', '100'] as $jobs) {
            $this->assertFails(ExitCode::USAGE, '--jobs', $this->cli('db:import', '--no-map', "--jobs=$jobs", '/dev/null'));
        }
    }

    #[DataProvider('ends')]
    public function testNothingIsLeftWhenOneOfItsProcessesEnds(string $who, int $signal, int $status, string $words): void
    {
        $production = $this->production();
        $isLoaded = $who === 'the connection of LOAD DATA';
        if ($isLoaded) {
            $production->query("UPDATE wp_posts SET post_content = REPEAT('long ', 10000) WHERE ID = 1");
        }
        $this->succeed('db:backup');
        $box = $this->box();
        SiteFixture::install($box, 'wp_', 'http://old.test');
        $before = self::checksums($box);
        $this->withPackets($isLoaded ? 32768 : null, function () use ($box, $before, $who, $signal, $status, $words): void {
            $this->assertItEndsCleanly($box, $who, $signal, $status, $words);
            self::assertSame($before, self::checksums($box));
        });
        $this->cli('db:restore', '--no-undo');
        self::assertSame([], self::leftovers($box));
        self::assertSame('http://localhost:8080', self::option($box, 'siteurl'));
    }

    /** @return iterable<array{string, int, int, string}> */
    public static function ends(): iterable
    {
        yield ['the command', SIGTERM, ExitCode::INTERRUPTED, 'interrupted by SIGTERM'];
        yield ['the command', SIGINT, ExitCode::INTERRUPTED, 'interrupted by SIGINT'];
        yield ['the command', SIGKILL, SIGKILL, ''];
        yield ['a worker', SIGKILL, ExitCode::FAILED, 'process of the restore has ended'];
        yield ['the connection of LOAD DATA', SIGKILL, ExitCode::FAILED, 'process of the restore has ended'];
    }

    private function assertItEndsCleanly(\mysqli $box, string $who, int $signal, int $status, string $words): void
    {
        mkdir("$this->folder/tmp");
        $errors = tmpfile();
        $null = ['file', '/dev/null', 'r+'];
        $process = proc_open(
            [...self::php(), self::entry(), 'db:restore', '--jobs=2'],
            [$null, $null, $errors],
            $pipes,
            $this->folder,
            ['TMPDIR' => "$this->folder/tmp"] + getenv(),
        );
        $main = proc_get_status($process)['pid'];
        // A reader of what has just been created keeps all others from writing.
        self::waitFor(static fn (): bool => count(self::leftovers($box)) > 7);
        $posts = self::value($box, "SELECT TABLE_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()
            AND TABLE_NAME LIKE '\\_wpn%' AND COLUMN_NAME = 'post_content'");
        $box->query("LOCK TABLES `$posts` READ");
        $watcher = Server::connect();
        $waiting = $who === 'the connection of LOAD DATA' ? 'LOAD DATA LOCAL' : "INSERT INTO `$posts`";
        self::waitFor(static fn (): bool => str_contains(json_encode($watcher->query('SHOW PROCESSLIST')->fetch_all()), $waiting));
        $children = self::children($main);
        $victim = match ($who) {
            'the command' => $main,
            'a worker' => $children[0],
            'the connection of LOAD DATA' => self::children($children[0])[0],
        };
        $all = [...$children, ...array_merge(...array_map(self::children(...), $children))];
        self::assertNotSame([], $all);
        posix_kill($victim, $signal);
        usleep(200000);
        $box->query('UNLOCK TABLES');
        $exit = proc_close($process);
        rewind($errors);
        $said = (string) stream_get_contents($errors);
        self::assertStringContainsString($words, $said);
        self::assertSame($status, $exit, $said);
        self::assertLessThanOrEqual(1, substr_count($said, "\n"), $said);
        self::waitFor(static fn (): bool => array_filter($all, self::runs(...)) === []);
        if ($victim !== $main || $signal !== SIGKILL) {
            self::assertSame([], self::leftovers($box));
        }
        self::waitFor(fn (): bool => glob("$this->folder/tmp/*") === []);
    }

    /** @return list<int> */
    private static function children(int $pid): array
    {
        return array_map('intval', preg_split('/ /', trim((string) file_get_contents("/proc/$pid/task/$pid/children")), flags: PREG_SPLIT_NO_EMPTY) ?: []);
    }

    /** What has ended stays a zombie where nobody collects orphans, as in some containers. */
    private static function runs(int $pid): bool
    {
        return preg_match('/^State:\s*[^ZX]/m', (string) @file_get_contents("/proc/$pid/status")) === 1;
    }

    private static function waitFor(\Closure $condition): void
    {
        for ($i = 0; !$condition(); $i++) {
            self::assertLessThan(600, $i, 'it did not come so far in 15 s');
            usleep(25000);
        }
    }

    /** The same dump as the server's own client takes it. */
    private function importByHand(string $dump): \mysqli
    {
        $plain = $this->createDatabase('plain');
        $result = $this->execute([self::program(''), ...self::access(), self::databaseName('plain')], $dump);
        self::assertSame([0, ''], [$result->status, $result->errors]);

        return $plain;
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

    /** Lets the server take no longer statements than that meanwhile. */
    private function withPackets(?int $bytes, \Closure $work): void
    {
        $server = Server::connect();
        $usual = self::value($server, 'SELECT @@max_allowed_packet');
        $server->query('SET GLOBAL max_allowed_packet = ' . ($bytes ?? $usual));
        try {
            $work();
        } finally {
            $server->query("SET GLOBAL max_allowed_packet = $usual");
        }
    }

    /** @return list<int> how many, for each of the large tables, says the log of the server, which is emptied */
    private static function connectionsThatInserted(\mysqli $database): array
    {
        $counts = [];
        $log = $database->query("SELECT SUBSTRING_INDEX(argument, '` VALUES', 1), COUNT(DISTINCT thread_id) FROM mysql.general_log
            WHERE argument LIKE 'INSERT INTO `\\_wpn\\_%' AND LENGTH(argument) > 500000 GROUP BY 1");
        foreach ($log->fetch_all() as [, $count]) {
            $counts[] = (int) $count;
        }
        $database->query('TRUNCATE mysql.general_log');
        sort($counts);

        return $counts;
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
