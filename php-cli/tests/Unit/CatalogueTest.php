<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Unit;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use WpNormalize\Cli\Backup\BackupName;
use WpNormalize\Cli\Backup\Catalogue;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Store\FileStore;
use WpNormalize\Cli\Store\Store;
use WpNormalize\Cli\Tests\Support\TemporaryFolder;

final class CatalogueTest extends TestCase
{
    use TemporaryFolder;

    public function testTheNewestBackupOfThisSiteIsFound(): void
    {
        $this->store('a.test/20260101T000000Z', 'a.test/20260102T000000Z', 'b.test/20260103T000000Z');
        self::assertSame('a.test/20260102T000000Z', $this->find(null, null, 'a.test'));
        self::assertSame('b.test/20260103T000000Z', $this->find(null, 'b.test', 'a.test'));
        self::assertSame('a.test/20260101T000000Z', $this->find('20260101T000000Z', null, 'a.test'));
        self::assertSame('b.test/20260103T000000Z', $this->find('b.test/20260103T000000Z.sql.zst', null, 'a.test'));
    }

    public function testTheOnlyOtherSiteIsTaken(): void
    {
        $this->store('b.test/20260103T000000Z');
        self::assertSame('b.test/20260103T000000Z', $this->find(null, null, 'localhost-8080'));
    }

    public function testOneOfSeveralOtherSitesMustBeNamed(): void
    {
        $this->store('a.test/20260101T000000Z', 'b.test/20260103T000000Z');
        $this->assertFails(ExitCode::USAGE, fn () => $this->find(null, null, 'localhost-8080'));
    }

    public function testWithoutABackupTheStatusSaysSo(): void
    {
        $this->store('a.test/20260101T000000Z');
        $this->assertFails(ExitCode::NO_BACKUP, fn () => $this->find(null, 'c.test', 'c.test'));
        $this->assertFails(ExitCode::NO_BACKUP, fn () => $this->find('20260102T000000Z', null, 'a.test'));
        $this->assertFails(ExitCode::USAGE, fn () => $this->find('../../etc/passwd', null, 'a.test'));
    }

    public function testANameThatIsNoTimeIsNeitherNewNorOld(): void
    {
        $this->store('a.test/20260101T000000Z', 'a.test/20260230T000000Z', 'a.test/20251231T235960Z');
        $catalogue = new Catalogue(new FileStore($this->folder));
        foreach ([null, new \DateTimeImmutable('2026-03-01T00:00:00Z')] as $before) {
            $found = $catalogue->candidates('a.test', 'a.test', $before);
            self::assertSame(['a.test/20260101T000000Z'], array_map('strval', $found));
        }
    }

    /** It must not hide the others: a folder of somebody's, or one that is pruned while the store is read. */
    public function testAManifestThatIsNotThereIsAFaultOfItsBackup(): void
    {
        mkdir("$this->folder/a.test/20260102T000000Z.json", recursive: true);
        $catalogue = new Catalogue(new FileStore($this->folder));
        [$name] = $catalogue->backups('a.test');
        self::assertInstanceOf(Failure::class, $catalogue->completeManifestOrFault($name));
    }

    public function testADumpWithoutAManifestIsNoBackup(): void
    {
        $this->store('a.test/20260101T000000Z');
        touch("$this->folder/a.test/20260102T000000Z.sql.zst");
        touch("$this->folder/a.test/.20260102T000000Z.json.0011.tmp");
        mkdir("$this->folder/.hidden");
        touch("$this->folder/.hidden/20260102T000000Z.json");
        self::assertSame('a.test/20260101T000000Z', $this->find(null, null, 'a.test'));
    }

    public function testAManifestIsReadAsItWasWritten(): void
    {
        $manifest = self::manifest(['wp_options' => 3, 'wp_posts' => 0]);
        self::assertEquals($manifest, Manifest::fromJson($manifest->toJson(), 'x.json'));
        self::assertEquals(self::manifest([]), Manifest::fromJson(self::manifest([])->toJson(), 'x.json'));
    }

    #[DataProvider('badManifests')]
    public function testABadManifestIsNotTrusted(int $exitCode, string $search, string $replace): void
    {
        $json = str_replace($search, $replace, self::manifest(['wp_options' => 3])->toJson(), $count);
        self::assertSame(1, $count, 'the test changes the manifest');
        $this->assertFails($exitCode, fn () => Manifest::fromJson($json, 'x.json'));
    }

