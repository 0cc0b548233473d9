<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use PHPUnit\Framework\Attributes\DataProvider;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\Result;

/** What a user can get wrong, or a machine: one clear line each, and nothing half-done. */
final class BadInputTest extends CommandTestCase
{
    public function testWithoutSettings(): void
    {
        $this->assertFails(ExitCode::USAGE, '.env', $this->cli('db:backup'));
        $this->assertFails(ExitCode::USAGE, 'BACKUP_STORE is not set', $this->cli('db:list'));
        $this->assertFails(ExitCode::USAGE, 'no file nowhere.env', $this->cli('db:list', '--env-file=nowhere.env'));
    }

    #[DataProvider('variables')]
    public function testWithoutAVariable(string $command, string $variable): void
    {
        $this->production();
        $settings = preg_replace("/^$variable=.*\n/m", '', (string) file_get_contents("$this->folder/.env"));
        file_put_contents("$this->folder/.env", $settings);
        $this->assertFails(ExitCode::USAGE, "$variable", $this->cli(...explode(' ', $command)));
        self::assertSame([], $this->stored());
    }

    /** @return iterable<array{string, string}> */
    public static function variables(): iterable
    {
        foreach (['SITE_URL', 'DB_NAME', 'DB_USER', 'BACKUP_STORE'] as $variable) {
            yield ['db:backup', $variable];
        }
        yield ['db:restore', 'SITE_URL'];
        yield ['db:restore', 'BACKUP_STORE'];
        yield ['db:export x.sql', 'DB_NAME'];
        yield ['db:list', 'BACKUP_STORE'];
    }

    public function testWithoutTheExtension(): void
    {
        $this->production();
        foreach (['db:backup', 'db:restore', 'db:import x.sql'] as $command) {
            // -n: no php.ini, which may load it.
            $result = $this->execute([PHP_BINARY, '-n', self::entry(), ...explode(' ', $command)]);
            $this->assertFails(ExitCode::USAGE, 'wpnormalize is not loaded', $result);
        }
        foreach (['list', 'help', 'db:backup --help'] as $command) {
            $result = $this->execute([PHP_BINARY, '-n', self::entry(), ...explode(' ', $command)]);
            self::assertSame([0, ''], [$result->status, $result->errors]);
        }
    }

    public function testWithoutVendor(): void
    {
        copy(self::entry(), "$this->folder/cli");
        $this->assertFails(
            ExitCode::USAGE,
            'composer install',
            $this->execute([...self::php(), "$this->folder/cli", 'list']),
        );
    }

    public function testUnknownCommandsAndOptions(): void
    {
        $this->assertFails(ExitCode::USAGE, 'db:bakcup', $this->cli('db:bakcup'));
        $this->assertFails(ExitCode::USAGE, '--fast', $this->cli('db:backup', '--fast'));
        $this->assertFails(ExitCode::USAGE, 'file', $this->cli('db:export'));
    }

    /** A script's variable that is not set must not mean all tables, or the newest backup. */
    public function testOptionsWithoutAValue(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $confirm = '--confirm=www.example.com';
        $this->assertFails(ExitCode::USAGE, '--tables names no table', $this->cli('db:restore', $confirm, '--tables='));
        $this->assertFails(ExitCode::USAGE, '--before= is no time', $this->cli('db:restore', $confirm, '--before='));
        $this->assertFails(ExitCode::USAGE, '--tables names no table', $this->cli('db:export', '--tables=', 'x.sql'));
    }

    public function testWithoutAServer(): void
    {
        $this->production();
        foreach (["$this->folder/no.sock", '127.0.0.1:1', '[::1]:1'] as $host) {
            $this->configure('production', ['SITE_URL' => 'https://www.example.com', 'DB_HOST' => $host]);
            $result = $this->cli('db:backup');
            $this->assertFails(ExitCode::FAILED, "cannot connect to the database server $host", $result);
            // It was asked: no part of its address was taken for another.
            self::assertStringNotContainsString('getaddrinfo', $result->errors);
        }
        self::assertSame([], $this->stored());
    }

    public function testAWrongPassword(): void
    {
        $this->production();
        $this->configure('production', [
            'SITE_URL' => 'https://www.example.com',
            'DB_USER' => 'wpn_nobody',
            'DB_PASSWORD' => 'secret-that-is-wrong',
        ]);
        foreach (['db:backup', 'db:export x.sql', 'db:import x.sql --no-map'] as $command) {
            touch("$this->folder/x.sql");
            $result = $this->cli(
                ...[...explode(' ', $command), ...($command === 'db:export x.sql' ? ['--force'] : [])],
            );
            $this->assertFails(ExitCode::FAILED, 'DB_USER and DB_PASSWORD', $result);
            self::assertStringNotContainsString('secret', $result->errors . $result->output);
        }
        self::assertSame([], $this->stored());
        self::assertSame(0, filesize("$this->folder/x.sql"));
    }

    public function testACharacterSetAndACertificateThatAreNone(): void
    {
        $this->production();
        $this->configure('production', ['SITE_URL' => 'https://www.example.com', 'DB_SSL_CA' => 'nowhere.pem']);
        $this->assertFails(ExitCode::USAGE, "DB_SSL_CA $this->folder/nowhere.pem cannot be read", $this->cli('db:backup'));
        foreach (['nonsense', 'utf16'] as $charset) {
            $this->configure('production', ['SITE_URL' => 'https://www.example.com', 'DB_CHARSET' => $charset]);
            $this->assertFails(ExitCode::USAGE, 'check DB_CHARSET', $this->cli('db:backup'));
        }
    }

