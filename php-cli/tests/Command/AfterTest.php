<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\Redis;

/** What follows a restore: the object cache is flushed, commands of the user run. */
final class AfterTest extends CommandTestCase
{
    private const RESTORE = ['db:restore', '--site=www.example.com'];

    public function testKeysOfTheSiteAreDeletedFromRedis(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $redis = new Redis($this->folder);
        try {
            $settings = ['REDIS_HOST' => '127.0.0.1', 'REDIS_PORT' => (string) $redis->port, 'REDIS_PASSWORD' => Redis::PASSWORD];
            foreach ([$settings, ['REDIS_HOST' => "$this->folder/redis.sock"] + $settings] as $number => $settings) {
                $client = $redis->client(3);
                for ($key = 0; $key < 2500; $key++) {
                    $client->set("wp[1]:posts:$key", 'x');
                }
                $client->set('wp1:posts:1', "another's, if brackets meant something");
                $redis->client(0)->set('wp[1]:posts:1', 'of another database');
                $this->box($settings + ['REDIS_DATABASE' => '3', 'REDIS_PREFIX' => 'wp[1]:']);
                $result = $this->succeed(...self::RESTORE);
                self::assertStringContainsString('Flushed the object cache (2500 keys)', $result->output);
                self::assertSame(['wp1:posts:1'], $client->keys('*'));
                self::assertSame(1, $redis->client(0)->exists('wp[1]:posts:1'));
            }

            $this->box($settings);
            $this->assertWarns('REDIS_PREFIX is not set', ...self::RESTORE);
            $this->box(['REDIS_PASSWORD' => 'wrong', 'REDIS_PREFIX' => 'wp'] + $settings);
            $this->assertWarns('the Redis server', ...self::RESTORE);
        } finally {
            $redis->stop();
        }
        $box = $this->box($settings + ['REDIS_PREFIX' => 'wp']);
        $this->assertWarns('the object cache is not flushed', ...self::RESTORE);
        self::assertSame('http://localhost:8080', self::option($box, 'home'));
    }

    /** What stands for WordPress here does what WordPress does of it: it is loaded, and has the drop-in's function. */
    public function testWordPressFlushesItsOwnCache(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $this->box(['SITE_URL' => 'https://localhost:8443/blog']);
        file_put_contents("$this->folder/wp-load.php", '<?php require __DIR__ . "/wp-content/object-cache.php";');
        $this->succeed(...self::RESTORE);
        self::assertFileDoesNotExist("$this->folder/flushed", 'without the drop-in nothing outlives a request');

        file_put_contents("$this->folder/wp-content/object-cache.php", <<<'PHP'
            <?php
            function wp_cache_flush() {
                $words = [SHORTINIT, $_SERVER['HTTP_HOST'], $_SERVER['REQUEST_URI'], $_SERVER['HTTPS']];
                return file_put_contents(dirname(__DIR__) . '/flushed', json_encode($words)) > 0;
            }
            PHP);
        $this->succeed(...self::RESTORE);
        self::assertStringEqualsFile("$this->folder/flushed", json_encode([true, 'localhost:8443', '/blog/', 'on']));

        file_put_contents("$this->folder/wp-content/object-cache.php", '<?php echo "no such server"; exit(3);');
        $this->assertWarns('(exit status 3) and said: no such server', ...self::RESTORE);
    }

    public function testCommandsOfTheUser(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $this->box();
        $result = $this->succeed(...self::RESTORE, ...['--after=echo one >after; echo said', '--after=echo "$(cat after)" two >>after']);
        self::assertStringEqualsFile("$this->folder/after", "one\none two\n");
        self::assertStringEndsWith("said\n", $result->output);

        $this->assertWarns("--after='exit 7' ended with exit status 7", ...self::RESTORE, ...['--after=exit 7', '--after=echo on >on']);
        self::assertFileExists("$this->folder/on");
        $result = $this->cli(...self::RESTORE, ...['--json', '--after=echo said']);
        self::assertSame([ExitCode::DONE, "said\n"], [$result->status, $result->errors]);
        self::assertSame('http://localhost:8080', json_decode($result->output, true)['map']['https://www.example.com']);
    }

    public function testNothingFollowsARestoreThatFails(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $this->box(['SITE_URL' => 'https://a-much-longer-name.example.com']);
        $result = $this->cli(...self::RESTORE, ...['--after=touch after']);
        self::assertSame(ExitCode::FAILED, $result->status);
        self::assertFileDoesNotExist("$this->folder/after");
    }

    private function assertWarns(string $words, string ...$arguments): void
    {
        $result = $this->cli(...$arguments);
        self::assertSame(ExitCode::WARNINGS, $result->status, (string) $result);
        self::assertMatchesRegularExpression('/^warning: [^\n]+\n$/D', $result->errors);
        self::assertStringContainsString($words, $result->errors);
        self::assertStringNotContainsString(Redis::PASSWORD, $result->errors);
    }
}
