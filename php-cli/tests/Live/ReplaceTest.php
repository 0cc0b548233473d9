<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Live;

use PHPUnit\Framework\Attributes\DataProvider;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\SiteFixture;
use WpNormalize\Replacer;

/** db:replace on a real server: all kinds of tables and columns, and that it says what it does. */
final class ReplaceTest extends CommandTestCase
{
    private const OLD = 'https://www.example.com';
    private const NEW = 'http://localhost:8080';

    private \mysqli $database;

    protected function setUp(): void
    {
        $this->database = $this->createDatabase('live');
        SiteFixture::install($this->database, 'wp_', self::OLD);
        $this->configure('live', ['SITE_URL' => self::NEW, 'WP_ENVIRONMENT_TYPE' => 'local']);
    }

    public function testAllValuesBecomeWhatTheEngineMakesOfThem(): void
    {
        $expected = $this->expected(['wp_options' => ['option_value'], 'wp_posts' => ['post_content'], 'wp_postmeta' => ['meta_value'], 'wp_links' => ['link_url']]);

        $result = $this->succeed('db:replace', '--urls', self::OLD, self::NEW);

        self::assertSame($expected, $this->values(array_keys($expected)));
        self::assertStringContainsString('Changed 7 values', $result->output);
        $widget = unserialize((string) self::option($this->database, 'widget_text'));
        self::assertSame('See http://localhost:8080/about, it\'s "ours"', $widget[2]['text']);
    }

    public function testGuidsStayUnlessTheyAreNamed(): void
    {
        $this->succeed('db:replace', '--urls', self::OLD, self::NEW);
        self::assertSame(self::OLD . '/?p=1', self::value($this->database, 'SELECT guid FROM wp_posts WHERE ID = 1'));

        $this->succeed('db:replace', '--urls', self::OLD, self::NEW, '--include-columns=wp_posts.guid');
        self::assertSame(self::NEW . '/?p=1', self::value($this->database, 'SELECT guid FROM wp_posts WHERE ID = 1'));
    }

    public function testADryRunCountsAndChangesNothing(): void
    {
        $before = self::checksums($this->database);

        $result = $this->succeed('db:replace', '--urls', self::OLD, self::NEW, '--dry-run', '--json');

        self::assertSame($before, self::checksums($this->database));
        $report = json_decode($result->output, true);
        self::assertSame(7, $report['changed']);
        self::assertSame(['option_name' => 0, 'option_value' => 4, 'autoload' => 0], $report['tables']['wp_options']);
    }

    public function testTablesAndColumnsAreChosen(): void
    {
        $this->succeed('db:replace', '--urls', self::OLD, self::NEW, 'wp_post*', '--skip-tables=wp_postmeta', '--skip-columns=wp_posts.guid');

        self::assertSame(self::OLD, self::option($this->database, 'home'));
        self::assertStringContainsString(self::NEW, (string) self::value($this->database, 'SELECT post_content FROM wp_posts WHERE ID = 1'));
        self::assertStringContainsString(self::OLD, (string) self::value($this->database, 'SELECT meta_value FROM wp_postmeta WHERE meta_id = 1'));
        $this->assertFails(ExitCode::USAGE, 'no table wp_nothing', $this->cli('db:replace', 'a', 'b', 'wp_nothing'));
    }