    public function testAnUnknownDatabase(): void
    {
        $this->production();
        $this->configure('nowhere', ['SITE_URL' => 'https://www.example.com']);
        $this->assertFails(ExitCode::FAILED, 'check DB_NAME', $this->cli('db:backup'));
    }

    public function testADatabaseWithoutTheSite(): void
    {
        $this->createDatabase('production');
        $this->configure('production', ['SITE_URL' => 'https://www.example.com']);
        $this->assertFails(ExitCode::USAGE, 'wp_options', $this->cli('db:backup'));
        self::assertSame([], $this->stored());
    }

    /** A limit on the size of files stands for a full disk: a write fails in the middle. */
    public function testAFullDisk(): void
    {
        $database = $this->production();
        $noise = array_map(static fn (int $i): string => "('" . hash('sha512', "$i") . hash('sha512', "-$i") . "')", range(1, 3000));
        $database->query('INSERT INTO wp_postmeta (meta_value) VALUES ' . implode(', ', $noise));
        foreach ([['db:backup'], ['db:export', 'x.sql.zst']] as $arguments) {
            $result = $this->execute(
                ['bash', '-c', 'trap "" XFSZ; ulimit -f 64; exec "$@"', 'bash', ...self::php(), self::entry(), ...$arguments],
            );
            $this->assertFails(ExitCode::FAILED, 'disk full', $result);
        }
        self::assertSame([], $this->stored());
        self::assertSame(['.env', 'store', 'wp-content'], array_values(array_diff((array) scandir($this->folder), ['.', '..'])));
    }

    #[DataProvider('stores')]
    public function testAStoreThatIsNone(string $store, int $status, string $words): void
    {
        $this->production();
        touch("$this->folder/file");
        $store = str_replace('FOLDER', $this->folder, $store);
        $this->configure('production', ['SITE_URL' => 'https://www.example.com', 'BACKUP_STORE' => $store]);
        foreach (['db:backup', 'db:list', 'db:restore'] as $command) {
            if ($command === 'db:backup' && $store === "file://$this->folder/nowhere") {
                continue; // makes it
            }
            $this->assertFails($status, $words, $this->cli($command));
        }
    }

    /** @return iterable<array{string, int, string}> */
    public static function stores(): iterable
    {
        yield ['s3://', ExitCode::USAGE, 'BACKUP_STORE s3:// is no store'];
        yield ['s3://b', ExitCode::USAGE, 'a bucket name must be'];
        yield ['s3://bucket/a/../b', ExitCode::USAGE, 'has a prefix that cannot be used'];
        yield ['s3://bucket/a b', ExitCode::USAGE, 'has a prefix that cannot be used'];
        yield ['/var/backups', ExitCode::USAGE, 'BACKUP_STORE /var/backups is no store'];
        yield ['file://var/backups', ExitCode::USAGE, 'is no store'];
        yield ['file://FOLDER/nowhere', ExitCode::FAILED, '/nowhere does not exist'];
        yield ['file://FOLDER/file', ExitCode::FAILED, '/file'];
    }

    public function testAStoreThatMayNotBeRead(): void
    {
        $this->production();
        $this->succeed('db:backup');
        chmod("$this->folder/store/www.example.com", 0);
        try {
            $result = $this->cliWithoutRoot('db:restore', '--confirm=www.example.com');
            $this->assertFails(ExitCode::FAILED, 'check its owner and permissions', $result);
        } finally {
            chmod("$this->folder/store/www.example.com", 0700);
        }
    }

    /** Sites that share a store may belong to users who cannot look into each other's folders. */
    public function testTheFolderOfAnotherSiteMayNotBeRead(): void
    {
        $this->production();
        $this->configure('production', ['SITE_URL' => 'https://www.example.com', 'BACKUP_KEEP' => 'last=1']);
        mkdir("$this->folder/store/other.test", recursive: true);
        chmod("$this->folder/store/other.test", 0);
        try {
            foreach (['db:backup', 'db:prune', 'db:status', 'db:verify', 'db:restore --confirm=www.example.com'] as $command) {
                $result = $this->cliWithoutRoot(...explode(' ', $command));
                self::assertSame([0, ''], [$result->status, $result->errors], $command);
            }
        } finally {
            chmod("$this->folder/store/other.test", 0700);
        }
    }

    public function testNoTraceAndNoSecretEver(): void
    {
        $this->production();
        $this->configure(
            'production',
            ['SITE_URL' => 'https://www.example.com', 'DB_USER' => 'wpn_nobody', 'DB_PASSWORD' => 'sesame'],
        );
        foreach (['-v', '-vvv', '--ansi'] as $option) {
            $result = $this->cli('db:backup', $option);
            self::assertSame(ExitCode::FAILED, $result->status);
            self::assertSame(1, substr_count($result->errors, "\n"), $result->errors);
            self::assertStringNotContainsString('sesame', $result->errors . $result->output);
            self::assertStringNotContainsString('.php', $result->errors . $result->output);
        }
    }

    /** root may read everything, unless it lacks these. */
    private function cliWithoutRoot(string ...$arguments): Result
    {
        $command = [...self::php(), self::entry(), ...$arguments];

        return $this->execute(
            posix_geteuid() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', ...$command] : $command,
        );
    }
}
