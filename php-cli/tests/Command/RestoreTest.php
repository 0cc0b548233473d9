<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use PHPUnit\Framework\Attributes\DataProvider;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\SiteFixture;

final class RestoreTest extends CommandTestCase
{
    private const BOX = 'http://localhost:8080';

    public function testTheBoxGetsTheSiteUnderItsOwnAddress(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $box = $this->box();
        $result = $this->succeed('db:restore');
        self::assertStringContainsString('https://www.example.com -> http://localhost:8080', $result->output);
        self::assertStringContainsString('https://example.com -> http://localhost:8080', $result->output);

        self::assertSame(self::BOX, self::option($box, 'siteurl'));
        self::assertSame(self::BOX, self::option($box, 'home'));
        self::assertSame('0', self::option($box, 'blog_public'));
        self::assertSame(['u' => self::BOX . '/ü'], json_decode((string) self::option($box, 'json'), true));
        self::assertSame(
            [
                2 => ['text' => 'See http://localhost:8080/about, it\'s "ours"', 'http://localhost:8080/key' => true],
                'nested' => serialize(['http://localhost:8080/x']),
            ],
            unserialize((string) self::option($box, 'widget_text')),
        );
        self::assertSame('https://www.example.com/?p=1', self::value($box, 'SELECT guid FROM wp_posts WHERE ID = 1'));
        self::assertSame('zero', self::value($box, 'SELECT post_content FROM wp_posts WHERE ID = 0'));
        self::assertSame('00FF1A275C80', self::value($box, 'SELECT HEX(raw) FROM wp_children'));
        self::assertSame(
            'wp_child_parent',
            self::value($box, "SELECT CONSTRAINT_NAME FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME = 'wp_parents' AND DELETE_RULE = 'CASCADE'"),
        );
        self::assertSame([], preg_grep('/^_wpn/', self::tables($box)));
    }

    public function testWithoutAReplacementItIsIdentical(): void
    {
        $production = $this->production();
        $this->succeed('db:backup');
        $sums = self::checksums($production);
        $definition = $production->query('SHOW CREATE TABLE wp_children')->fetch_row();
        $production->query("UPDATE wp_posts SET post_content = 'lost'");
        $production->query('ALTER TABLE wp_children DROP COLUMN raw');
        $this->succeed('db:restore', '--confirm=www.example.com');
        self::assertSame($sums, self::checksums($production));
        self::assertSame($definition, $production->query('SHOW CREATE TABLE wp_children')->fetch_row());
        self::assertSame('1', self::option($production, 'blog_public'));
    }

    public function testItCanBeRepeated(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $box = $this->box();
        $this->succeed('db:restore');
        $sums = self::checksums($box);
        $this->succeed('db:restore');
        self::assertSame($sums, self::checksums($box));
    }

    /** Those of docs/operations.md. */
    public function testTheDocumentedGrantsSuffice(): void
    {
        $production = $this->production();
        $production->query('CREATE VIEW wp_view AS SELECT 1 AS one');
        $production->query('CREATE TRIGGER wp_trigger BEFORE INSERT ON wp_empty FOR EACH ROW SET NEW.id = NEW.id');
        $user = $this->createUser('x', 'production', 'SELECT, SHOW VIEW ON *');
        $access = ['SITE_URL' => 'https://www.example.com', 'DB_USER' => $user, 'DB_PASSWORD' => 'x'];
        $this->configure('production', $access);
        $this->succeed('db:backup');
        sleep(1);
        $access['DB_USER'] = $this->createUser('x', 'production', 'SELECT, SHOW VIEW, TRIGGER, EVENT ON *');
        $this->configure('production', $access);
        $this->succeed('db:backup', '--with-code');

        $grants = 'SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES';
        $this->createDatabase('box');
        foreach ([[$grants, []], ["$grants, TRIGGER, CREATE VIEW, SHOW VIEW", ['--with-code']]] as [$rights, $options]) {
            $user = $this->createUser('x', 'box', "$rights ON *");
            $this->configure(
                'box',
                ['SITE_URL' => 'http://localhost', 'WP_ENV' => 'local', 'DB_USER' => $user, 'DB_PASSWORD' => 'x'],
            );
            $name = pathinfo($this->stored()[$options === [] ? 0 : 2], PATHINFO_FILENAME);
            $this->succeed('db:restore', $name, ...$options);
            $this->succeed('db:restore', $name, ...$options);
        }
    }