    /** @return iterable<array{int, string, string}> */
    public static function badManifests(): iterable
    {
        yield 'a later format' => [ExitCode::REFUSED, "{\n    \"format\": 1", "{\n    \"format\": 2"];
        yield 'encrypted' => [ExitCode::REFUSED, '"encryption": null', '"encryption": {"method": "age"}'];
        yield 'no JSON' => [ExitCode::INTEGRITY, "{\n    \"format\": 1", "\n    \"format\": 1"];
        yield 'no site' => [ExitCode::INTEGRITY, '"siteurl"', '"url"'];
        yield 'a hash that is none' => [ExitCode::INTEGRITY, str_repeat('a', 64), 'aa'];
        yield 'rows that are no number' => [ExitCode::INTEGRITY, '"wp_options": 3', '"wp_options": "3"'];
        yield 'fewer rows than none' => [ExitCode::INTEGRITY, '"wp_options": 3', '"wp_options": -3'];
        yield 'more rows than can be added up' => [
            ExitCode::INTEGRITY,
            '"wp_options": 3',
            '"wp_options": 9223372036854775807, "wp_posts": 1',
        ];
        yield 'a negative size' => [ExitCode::INTEGRITY, '"size": 10', '"size": -10'];
        yield 'a blog without a domain' => [ExitCode::INTEGRITY, '"domain"', '"host"'];
        yield 'a size that is none' => [ExitCode::INTEGRITY, '"size": 10', '"size": null'];
    }

    /** It would fill the memory. */
    public function testAnEndlessManifestIsNotRead(): void
    {
        mkdir("$this->folder/a.test");
        $file = fopen("$this->folder/a.test/x.json", 'w');
        ftruncate($file, Store::LARGEST_READ + 1);
        $this->assertFails(ExitCode::INTEGRITY, fn () => (new FileStore($this->folder))->read('a.test/x.json'));
    }

    public function testNamesDoNotLeadOutOfTheStore(): void
    {
        $store = new FileStore($this->folder);
        foreach (['../x', 'a/../../x', '/etc/passwd', 'a//b', '.hidden/x', "a/b\n"] as $name) {
            $this->assertFails(ExitCode::USAGE, fn () => $store->read($name));
            $this->assertFails(ExitCode::USAGE, fn () => $store->create($name));
        }
    }

    public function testAFileIsPrivateAndAppearsWhole(): void
    {
        $store = new FileStore("$this->folder/store");
        $object = $store->create('a.test/x');
        $object->write('content');
        self::assertNull($store->size('a.test/x'));
        self::assertSame([], $store->names());
        $object->publish();
        self::assertSame('content', $store->read('a.test/x'));
        self::assertSame(0600, fileperms("$this->folder/store/a.test/x") & 0777);
        self::assertSame(0700, fileperms("$this->folder/store/a.test") & 0777);
        $this->assertFails(ExitCode::FAILED, fn () => $store->create('a.test/x'));
    }

    public function testWhatIsNotPublishedLeavesNothing(): void
    {
        $store = new FileStore($this->folder);
        $object = $store->create('a.test/x');
        $object->write('content');
        $object->discard();
        self::assertSame(['.', '..'], scandir("$this->folder/a.test"));
    }

    public function testWhatAKilledWriterLeftIsRemovedAfterADay(): void
    {
        $store = new FileStore($this->folder);
        $temporary = '.20260101T000000Z.sql.zst.0123456789ab.tmp';
        foreach (['a.test', 'b.test'] as $site) {
            mkdir("$this->folder/$site");
            touch("$this->folder/$site/$temporary", time() - 90000);
        }
        touch("$this->folder/a.test/.20260102T000000Z.json.0123456789ab.tmp");
        touch("$this->folder/a.test/.notes.0123456789ab.tmp", time() - 90000);
        touch("$this->folder/a.test/20260101T000000Z.sql.zst", time() - 90000);
        $isOurs = static fn (string $name): bool => BackupName::isObjectOf('a.test', $name);
        $store->removeUnfinished('a.test', $isOurs);
        self::assertSame(
            ['.20260102T000000Z.json.0123456789ab.tmp', '.notes.0123456789ab.tmp', '20260101T000000Z.sql.zst'],
            array_slice((array) scandir("$this->folder/a.test"), 2),
        );
        self::assertFileExists("$this->folder/b.test/$temporary");
    }

    private function store(string ...$names): void
    {
        foreach ($names as $name) {
            @mkdir("$this->folder/" . dirname($name));
            touch("$this->folder/$name.json");
        }
    }

    private function find(?string $wanted, ?string $site, string $own): string
    {
        return (string) (new Catalogue(new FileStore($this->folder)))->find($wanted, $site, $own);
    }

    private function assertFails(int $exitCode, \Closure $action): void
    {
        try {
            $action();
        } catch (Failure $failure) {
            self::assertSame($exitCode, $failure->exitCode, $failure->line());

            return;
        }
        self::fail('it did not fail');
    }

    /** @param array<string, int> $tables */
    private static function manifest(array $tables): Manifest
    {
        $index = ['size' => 10, 'sha256' => str_repeat('a', 64), 'longestRow' => 5, 'tables' => $tables, 'frames' => []];
        $site = new SiteAddresses(
            'https://a.test',
            'https://a.test',
            [['id' => 1, 'domain' => 'a.test', 'path' => '/']],
        );

        return new Manifest(
            $site,
            'wp_',
            'utf8mb4',
            $index,
            ['php' => '8'],
            '2026-01-01T00:00:00Z',
            '2026-01-01T00:01:00Z',
        );
    }
}
