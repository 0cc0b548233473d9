<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use PHPUnit\Framework\Attributes\DataProvider;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Store\S3Store;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\SiteFixture;
use WpNormalize\S3\S3Exception;

require_once dirname(__DIR__, 3) . '/tests/s3_faults.inc';

/** A store in S3, on a server that fails on command. Real servers are tests/suites/s3's. */
final class S3StoreTest extends CommandTestCase
{
    private const KEYS = ['AWS_ACCESS_KEY_ID' => 'access', 'AWS_SECRET_ACCESS_KEY' => 'secret'];

    private \Faults $faults;

    protected function setUp(): void
    {
        $this->faults = new \Faults();
    }

    protected function tearDown(): void
    {
        unset($this->faults);
        parent::tearDown();
    }

    public function testABackupIsListedDownloadedAndRestored(): void
    {
        $production = $this->productionInS3();
        $result = $this->succeed('db:backup');
        self::assertMatchesRegularExpression(
            '#as www\.example\.com/\d{8}T\d{6}Z in s3://bucket/pre/fix\n#',
            $result->output,
        );
        $objects = $this->faults->state()['objects'];
        [$manifest, $dump] = $this->stored();
        self::assertMatchesRegularExpression('#^pre/fix/www\.example\.com/\d{8}T\d{6}Z\.json$#D', $manifest);
        self::assertSame(str_replace('.json', '.sql.zst', $manifest), $dump);
        self::assertSame('application/json', $objects[$manifest]['headers']['content-type']);
        self::assertSame('application/zstd', $objects[$dump]['headers']['content-type']);

        $backup = json_decode($this->succeed('db:list', '--json')->output, true)[0];
        self::assertSame([$objects[$dump]['sha256'], $objects[$dump]['size']], [$backup['sha256'], $backup['size']]);
        $this->succeed('db:download', $backup['name'], 'copy.sql.zst');
        self::assertSame($backup['sha256'], hash_file('sha256', "$this->folder/copy.sql.zst"));

        $before = self::checksums($production);
        $isTheSite = ['SITE_URL' => 'https://www.example.com', 'WP_ENVIRONMENT_TYPE' => 'production'];
        $box = $this->box($this->inS3() + $isTheSite);
        $this->succeed('db:restore', '--confirm=www.example.com');
        self::assertSame($before, self::checksums($box));
    }

    public function testADumpIsUploadedAsItIsOrConverted(): void
    {
        $this->productionInS3();
        $this->succeed('db:export', 'as-it-is.sql.zst');
        $this->succeed('db:export', 'converted.sql.gz');
        touch("$this->folder/converted.sql.gz", 1700000000);
        $this->succeed('db:upload', 'as-it-is.sql.zst');
        $this->succeed('db:upload', 'converted.sql.gz');
        $hashes = array_column($this->faults->state()['objects'], 'sha256');
        self::assertContains(hash_file('sha256', "$this->folder/as-it-is.sql.zst"), $hashes);
        self::assertCount(2, json_decode($this->succeed('db:list', '--json')->output));

        $this->assertFails(ExitCode::FAILED, 'exists already', $this->cli('db:upload', 'converted.sql.gz'));
        self::assertCount(4, $this->stored());
    }

    public function testS3IsToldHowToKeepWhatIsWritten(): void
    {
        $this->productionInS3([
            'BACKUP_S3_SSE' => 'aws:kms',
            'BACKUP_S3_SSE_KMS_KEY_ID' => 'arn:aws:kms:eu-central-1:1:key/a-b',
            'BACKUP_S3_STORAGE_CLASS' => 'STANDARD_IA',
        ]);
        $this->succeed('db:backup');
        $objects = $this->faults->state()['objects'];
        self::assertCount(2, $objects);
        foreach ($objects as $object) {
            self::assertSame(
                ['aws:kms', 'arn:aws:kms:eu-central-1:1:key/a-b', 'STANDARD_IA'],
                [
                    $object['headers']['x-amz-server-side-encryption'],
                    $object['headers']['x-amz-server-side-encryption-aws-kms-key-id'],
                    $object['headers']['x-amz-storage-class'],
                ],
            );
        }
    }

    public function testAnotherStoreWithAKeyOfItsOwn(): void
    {
        $this->productionInS3([
            'AWS_ACCESS_KEY_ID' => 'wrong',
            'BACKUP_STORE_DEV' => 's3://bucket/dev',
            'BACKUP_STORE_DEV_AWS_ACCESS_KEY_ID' => self::KEYS['AWS_ACCESS_KEY_ID'],
            'BACKUP_STORE_DEV_AWS_SECRET_ACCESS_KEY' => self::KEYS['AWS_SECRET_ACCESS_KEY'],
        ] + $this->scrubRules());
        $this->assertFails(ExitCode::FAILED, 'InvalidAccessKeyId', $this->cli('db:backup'));
        $this->succeed('db:backup', '--store=dev', '--scrub', '--gzip');
        [, $dump] = $this->stored();
        self::assertMatchesRegularExpression('#^dev/www\.example\.com/\d{8}T\d{6}Z\.sql\.gz$#D', $dump);
        self::assertSame('application/gzip', $this->faults->state()['objects'][$dump]['headers']['content-type']);
    }