    /** @return array<string, array{string, list<list<int|string|null>>|\Closure}> a table, and its rows or what makes 700 of them */
    public static function kindsOfTables(): array
    {
        $url = self::OLD;

        return [
            'a composite key' => [
                'a int, b varchar(20), v text, PRIMARY KEY (a, b)',
                static fn (int $i): array => [intdiv($i, 7), "k'$i", "$url/$i"],
            ],
            'a key of text in its collation' => [
                'a varchar(40) COLLATE utf8mb4_unicode_ci PRIMARY KEY, v text',
                static fn (int $i): array => [chr(65 + $i % 26) . ($i % 2 ? 'ä' : 'Z') . $i, "$url/$i"],
            ],
            'a binary key' => ['a binary(4) PRIMARY KEY, v text', static fn (int $i): array => [pack('N', $i * 7919), "$url/$i"]],
            'a large key' => [
                'a bigint unsigned PRIMARY KEY, v text',
                static fn (int $i): array => ['184467440737095' . (50000 + $i), "$url/$i"],
            ],
            'a key of time' => [
                'a datetime PRIMARY KEY, v text',
                static fn (int $i): array => [gmdate('Y-m-d H:i:s', 1700000000 + 3600 * $i), "$url/$i"],
            ],
            'a unique key without a primary one' => [
                'u int, v text, a int NOT NULL, UNIQUE KEY u (u), UNIQUE KEY a (a)',
                static fn (int $i): array => [null, "$url/$i", $i],
            ],
            'no key, and rows twice' => ['a int, v text, f double', static fn (int $i): array => [$i % 5, "$url/" . $i % 5, $i % 5 / 4]],
            'reserved names' => ['`select` int PRIMARY KEY, `from``x` text', [[1, $url], [2, serialize([$url])]]],
            'MyISAM' => ['a int PRIMARY KEY, v text', static fn (int $i): array => [$i, "$url/$i"]],
            'bytes that are no text' => ['a int PRIMARY KEY, v blob', [[1, "\xff\x00'\\$url\x80"], [2, "\xfe"]]],
            'JSON' => ['a int PRIMARY KEY, v json', [[1, '{"u": "https:\/\/www.example.com\/x"}'], [2, null]]],
            'another character set' => ['a int PRIMARY KEY, v text CHARACTER SET latin1', [[1, "ä $url"], [2, serialize(["ä $url"])]]],
            'a computed column' => ["a int PRIMARY KEY, v varchar(50), w varchar(60) AS (CONCAT(v, '!')) STORED", [[1, $url, null]]],
            'a char column' => ['a int PRIMARY KEY, v char(40)', [[1, $url]]],
            'mixed plain and serialized' => [
                'a int PRIMARY KEY, v text, w text',
                static fn (int $i): array => [$i, $i % 3 ? serialize([$url, $i]) : "$url/ü$i", $i % 2 ? "$url and " . strtoupper($url) : null],
            ],
        ];
    }

    /**
     * @param list<list<int|string|null>>|\Closure(int): list<int|string|null> $rows
     */
    #[DataProvider('kindsOfTables')]
    public function testATableOfAnyKind(string $definition, array|\Closure $rows): void
    {
        $engine = $this->dataName() === 'MyISAM' ? 'MyISAM' : 'InnoDB';
        $this->database->query("CREATE TABLE wp_x ($definition) ENGINE=$engine DEFAULT CHARSET=utf8mb4");
        $rows = $rows instanceof \Closure ? array_map($rows, range(1, 700)) : $rows;
        $hasComputed = str_contains($definition, 'STORED');
        $literal = fn (int|float|string|null $value): string => match (true) {
            $value !== null => "'" . $this->database->real_escape_string((string) $value) . "'",
            $hasComputed => 'DEFAULT',
            default => 'NULL',
        };
        $tuples = array_map(static fn (array $row): string => '(' . implode(', ', array_map($literal, $row)) . ')', $rows);
        $this->database->query('INSERT INTO wp_x VALUES ' . implode(', ', $tuples));
        $order = implode(', ', range(1, count($rows[0])));
        $before = $this->database->query("SELECT * FROM wp_x ORDER BY $order")->fetch_all();
        $replacer = new Replacer(urls: [self::OLD => self::NEW], keys: true);
        $expected = array_map(
            static fn (array $row): array => array_map(static fn (?string $v): ?string => $v === null ? null : $replacer->value($v), $row),
            $before,
        );
        self::assertNotSame($expected, $before);

        $this->succeed('db:replace', '--urls', self::OLD, self::NEW, 'wp_x');

        $after = $this->database->query("SELECT * FROM wp_x ORDER BY $order")->fetch_all();
        sort($expected);
        sort($after);
        self::assertSame($expected, $after);
    }

