<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use PHPUnit\Framework\Attributes\Group;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\Server;

/** db:doctor: what it finds is so, and what it advises helps. */
final class DoctorTest extends CommandTestCase
{
    public function testASiteInOrder(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $result = $this->succeed('db:doctor');
        foreach (['7 tables with DB_PREFIX wp_', 'the newest backup is www.example.com/', 'needs about'] as $words) {
            self::assertStringContainsString($words, $result->output);
        }
        self::assertDoesNotMatchRegularExpression('/^(fault|warning)/m', $result->output);
        // The free space on the disk changes by itself.
        $withoutSizes = static fn (string $output): string => (string) preg_replace('/[\d.]+ [A-Z]i?B/', '', $output);
        self::assertSame($withoutSizes($result->output), $withoutSizes($this->succeed('doctor')->output));
        self::assertSame('', $this->succeed('doctor', '--quiet')->output);
    }

    /** The statements that it prints, and no others, make a backup and a restore work. */
    public function testItsGrantsAreEnough(): void
    {
        $production = $this->production();
        $production->query('CREATE VIEW wp_view AS SELECT 1 AS one');
        $this->configureUser('production', 'https://www.example.com', 'production');
        self::assertStringContainsString('Access denied', $this->cli('db:backup')->errors);
        self::assertCount(1, $this->takeAdvice('fault', '--for=backup'));
        $this->succeed('db:doctor', '--for=backup', '--quiet');
        $this->succeed('db:backup');
        self::assertCount(1, $this->takeAdvice('note', '--for=backup'));
        // Names are seconds.
        array_map('unlink', glob("$this->folder/store/*/*"));
        $this->succeed('db:backup', '--with-code');

        $box = $this->createDatabase('box');
        $this->configureUser('box', 'http://localhost:8080', 'local');
        self::assertCount(1, $this->takeAdvice('fault', '--for=restore'));
        $this->succeed('db:doctor', '--for=restore', '--quiet');
        foreach (['into nothing', 'over tables'] as $how) {
            $result = $this->cli('db:restore');
            self::assertSame(ExitCode::WARNINGS, $result->status, "$how: $result");
            self::assertStringStartsWith('warning: left out, being code', $result->errors);
        }
        self::assertSame('http://localhost:8080', self::option($box, 'siteurl'));
        self::assertCount(1, $this->takeAdvice('note', '--for=restore'));
        $this->succeed('db:restore', '--with-code');
        self::assertSame('1', self::value($box, 'SELECT one FROM wp_view'));
    }

    public function testWithoutTheExtension(): void
    {
        $this->production();
        $result = $this->execute([PHP_BINARY, self::entry(), 'doctor']);
        if (extension_loaded('wpnormalize') && getenv('MODULE') === false) {
            self::assertSame(0, $result->status, (string) $result);

            return;
        }
        self::assertSame(ExitCode::FAILED, $result->status, (string) $result);
        self::assertStringContainsString('fault    the PHP extension wpnormalize is not loaded', $result->output);
        self::assertStringContainsString('7 tables with DB_PREFIX wp_', $result->output);
    }

    public function testSettingsAreNamedAndSecretsAreNot(): void
    {
        $this->production();
        $this->environment([
            'DB_HOST' => Server::socket(),
            'DB_NAME' => self::databaseName('production'),
            'DB_USER' => 'root',
            'DB_PASSWORD' => 'correct horse',
            'SITE_URL' => 'https://www.example.com',
            'BACKUP_STORE' => 's3://key:battery@bucket',
            'AWS_ACCESS_KEY_ID' => 'staple',
            'AWS_SECRET_ACCESS_KEY' => 'secret stuff',
        ]);
        $result = $this->execute([...self::php(), self::entry(), 'doctor'], '', ['DB_CHARSET' => 'latin1'] + getenv());
        self::assertSame(ExitCode::FAILED, $result->status, (string) $result);
        self::assertStringContainsString("ok       settings are read from $this->folder/.env", $result->output);
        self::assertStringContainsString('ok       DB_PASSWORD is set', $result->output);
        self::assertStringContainsString('ok       DB_CHARSET=latin1 (an environment variable)', $result->output);
        self::assertStringContainsString('fault    cannot connect to the database server', $result->output);
        foreach (['horse', 'battery', 'staple', 'stuff'] as $secret) {
            self::assertStringNotContainsString($secret, $result->output . $result->errors);
        }
        $this->assertFails(ExitCode::USAGE, 'BACKUP_STORE s3://***@bucket cannot be used', $this->cli('db:list'));
    }

