<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Unit;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Tests\Support\TemporaryFolder;

final class EnvironmentTest extends TestCase
{
    use TemporaryFolder;

    protected function tearDown(): void
    {
        putenv('WPN_TEST_VARIABLE');
    }

    public function testTheFirstFileFoundIsRead(): void
    {
        mkdir("$this->folder/beside");
        file_put_contents("$this->folder/beside/.env", 'WPN_TEST_VARIABLE=beside');
        $folders = [$this->folder, "$this->folder/beside"];
        self::assertSame('beside', Environment::load(null, $folders)->get('WPN_TEST_VARIABLE'));

        file_put_contents("$this->folder/.env", 'WPN_TEST_VARIABLE=current');
        self::assertSame('current', Environment::load(null, $folders)->get('WPN_TEST_VARIABLE'));
    }

    public function testARealVariableWins(): void
    {
        putenv('WPN_TEST_VARIABLE=real');
        self::assertSame('real', $this->environment(['WPN_TEST_VARIABLE' => 'file'])->get('WPN_TEST_VARIABLE'));
    }

    public function testTheFileStaysOutOfTheProcessEnvironment(): void
    {
        $this->environment(['WPN_TEST_VARIABLE' => 'secret']);
        self::assertFalse(getenv('WPN_TEST_VARIABLE'));
        self::assertArrayNotHasKey('WPN_TEST_VARIABLE', $_ENV + $_SERVER);
    }

    public function testDollarsAndCommandsAreText(): void
    {
        $environment = $this->environment(['WPN_TEST_VARIABLE' => 'a$b$(id)`id`\\n']);
        self::assertSame('a$b$(id)`id`\\n', $environment->get('WPN_TEST_VARIABLE'));
    }

    public function testAMissingVariableIsNamedWithTheFile(): void
    {
        $this->expectExceptionObject(new Failure('SITE_URL or WP_SITEURL is not set', '', ExitCode::USAGE));
        $this->environment(['OTHER' => 'x'])->require('SITE_URL', 'WP_SITEURL');
    }

    public function testABrokenFileIsNotQuoted(): void
    {
        file_put_contents("$this->folder/.env", "DB_PASSWORD=a secret\n");
        try {
            Environment::load("$this->folder/.env", []);
            self::fail('a broken file was read');
        } catch (Failure $failure) {
            self::assertSame(ExitCode::USAGE, $failure->exitCode);
            self::assertStringContainsString("$this->folder/.env", $failure->line());
            self::assertStringNotContainsString('secret', $failure->line());
        }
    }

    /** @param array{string, ?int, ?string} $expected */
    #[DataProvider('hosts')]
    public function testDatabaseHost(string $host, array $expected): void
    {
        $settings = DatabaseSettings::from(
            $this->environment(['DB_HOST' => $host, 'DB_NAME' => 'n', 'DB_USER' => 'u']),
        );
        self::assertSame($expected, [$settings->host, $settings->port, $settings->socket]);
    }

    /** @return iterable<array{string, array{string, ?int, ?string}}> */
    public static function hosts(): iterable
    {
        yield ['localhost', ['localhost', null, null]];
        yield ['db.example.com:3307', ['db.example.com', 3307, null]];
        yield ['localhost:/run/db.sock', ['localhost', null, '/run/db.sock']];
        yield ['/run/db.sock', ['localhost', null, '/run/db.sock']];
        yield [':/run/db.sock', ['localhost', null, '/run/db.sock']];
        yield ['[::1]:3306', ['::1', 3306, null]];
        yield ['::1', ['::1', null, null]];
    }

    public function testAPrefixMustBeOne(): void
    {
        $this->expectException(Failure::class);
        DatabaseSettings::from($this->environment(['DB_PREFIX' => 'wp_`; DROP', 'DB_NAME' => 'n', 'DB_USER' => 'u']));
    }
}
