<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Unit;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use WpNormalize\Cli\Backup\Retention;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Store\StoreFactory;
use WpNormalize\Cli\Store\StoreSettings;
use WpNormalize\Cli\Tests\Support\TemporaryFolder;

final class StoreSettingsTest extends TestCase
{
    use TemporaryFolder;

    private const SETTINGS = [
        'BACKUP_STORE' => 's3://main/site',
        'BACKUP_KEEP' => 'last=7',
        'AWS_ACCESS_KEY_ID' => 'main-key',
        'AWS_SECRET_ACCESS_KEY' => 'main-secret',
        'AWS_SESSION_TOKEN' => 'main-token',
        'AWS_ENDPOINT_URL_S3' => 'https://s3.main.test',
        'AWS_REGION' => 'eu-central-1',
        'BACKUP_STORE_DEV' => 's3://dev/site',
        'BACKUP_STORE_DEV_KEEP' => 'last=1',
        'BACKUP_STORE_DEV_AWS_ACCESS_KEY_ID' => 'dev-key',
        'BACKUP_STORE_DEV_AWS_SECRET_ACCESS_KEY' => 'dev-secret',
        'BACKUP_STORE_DEV_AWS_REGION' => 'us-east-1',
        'BACKUP_STORE_ROLE' => 's3://role',
        'BACKUP_STORE_ROLE_AWS_PROFILE' => 'role',
        'BACKUP_STORE_PLAIN' => 'file:///plain',
    ];

    public function testAStoreWithANameHasAKeyOfItsOwnOrNone(): void
    {
        $main = $this->settings(null);
        self::assertSame(['s3://main/site', 'main-key', 'main-token'], [
            $main->address, $main->key('AWS_ACCESS_KEY_ID'), $main->key('AWS_SESSION_TOKEN'),
        ]);
        self::assertEquals(Retention::parse('last=7'), $main->retention());
        $dev = $this->settings('dev');
        self::assertSame(['s3://dev/site', 'dev-key', 'dev-secret', 'us-east-1', 'https://s3.main.test'], [
            $dev->address, $dev->key('AWS_ACCESS_KEY_ID'), $dev->key('AWS_SECRET_ACCESS_KEY'),
            $dev->get('AWS_REGION'), $dev->get('AWS_ENDPOINT_URL_S3'),
        ]);
        self::assertEquals(Retention::parse('last=1'), $dev->retention());
        self::assertNull($dev->key('AWS_SESSION_TOKEN'), 'the other key\'s token');
        self::assertNull($this->settings('Role')->key('AWS_ACCESS_KEY_ID'));
        self::assertSame('main-key', $this->settings('plain')->key('AWS_ACCESS_KEY_ID'));
        self::assertNull($this->settings('plain')->retention(), 'retention is each store\'s own');
        $address = $this->settings('s3://other/x');
        self::assertSame(['s3://other/x', 'main-key'], [$address->address, $address->key('AWS_ACCESS_KEY_ID')]);
        self::assertNull($address->retention());
    }

    public function testWrongRulesAreNamedByTheirSetting(): void
    {
        $settings = $this->settings('dev', ['BACKUP_STORE_DEV_KEEP' => 'all']);

        $this->expectExceptionObject(Failure::usage('BACKUP_STORE_DEV_KEEP all says no rules'));
        $settings->retention();
    }

    /** @param array<string, string> $variables */
    #[DataProvider('wrongSettings')]
    public function testWrongSettingsAreNamed(string $words, array $variables, ?string $store = null): void
    {
        try {
            StoreFactory::of($this->settings($store, $variables));
            self::fail('taken');
        } catch (Failure $failure) {
            self::assertSame(ExitCode::USAGE, $failure->exitCode);
            self::assertStringContainsString($words, $failure->line());
        }
    }

    /** @return iterable<array{string, array<string, string>, 2?: string}> */
    public static function wrongSettings(): iterable
    {
        yield ['BACKUP_S3_SSE rot13', ['BACKUP_S3_SSE' => 'rot13']];
        yield ['BACKUP_S3_SSE_KMS_KEY_ID', ['BACKUP_S3_SSE_KMS_KEY_ID' => 'x']];
        yield ['BACKUP_S3_SSE_KMS_KEY_ID', ['BACKUP_S3_SSE' => 'AES256', 'BACKUP_S3_SSE_KMS_KEY_ID' => 'x']];
        yield ['BACKUP_S3_STORAGE_CLASS', ['BACKUP_S3_STORAGE_CLASS' => "STANDARD x"]];
        yield ['BACKUP_STORE_DEV ftp://x', ['BACKUP_STORE_DEV' => 'ftp://x'], 'dev'];
        yield ['--store ftp://x', [], 'ftp://x'];
        yield ['BACKUP_STORE_MISSING', [], 'missing'];
    }

    /** @param array<string, string> $variables */
    private function settings(?string $store, array $variables = []): StoreSettings
    {
        $this->environment($variables + self::SETTINGS);

        return StoreSettings::of(Environment::load("$this->folder/.env", []), $store);
    }
}