    public function testWhatCannotBeWrittenStaysAndIsNamed(): void
    {
        $this->database->query('CREATE TABLE wp_x (a int PRIMARY KEY, v varchar(25)) DEFAULT CHARSET=utf8mb4');
        $this->database->query("INSERT INTO wp_x VALUES (1, 'www.example.com/1'), (2, 'www.example.com/123456789')");

        $result = $this->cli('db:replace', 'www', 'longer-than-www', 'wp_x');

        self::assertSame(ExitCode::WARNINGS, $result->status, (string) $result);
        self::assertMatchesRegularExpression("/^warning: wp_x.v of the row 1 stays as it is: Data too long.*\nwarning: wp_x.v of the row 2 stays/", $result->errors);
        self::assertStringContainsString('Changed 0 values', $result->output);

        $result = $this->cli('db:replace', 'www', 'wwww1234', 'wp_x');
        self::assertStringContainsString('Changed 1 values', $result->output);
        self::assertSame(['wwww1234.example.com/1', 'www.example.com/123456789'], array_column($this->database->query('SELECT v FROM wp_x')->fetch_all(), 0));
    }

    public function testLettersThatTheConnectionDoesNotKnowAreNotLost(): void
    {
        $this->database->query('CREATE TABLE wp_x (a int PRIMARY KEY, v text CHARACTER SET utf8mb4)');
        $this->database->query("INSERT INTO wp_x VALUES (1, 'Ж www.example.com'), (2, 'é www.example.com')");
        $this->configure('live', ['SITE_URL' => self::NEW, 'WP_ENVIRONMENT_TYPE' => 'local', 'DB_CHARSET' => 'latin1']);

        $result = $this->cli('db:replace', 'www.example.com', 'localhost', 'wp_x');

        self::assertSame(ExitCode::WARNINGS, $result->status, (string) $result);
        self::assertStringContainsString('wp_x.v of the row 1 stays as it is', $result->errors);
        self::assertSame(['Ж www.example.com', 'é localhost'], array_column($this->database->query('SELECT v FROM wp_x')->fetch_all(), 0));
    }

    public function testViewsAndTablesThatCannotBeDoneAreSaid(): void
    {
        $this->database->query('CREATE TABLE wp_x (a int, v text) ENGINE=MyISAM');
        $this->database->query("INSERT INTO wp_x VALUES (1, 'www.example.com')");
        $this->database->query('CREATE VIEW wp_view AS SELECT post_content FROM wp_posts');

        $report = json_decode($this->succeed('db:replace', 'www', 'w', '--json')->output, true);

        self::assertSame(['wp_view' => 'skipped (view)', 'wp_x' => 'skipped (no key)'], $report['skipped']);
    }

    public function testPasswordsAndKeysStay(): void
    {
        $this->database->query("CREATE TABLE wp_users (user_login varchar(60) PRIMARY KEY, user_pass varchar(255), user_activation_key varchar(255), user_url varchar(100))");
        $this->database->query("INSERT INTO wp_users VALUES ('www', 'www', 'www', 'www')");

        $this->succeed('db:replace', 'www', 'w', 'wp_users');

        self::assertSame(['www', 'www', 'www', 'w'], $this->database->query('SELECT * FROM wp_users')->fetch_row());
    }

    public function testTheSitesOfANetworkMove(): void
    {
        foreach (['blogs' => 'blog_id', 'site' => 'id'] as $table => $key) {
            $this->database->query("CREATE TABLE wp_$table ($key bigint PRIMARY KEY, domain varchar(200), path varchar(100))");
            $this->database->query("INSERT INTO wp_$table VALUES (1, 'localhost', '/'), (2, 'localhost', '/shop/'), (3, 'other.test', '/')");
        }

        $this->succeed('db:replace', '--urls', 'http://localhost', 'https://example.com/wp', 'wp_blogs', 'wp_site');

        foreach (['blogs', 'site'] as $table) {
            self::assertSame(
                [['example.com', '/wp/'], ['example.com', '/wp/shop/'], ['other.test', '/']],
                $this->database->query("SELECT domain, path FROM wp_$table ORDER BY 1, 2")->fetch_all(),
            );
        }
    }