    /** The safest key for a server: it cannot tell how large the last backup was, and that is no fault. */
    public function testAKeyThatMayNotReadIsEnough(): void
    {
        $database = $this->productionInS3();
        $this->succeed('db:backup');
        foreach (['posts', 'postmeta', 'links'] as $table) {
            $database->query("DELETE FROM wp_$table");
        }
        $this->faults->fault(operation: 'GetObject', kind: 'status', times: 100, status: 403, code: 'AccessDenied');
        sleep(1);
        $this->succeed('db:backup');
    }

    /** @param array<string, mixed> $fault */
    #[DataProvider('refusals')]
    public function testWhatIsRefusedPublishesNothing(array $fault, string ...$words): void
    {
        $this->productionInS3();
        $this->faults->fault(...$fault + ['kind' => 'status', 'times' => 100]);
        $result = $this->cli('db:backup');
        foreach ($words as $word) {
            $this->assertFails(ExitCode::FAILED, $word, $result);
        }
        self::assertStringNotContainsString('secret', strtr($result->errors, ['AWS_SECRET_ACCESS_KEY' => '']));
        self::assertSame([], $this->stored());
        self::assertSame([], $this->faults->state()['uploads']);
    }

    /** @return iterable<string, array<array<string, mixed>|string>> */
    public static function refusals(): iterable
    {
        yield 'writing is not allowed' => [
            ['operation' => 'PutObject', 'status' => 403, 'code' => 'AccessDenied'],
            'PutObject s3://bucket/pre/fix/www.example.com/',
            '(403 AccessDenied, request req-',
            'allow it in the policy',
        ];
        yield 'listing is not allowed' => [
            ['operation' => 'ListObjectsV2', 'status' => 403, 'code' => 'AccessDenied'],
            'ListObjectsV2 s3://bucket: ',
        ];
        yield 'no bucket' => [
            ['operation' => 'ListObjectsV2', 'status' => 404, 'code' => 'NoSuchBucket'],
            '(404 NoSuchBucket, ',
            'create the bucket, or correct BACKUP_STORE',
        ];
        yield 'the manifest is refused' => [
            ['operation' => 'PutObject', 'status' => 403, 'code' => 'AccessDenied', 'skip' => 1],
            '.json: the server says AccessDenied',
        ];
        yield 'no conditional writes' => [
            ['operation' => 'PutObject', 'status' => 501, 'code' => 'NotImplemented'],
            'the server lacks what keeps backups',
        ];
    }

    public function testPartsThatAreRefusedAreAborted(): void
    {
        $this->manyParts();
        $this->faults->fault('UploadPart', 'status', status: 403, code: 'AccessDenied', skip: 1, times: 100);
        $result = $this->cli('db:backup');
        $this->assertFails(ExitCode::FAILED, 'UploadPart s3://bucket/pre/fix/www.example.com/', $result);
        self::assertSame([], $this->stored());
        self::assertSame([], $this->faults->state()['uploads']);
    }

    public function testAnInterruptionAbortsTheUpload(): void
    {
        $this->manyParts();
        $this->faults->fault('UploadPart', 'silence', times: 100);
        $errors = tmpfile();
        $descriptors = [['file', '/dev/null', 'r'], ['file', '/dev/null', 'w'], $errors];
        $process = proc_open([...self::php(), self::entry(), 'db:backup'], $descriptors, $pipes, $this->folder);
        for ($i = 0; $this->faults->state()['uploads'] === [] && $i < 300; $i++) {
            usleep(50000);
        }
        self::assertCount(1, $this->faults->state()['uploads']);
        proc_terminate($process, SIGTERM);
        self::assertSame(ExitCode::INTERRUPTED, proc_close($process));
        rewind($errors);
        $said = (string) stream_get_contents($errors);
        self::assertMatchesRegularExpression('/^error: interrupted by SIGTERM[^\n]*\n$/D', $said);
        self::assertSame([], $this->stored());
        self::assertSame([], $this->faults->state()['uploads']);
    }

    public function testWhatPassesIsTriedAgain(): void
    {
        $this->productionInS3();
        $this->faults->fault('PutObject', 'status', status: 503, code: 'SlowDown', times: 2);
        $this->faults->fault('ListObjectsV2', 'lost');
        $this->succeed('db:backup');
        self::assertCount(2, $this->stored());
    }

    public function testNobodyThere(): void
    {
        $this->productionInS3(['AWS_ENDPOINT_URL_S3' => 'http://127.0.0.1:1']);
        foreach (['db:backup', 'db:list', 'db:restore'] as $command) {
            $result = $this->cli($command);
            $this->assertFails(ExitCode::FAILED, 'Failed to connect to 127.0.0.1 port 1', $result);
            $this->assertFails(ExitCode::FAILED, 'check AWS_ACCESS_KEY_ID', $result);
        }
    }