    /** Whoever adds a setting tells the doctor of it. */
    public function testItKnowsEverySetting(): void
    {
        $example = (string) file_get_contents(dirname(__DIR__, 2) . '/.env.example');
        self::assertGreaterThan(15, preg_match_all('/^#?([A-Z][A-Z0-9_]+)=/m', $example, $names));
        // A prefix that is none: it is not tried whether a server is there.
        $this->environment(['DB_PREFIX' => '-'] + array_fill_keys($names[1], 'x'));
        $output = $this->cli('db:doctor')->output;
        $unknown = array_filter(
            $names[1],
            static fn (string $name): bool => preg_match("/^ok       $name(=| is set)/m", $output) !== 1,
        );
        self::assertSame([], array_values($unknown), $output);
    }

    public function testWhatIsWrongWithASite(): void
    {
        $database = $this->production();
        $database->query('CREATE TABLE wp_old (a int) ENGINE=MyISAM');
        $this->configure('production', [
            'SITE_URL' => 'https://staging.example.com',
            'WP_ENVIRONMENT_TYPE' => 'production',
            'DB_CHARSET' => 'latin1',
        ]);
        mkdir("$this->folder/store");
        $result = $this->cli('db:doctor');
        self::assertSame(ExitCode::WARNINGS, $result->status, (string) $result);
        self::assertMatchesRegularExpression('/^warning  DB_CHARSET is latin1, tables are utf8mb4/m', $result->output);
        self::assertMatchesRegularExpression('/^warning  the site in the database is at https:\/\/www\./m', $result->output);
        self::assertMatchesRegularExpression('/^note     1 tables are not transactional \(MyISAM\): wp_old/m', $result->output);
        self::assertMatchesRegularExpression('/^note     there is no backup of staging\.example\.com in file:/m', $result->output);
        self::assertStringStartsWith('warning ', $this->cli('db:doctor', '--quiet')->output);
    }

    /** MySQL does not allow LOAD DATA LOCAL unless it is told to, and is on another machine as far as one can see. */
    #[Group('mariadb')]
    public function testARowThatTheServerDoesNotTake(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $file = glob("$this->folder/store/*/*.json")[0];
        $manifest = json_decode((string) file_get_contents($file), true);
        $manifest['index']['longestRow'] = 1 << 30;
        $manifest['index']['rawSize'] = 1 << 50;
        file_put_contents($file, json_encode($manifest));
        $result = $this->cli('db:doctor', '--json');
        self::assertSame(ExitCode::FAILED, $result->status, (string) $result);
        $report = json_decode($result->output, true);
        self::assertSame('fault', $report['level']);
        [$row, $space] = array_slice($report['findings'], -2);
        self::assertSame(['warning', 'fault'], [$row['level'], $space['level']], $result->output);
        self::assertStringContainsString('holds a row of 1.0 GiB', $row['text']);
        self::assertStringContainsString('SET GLOBAL max_allowed_packet', $row['remedy']);
        self::assertStringContainsString('needs about 2048.0 TiB', $space['text']);
        self::assertSame(0, $this->cli('db:doctor', '--for=backup')->status);
    }

    public function testSettingsThatAWebServerWouldHandOut(): void
    {
        $this->production();
        $this->succeed('db:backup');
        touch("$this->folder/wp-load.php");
        $result = $this->cli('db:doctor', '--quiet');
        self::assertSame(ExitCode::WARNINGS, $result->status, (string) $result);
        self::assertStringStartsWith("warning  $this->folder/.env is in WordPress's own folder", $result->output);
    }