    public function testTablesThatTheBackupLacksStay(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $box = $this->box();
        $box->query('CREATE TABLE wp_extra (id int)');
        $box->query('CREATE TABLE other (id int)');
        SiteFixture::install($box, 'wp_dev_', 'https://dev.example.com');
        $before = array_filter(
            self::checksums($box),
            static fn (string $table): bool => str_starts_with($table, 'wp_dev_'),
            ARRAY_FILTER_USE_KEY,
        );
        $this->succeed('db:restore');
        self::assertContains('wp_extra', self::tables($box));
        self::assertContains('other', self::tables($box));
        self::assertSame($before, array_intersect_key(self::checksums($box), $before));
    }

    public function testABackupIsChosenByNameAndSite(): void
    {
        $production = $this->production();
        $this->succeed('db:backup');
        $first = pathinfo($this->stored()[0], PATHINFO_FILENAME);
        sleep(1);
        $production->query("UPDATE wp_options SET option_value = '2' WHERE option_name = 'json'");
        $this->succeed('db:backup');
        $box = $this->box();
        $this->succeed('db:restore', '--site=www.example.com');
        self::assertSame('2', self::option($box, 'json'));
        $this->succeed('db:restore', $first);
        self::assertNotSame('2', self::option($box, 'json'));
        $this->assertFails(ExitCode::NO_BACKUP, 'no backup', $this->cli('db:restore', '20200101T000000Z'));
        $this->assertFails(
            ExitCode::NO_BACKUP,
            'no backup of nowhere.test',
            $this->cli('db:restore', '--site=nowhere.test'),
        );
    }

    public function testTheNewestCompleteBackupIsTaken(): void
    {
        $production = $this->production();
        $this->succeed('db:backup');
        sleep(1);
        $production->query("UPDATE wp_options SET option_value = '2' WHERE option_name = 'json'");
        $this->succeed('db:backup');
        $second = pathinfo($this->stored()[2], PATHINFO_FILENAME);
        $box = $this->box();
        $this->succeed('db:restore', "--before=$second");
        self::assertNotSame('2', self::option($box, 'json'));
        $this->succeed('db:restore', '--before=tomorrow');
        self::assertSame('2', self::option($box, 'json'));
        $this->assertFails(ExitCode::NO_BACKUP, 'before 2020-01-01', $this->cli('db:restore', '--before=2020-01-01'));
        $this->assertFails(ExitCode::USAGE, 'no time', $this->cli('db:restore', '--before=soon-ish'));
        $this->assertFails(ExitCode::USAGE, '--before', $this->cli('db:restore', $second, '--before=tomorrow'));

        self::truncate("$this->folder/store/www.example.com/$second.sql.zst", 100);
        $result = $this->cli('db:restore');
        self::assertSame(ExitCode::WARNINGS, $result->status, (string) $result);
        self::assertStringContainsString('has 100 bytes', $result->errors);
        self::assertNotSame('2', self::option($box, 'json'));
    }

    public function testOnProductionItSaysWhatIsNewer(): void
    {
        $production = $this->production();
        $production->query('CREATE TABLE wp_comments (id int)');
        $production->query('CREATE TABLE wp_wc_orders (id int)');
        $this->succeed('db:backup');
        $result = $this->cli('db:restore');
        self::assertStringContainsString('no more posts, comments, users or orders than this backup', $result->output);
        $production->query("INSERT INTO wp_posts (post_content) VALUES ('a'), ('b')");
        $production->query('INSERT INTO wp_comments VALUES (1)');
        $production->query('INSERT INTO wp_wc_orders VALUES ' . implode(', ', array_fill(0, 1500, '(1)')));
        $result = $this->cli('db:restore');
        self::assertSame(ExitCode::REFUSED, $result->status);
        self::assertStringContainsString('which would go: 2 posts, 1 comment, 1,500 orders', $result->output);
    }