    public function testAMapReplacesInOnePass(): void
    {
        file_put_contents("$this->folder/map.csv", "old,new\nhttps://a.test,https://b.test\nhttps://b.test,https://a.test\n");
        $this->database->query("UPDATE wp_posts SET post_content = 'https://a.test https://b.test' WHERE ID = 1");

        $this->succeed('db:replace', '--map=map.csv');

        self::assertSame('https://b.test https://a.test', self::value($this->database, 'SELECT post_content FROM wp_posts WHERE ID = 1'));
    }

    public function testHugeValuesNeedLittleMemory(): void
    {
        $this->database->query('CREATE TABLE wp_x (a int PRIMARY KEY, v longtext)');
        for ($i = 1; $i <= 20; $i++) {
            $this->database->query("INSERT INTO wp_x VALUES ($i, REPEAT('0123456789 https://www.example.com ', 50000))");
        }
        $this->database->query("INSERT INTO wp_x VALUES (21, CONCAT('a:1:{i:0;s:23:\"https://www.example.com\";}', REPEAT(' ', 3000000)))");

        $result = $this->execute([...self::php(), '-d', 'memory_limit=64M', self::entry(), 'db:replace', '--urls', self::OLD, self::NEW, 'wp_x']);

        self::assertSame([0, ''], [$result->status, $result->errors], (string) $result);
        self::assertSame('0', self::value($this->database, "SELECT COUNT(*) FROM wp_x WHERE v LIKE '%example%'"));
        self::assertStringStartsWith('a:1:{i:0;s:21:"http://localhost:8080";}', (string) self::value($this->database, 'SELECT v FROM wp_x WHERE a = 21'));
    }

    public function testProductionIsGuarded(): void
    {
        $this->configure('live', ['SITE_URL' => self::OLD, 'WP_ENVIRONMENT_TYPE' => 'production']);
        $before = self::checksums($this->database);

        $this->assertFails(ExitCode::REFUSED, '--confirm=www.example.com', $this->cli('db:replace', 'a', 'b'));
        self::assertSame($before, self::checksums($this->database));
        $this->succeed('db:replace', 'www.example.com', 'example.com', '--confirm=www.example.com');
    }

    public function testBadArgumentsAreUsage(): void
    {
        $this->assertFails(ExitCode::USAGE, 'is not said', $this->cli('db:replace'));
        $this->assertFails(ExitCode::USAGE, 'by itself', $this->cli('db:replace', 'a', 'a'));
        $this->assertFails(ExitCode::USAGE, 'not a valid URL', $this->cli('db:replace', '--urls', 'http://[', 'http://b'));
        $this->assertFails(ExitCode::USAGE, 'cannot be read', $this->cli('db:replace', '--map=none.csv'));
    }

    public function testTheLogShowsEachPlace(): void
    {
        $this->succeed('db:replace', '--urls', self::OLD, self::NEW, 'wp_postmeta', '--log=log.txt');

        self::assertSame(
            "wp_postmeta.meta_value:1\n"
            . '< file";s:13:"2026/01/a.jpg";s:3:"url";s:29:"https://www.example.com/a.jpg";}' . "\n"
            . '> file";s:13:"2026/01/a.jpg";s:3:"url";s:27:"http://localhost:8080/a.jpg";}' . "\n",
            file_get_contents("$this->folder/log.txt"),
        );
    }

    /**
     * @param array<string, list<string>> $columns by table
     * @return array<string, list<array<string, ?string>>>
     */
    private function expected(array $columns): array
    {
        $replacer = new Replacer(urls: [self::OLD => self::NEW], keys: true);
        $values = $this->values(array_keys($columns));
        foreach ($columns as $table => $names) {
            foreach ($values[$table] as $at => $row) {
                foreach ($names as $name) {
                    $values[$table][$at][$name] = $row[$name] === null ? null : $replacer->value($row[$name]);
                }
            }
        }

        return $values;
    }

    /**
     * @param list<string> $tables
     * @return array<string, list<array<string, ?string>>>
     */
    private function values(array $tables): array
    {
        $values = [];
        foreach ($tables as $table) {
            $values[$table] = array_map(
                static fn (array $row): array => array_map(static fn (mixed $value): ?string => $value === null ? null : (string) $value, $row),
                $this->database->query("SELECT * FROM $table ORDER BY 1")->fetch_all(MYSQLI_ASSOC),
            );
        }

        return $values;
    }
}