    public function testADownloadThatIsRefusedChangesNothing(): void
    {
        $this->productionInS3();
        $this->succeed('db:backup');
        $box = $this->box($this->inS3());
        SiteFixture::install($box, 'wp_', 'http://old.test');
        $before = self::checksums($box);
        // The manifest may be read, the dump may not.
        $this->faults->fault('GetObject', 'status', status: 403, code: 'AccessDenied', skip: 1, times: 100);
        $this->assertFails(ExitCode::FAILED, '.sql.zst: the server says AccessDenied', $this->cli('db:restore'));
        self::assertSame($before, self::checksums($box));
        $this->faults->clear();

        $this->faults->client()->delete(...preg_grep('/zst$/', $this->stored()) ?: []);
        $this->assertFails(ExitCode::INTEGRITY, 'is missing', $this->cli('db:restore'));
        $name = pathinfo((string) current($this->stored()), PATHINFO_FILENAME);
        $this->assertFails(ExitCode::FAILED, 'NoSuchKey', $this->cli('db:restore', "www.example.com/$name"));
        self::assertSame($before, self::checksums($box));
    }

    public function testADownloadThatEndsInTheMiddleChangesNothing(): void
    {
        $this->manyParts();
        $this->succeed('db:backup');
        $box = $this->box($this->inS3());
        SiteFixture::install($box, 'wp_', 'http://old.test');
        $before = self::checksums($box);
        // The manifest and the dump's first range may be read.
        $this->faults->fault('GetObject', 'status', status: 403, code: 'AccessDenied', skip: 2, times: 100);
        $this->assertFails(ExitCode::FAILED, '.sql.zst: the server says AccessDenied', $this->cli('db:restore'));
        self::assertSame($before, self::checksums($box));
    }

    public function testOrphansOfOursAreAborted(): void
    {
        $this->productionInS3();
        $folder = 'pre/fix/www.example.com';
        $ours = "$folder/20130524T000000Z.sql.zst";
        $names = [
            "$folder/20130525T000000Z.sql.zst",
            "$folder/video.mp4",
            'pre/fix/other.test/20130524T000000Z.sql.zst',
        ];
        foreach ([$ours, ...$names] as $name) {
            $this->faults->begin($name, age: str_contains($name, '20130525') ? 3600 : 2 * 86400);
        }
        $this->succeed('db:backup');
        self::assertSame($names, $this->faults->state()['uploads']);

        $this->faults->fault('ListMultipartUploads', 'status', status: 403, code: 'AccessDenied', times: 100);
        sleep(1);
        $this->succeed('db:backup');
    }

    public function testANameIsNeverOverwritten(): void
    {
        $store = new S3Store($this->faults->client(), 'bucket', 'pre');
        $first = $store->create('a.test/x');
        $second = $store->create('a.test/x');
        $first->write('first');
        $first->publish();
        $second->write('second');
        try {
            $second->publish();
            self::fail('it was published');
        } catch (S3Exception $exception) {
            self::assertSame('PreconditionFailed', $exception->errorCode);
        }
        $second->discard();
        self::assertSame(['first', 5], [$store->read('a.test/x'), $store->size('a.test/x')]);
        self::assertSame([null, null], [$store->read('a.test/y'), $store->size('a.test')]);
    }

    public function testWithoutCredentialsTheyAreNamed(): void
    {
        $this->productionInS3(['AWS_ACCESS_KEY_ID' => '', 'AWS_SECRET_ACCESS_KEY' => '']);
        $this->assertFails(ExitCode::FAILED, 'no credentials', $this->cli('db:list'));
        $this->productionInS3(['AWS_SECRET_ACCESS_KEY' => '']);
        $this->assertFails(ExitCode::USAGE, 'key and secret must be given together', $this->cli('db:list'));
        $this->productionInS3(['AWS_SECRET_ACCESS_KEY' => 'another one']);
        $result = $this->cli('db:list');
        $this->assertFails(ExitCode::FAILED, 'SignatureDoesNotMatch', $result);
        self::assertStringNotContainsString('another one', $result->errors);
    }

    /** @param array<string, string> $variables */
    private function productionInS3(array $variables = []): \mysqli
    {
        $database = $this->createDatabase('production');
        SiteFixture::install($database, 'wp_', 'https://www.example.com');
        $this->configure('production', $variables + $this->inS3() + [
            'SITE_URL' => 'https://www.example.com',
            'WP_ENVIRONMENT_TYPE' => 'production',
        ]);

        return $database;
    }

    /** A site whose dump takes several parts, compressed. */
    private function manyParts(): void
    {
        $database = $this->productionInS3();
        for ($i = 0; $i < 30; $i++) {
            $content = base64_encode(random_bytes(1 << 20));
            $database->query("INSERT INTO wp_posts (post_content) VALUES ('$content')");
        }
    }

    /** @return array<string, string> */
    private function inS3(): array
    {
        return self::KEYS + [
            'BACKUP_STORE' => 's3://bucket/pre/fix',
            'AWS_ENDPOINT_URL_S3' => $this->faults->endpoint,
        ];
    }

    /** @return list<string> the keys of the bucket, sorted */
    protected function stored(): array
    {
        $keys = array_keys($this->faults->state()['objects']);
        sort($keys);

        return $keys;
    }
}