    /** Each is found, and what is wrong with it is said of it and not of the others. */
    public function testStoresWithNames(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $this->configure('production', [
            'SITE_URL' => 'https://www.example.com',
            'BACKUP_STORE_DEV' => "file://$this->folder/dev",
            'BACKUP_STORE_DEV_KEEP' => 'last=3',
            'BACKUP_STORE_DEV_AWS_REGION' => 'here',
            'BACKUP_STORE_OLD' => 'ftp://nowhere',
            'BACKUP_STORE_LOST_KEEP' => 'last=3',
        ]);
        $this->succeed('db:backup', '--store=dev');
        $output = $this->cli('db:doctor', '--write')->output;
        self::assertStringContainsString("ok       BACKUP_STORE_DEV: the store file://$this->folder/dev can be read", $output);
        self::assertStringContainsString('ok       BACKUP_STORE_DEV: the newest backup is www.example.com/', $output);
        self::assertStringContainsString('ok       BACKUP_STORE_DEV: the store can be written', $output);
        self::assertSame(2, substr_count($output, 'the store can be written'));
        self::assertStringContainsString('fault    BACKUP_STORE_OLD: BACKUP_STORE_OLD ftp://nowhere is no store', $output);
        self::assertStringContainsString('fault    BACKUP_STORE_LOST_KEEP: ', $output);
        self::assertSame(2, substr_count($output, 'fault '), $output);
    }

    /** What a restore has replaced takes room, until the next one begins. */
    #[Group('mariadb')]
    public function testRoomForWhatIsKept(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $this->setRawSize(intdiv((int) disk_free_space((string) self::value(Server::connect(), 'SELECT @@datadir')), 3));
        $box = $this->box(['BACKUP_SITE' => 'www.example.com']);
        $result = $this->cli('db:doctor');
        self::assertMatchesRegularExpression('/^warning .* enough for one, not for the next, which needs as much again$/m', $result->output);
        $this->setRawSize(1 << 20);
        self::assertStringNotContainsString('not for the next', $this->cli('db:doctor')->output);
        $this->cli('db:restore');
        $this->cli('db:restore');
        self::assertNotSame([], self::leftovers($box));
        self::assertMatchesRegularExpression(
            '/^ok .* the live tables \([\d.]+ KiB, kept afterwards for --undo\), and has .*, and [\d.]+ KiB in tables kept from the last restore, which go first$/m',
            $this->succeed('db:doctor')->output,
        );
        $this->setRawSize(intdiv((int) disk_free_space((string) self::value($box, 'SELECT @@datadir')), 3));
        self::assertStringNotContainsString('not for the next', $this->cli('db:doctor')->output);
    }

    public function testWriting(): void
    {
        $this->production();
        mkdir("$this->folder/store");
        self::assertStringNotContainsString('can be written', $this->succeed('db:doctor')->output);
        self::assertStringContainsString('the store can be written', $this->succeed('db:doctor', '--write')->output);
        self::assertSame([], $this->stored());
        $this->assertFails(ExitCode::USAGE, '--for=nothing', $this->cli('db:doctor', '--for=nothing'));
    }

    private function setRawSize(int $bytes): void
    {
        $file = glob("$this->folder/store/*/*.json")[0];
        $manifest = json_decode((string) file_get_contents($file), true);
        $manifest['index']['rawSize'] = $bytes;
        file_put_contents($file, json_encode($manifest));
    }

    private function configureUser(string $database, string $url, string $type): void
    {
        $this->configure($database, [
            'SITE_URL' => $url,
            'WP_ENVIRONMENT_TYPE' => $type,
            'DB_USER' => $this->createUser('p', $database),
            'DB_PASSWORD' => 'p',
        ]);
    }

    /**
     * Runs the statements that are advised for findings of this level.
     *
     * @return list<string>
     */
    private function takeAdvice(string $level, string ...$options): array
    {
        $output = $this->cli('db:doctor', ...$options)->output;
        preg_match_all("/^$level .*\n +(GRANT .*)$/m", $output, $advice);
        $server = Server::connect();
        array_map($server->query(...), $advice[1]);

        return $advice[1];
    }
}