    /** Who reads without end, and who waits no longer for that than it is told to. */
    public function testWhoHoldsTheTablesIsNamed(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $box = $this->box();
        SiteFixture::install($box, 'wp_', 'http://old.test');
        $before = self::checksums($box);
        $box->query('START TRANSACTION');
        $box->query('SELECT COUNT(*) FROM wp_posts');
        $id = self::value($box, 'SELECT CONNECTION_ID()');
        $result = $this->cli('db:restore', '--lock-wait=0');
        $this->assertFails(ExitCode::FAILED, "by connection $id of root@localhost, idle in a transaction", $result);
        self::assertStringContainsString("KILL $id", $result->errors);
        $box->query('COMMIT');
        self::assertSame($before, self::checksums($box));
        self::assertSame([], self::leftovers($box));
        $this->assertFails(ExitCode::USAGE, '--lock-wait', $this->cli('db:restore', '--lock-wait=long'));
    }

    public function testAnEmptyStore(): void
    {
        $this->box();
        mkdir("$this->folder/store");
        $this->assertFails(ExitCode::NO_BACKUP, 'no backup', $this->cli('db:restore'));
        $this->assertFails(ExitCode::NO_BACKUP, 'no backup', $this->cli('db:list'));
    }

    /** @param array<string, string> $variables */
    #[DataProvider('guards')]
    public function testTheGuard(array $variables, bool $hasTables, bool $refused): void
    {
        $this->production();
        $this->succeed('db:backup');
        $box = $this->createDatabase('box');
        if ($hasTables) {
            SiteFixture::install($box, 'wp_', 'https://live.example.com');
        }
        $before = self::checksums($box);
        $this->configure('box', $variables + ['SITE_URL' => 'https://live.example.com']);
        if (!$refused) {
            $this->succeed('db:restore');

            return;
        }
        $this->assertFails(ExitCode::REFUSED, '--confirm=live.example.com', $this->cli('db:restore'));
        $this->assertFails(ExitCode::REFUSED, 'not the domain', $this->cli('db:restore', '--confirm=www.example.com'));
        self::assertSame($before, self::checksums($box));
        $this->succeed('db:restore', '--confirm=live.example.com');
        self::assertSame('https://live.example.com', self::option($box, 'siteurl'));
    }

    /** @return iterable<string, array{array<string, string>, bool, bool}> */
    public static function guards(): iterable
    {
        yield 'production' => [['WP_ENVIRONMENT_TYPE' => 'production'], true, true];
        yield 'production without tables' => [['WP_ENV' => 'Production'], false, true];
        yield 'unnamed with tables' => [[], true, true];
        yield 'unnamed without tables' => [[], false, false];
        yield 'staging' => [['WP_ENVIRONMENT_TYPE' => 'staging'], true, false];
    }

    public function testAValueThatGrowsTooLongFails(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $box = $this->box(['SITE_URL' => 'https://a-much-longer-name.example.com']);
        $result = $this->cli('db:restore');
        $this->assertFails(ExitCode::FAILED, 'wp_links', $result);
        self::assertStringContainsString("'link_url'", $result->errors);
        self::assertSame([], self::tables($box));
    }

    public function testARowThatTheServerDoesNotTake(): void
    {
        $production = $this->production();
        $production->query("UPDATE wp_posts SET post_content = REPEAT('long ', 300000) WHERE ID = 1");
        $this->succeed('db:backup');
        $this->succeed('db:export', 'x.sql');
        $box = $this->box();
        $packet = self::value($box, 'SELECT @@max_allowed_packet');
        $box->query('SET GLOBAL max_allowed_packet = 1048576');
        $box->query('SET GLOBAL local_infile = 0');
        try {
            foreach ([['db:restore'], ['db:import', 'x.sql']] as $command) {
                $this->assertFails(ExitCode::FAILED, 'raise max_allowed_packet', $this->cli(...$command));
                self::assertSame([], self::tables($box));
            }
            // LOAD DATA sends rows in pieces.
            $box->query('SET GLOBAL local_infile = 1');
            $this->succeed('db:restore');
        } finally {
            $box->query("SET GLOBAL max_allowed_packet = $packet");
            $box->query('SET GLOBAL local_infile = 1');
        }
        self::assertSame('1500000', self::value($box, 'SELECT LENGTH(post_content) FROM wp_posts WHERE ID = 1'));
    }

    #[DataProvider('damages')]
    public function testDamageIsNoticedBeforeAnythingChanges(\Closure $damage, int $status, string $words): void
    {
        $this->production();
        $this->succeed('db:backup');
        [$manifest, $dump] = $this->stored();
        $damage("$this->folder/store/$manifest", "$this->folder/store/$dump");
        $box = $this->box();
        SiteFixture::install($box, 'wp_', 'http://localhost:8080');
        $before = self::checksums($box);
        $this->assertFails($status, $words, $this->cli('db:restore'));
        self::assertSame($before, self::checksums($box));
    }

    /** @return iterable<string, array{\Closure(string, string): void, int, string}> */
    public static function damages(): iterable
    {
        $replace = static function (string $file, string $search, string $replace): void {
            file_put_contents($file, str_replace($search, $replace, (string) file_get_contents($file), $count));
            self::assertSame(1, $count);
        };
        yield 'the dump is cut' => [
            static fn (string $manifest, string $dump) => self::truncate($dump, (int) (filesize($dump) / 2)),
            ExitCode::INTEGRITY, 'its manifest says',
        ];
        yield 'the dump is empty' => [
            static fn (string $manifest, string $dump) => self::truncate($dump, 0),
            ExitCode::INTEGRITY, 'has 0 bytes',
        ];
        yield 'a byte of the dump is another' => [
            static function (string $manifest, string $dump): void {
                $bytes = (string) file_get_contents($dump);
                $bytes[100] = chr(ord($bytes[100]) ^ 1);
                file_put_contents($dump, $bytes);
            },
            ExitCode::INTEGRITY, 'nothing was changed',
        ];
        yield 'the dump is gone' => [
            static fn (string $manifest, string $dump) => unlink($dump),
            ExitCode::INTEGRITY, 'is missing',
        ];
        foreach (['prologue', 'schema', 'rows', 'epilogue'] as $type) {
            yield "a frame of the type $type is another one" => [
                static function (string $manifest) use ($type): void {
                    $data = json_decode((string) file_get_contents($manifest), true);
                    $frames = array_column($data['index']['frames'], 'type');
                    $data['index']['frames'][array_search($type, $frames, true)]['sha256'] = hash('sha256', 'another');
                    file_put_contents($manifest, json_encode($data));
                },
                ExitCode::INTEGRITY, 'SHA-256',
            ];
        }
        yield 'the manifest counts other rows' => [
            static fn (string $manifest) => $replace($manifest, '"wp_options": 5', '"wp_options": 6'),
            ExitCode::INTEGRITY, 'wp_options has 5 rows',
        ];
        yield 'the manifest knows another table' => [
            static fn (string $manifest) => $replace($manifest, '"wp_options": 5', '"wp_options": 5, "wp_more": 1'),
            ExitCode::INTEGRITY, 'wp_more has no rows',
        ];
        yield 'the manifest is of another prefix' => [
            static fn (string $manifest) => $replace($manifest, '"prefix": "wp_"', '"prefix": "blog_"'),
            ExitCode::REFUSED, 'blog_',
        ];
        yield 'the manifest is no JSON' => [
            static fn (string $manifest) => file_put_contents($manifest, '{'),
            ExitCode::INTEGRITY, 'manifest',
        ];
    }

    public function testATableThatStaysMustNotPointAtOneThatGoes(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $box = $this->box();
        $this->succeed('db:restore');
        $box->query('CREATE TABLE wp_extra (id int, KEY (id), FOREIGN KEY (id) REFERENCES wp_parents (id))');
        $before = self::checksums($box);
        $this->assertFails(ExitCode::REFUSED, 'wp_extra', $this->cli('db:restore'));
        self::assertSame($before, self::checksums($box));
    }

    public function testALostTriggerIsSaid(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $box = $this->box();
        $this->succeed('db:restore');
        $box->query('CREATE TRIGGER wp_trigger BEFORE INSERT ON wp_empty FOR EACH ROW SET NEW.id = NEW.id');
        $result = $this->cli('db:restore');
        self::assertSame(ExitCode::WARNINGS, $result->status, (string) $result);
        self::assertStringContainsString('wp_trigger', $result->errors);
    }

    private static function truncate(string $file, int $size): void
    {
        $stream = fopen($file, 'r+');
        ftruncate($stream, $size);
        fclose($stream);
    }
}
