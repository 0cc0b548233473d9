<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use PHPUnit\Framework\Attributes\DataProvider;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\Server;

/** Dumps between the database, files and the store: db:export, db:upload, db:list, db:download. */
final class FilesTest extends CommandTestCase
{
    /** @param list<string> $decompress */
    #[DataProvider('formats')]
    public function testExportUploadRestore(string $name, array $decompress): void
    {
        $production = $this->production();
        $this->succeed('db:export', $name);
        self::assertSame(0600, fileperms("$this->folder/$name") & 0777);
        $sql = $this->execute([...$decompress, $name])->output;
        self::assertStringStartsWith(Server::isMariaDb() ? '-- MariaDB dump' : '-- MySQL dump', $sql);
        self::assertStringContainsString('-- Dump completed', $sql);

        touch("$this->folder/$name", (int) strtotime('2026-02-03T04:05:06Z'));
        $this->succeed('db:upload', $name);
        self::assertSame(
            ['www.example.com/20260203T040506Z.json', 'www.example.com/20260203T040506Z.sql.zst'],
            $this->stored(),
        );
        $manifest = json_decode(
            (string) file_get_contents("$this->folder/store/www.example.com/20260203T040506Z.json"),
            true,
        );
        self::assertSame(5, $manifest['index']['tables']['wp_options']);
        self::assertNotSame([], $manifest['index']['frames']);
        self::assertSame($sql, $this->execute(['zstd', '-dcq', "store/{$this->stored()[1]}"])->output);

        $sums = self::checksums($production);
        $production->query('TRUNCATE wp_postmeta');
        $this->succeed('db:restore', '--confirm=www.example.com');
        self::assertSame($sums, self::checksums($production));
    }

    /** @return iterable<array{string, list<string>}> */
    public static function formats(): iterable
    {
        yield ['x.sql', ['cat']];
        yield ['x.sql.gz', ['gzip', '-dc']];
        yield ['x.sql.zst', ['zstd', '-dcq']];
    }

    public function testExportToAPipe(): void
    {
        $this->production();
        $result = $this->cli('db:export', '-');
        self::assertSame(0, $result->status);
        self::assertStringContainsString('Backed up 7 tables', $result->errors);
        self::assertSame(0, $this->execute(['zstd', '-tq'], $result->output)->status);
    }

    public function testNothingIsOverwritten(): void
    {
        $this->production();
        file_put_contents("$this->folder/x.sql", 'precious');
        $this->assertFails(ExitCode::FAILED, 'exists already', $this->cli('db:export', 'x.sql'));
        self::assertSame('precious', file_get_contents("$this->folder/x.sql"));
        $this->succeed('db:export', '--force', 'x.sql');
        // Not even with --force, and be it by root: /dev/null would become a file.
        posix_mkfifo("$this->folder/y.sql", 0600);
        $this->assertFails(ExitCode::FAILED, 'is no file', $this->cli('db:export', '--force', 'y.sql'));
        $this->assertFails(ExitCode::USAGE, '.sql.zst', $this->cli('db:export', 'x.txt'));
        $this->assertFails(ExitCode::FAILED, 'cannot write in', $this->cli('db:export', 'nowhere/x.sql'));
    }

    public function testADownloadIsTheStoredDump(): void
    {
        $this->production();
        $this->succeed('db:backup');
        [$manifest, $dump] = $this->stored();
        $name = substr($manifest, 0, -strlen('.json'));
        $this->succeed('db:download', $name, 'x.sql.zst');
        self::assertFileEquals("$this->folder/store/$dump", "$this->folder/x.sql.zst");
        $this->assertFails(ExitCode::FAILED, 'exists already', $this->cli('db:download', $name, 'x.sql.zst'));

        $content = (string) file_get_contents("$this->folder/store/$dump");
        foreach ([substr($content, 0, -1), "{$content}x", strtr($content, "\x00", "\x01")] as $damaged) {
            file_put_contents("$this->folder/store/$dump", $damaged);
            $this->assertFails(ExitCode::INTEGRITY, 'manifest', $this->cli('db:download', $name, 'y.sql.zst'));
            self::assertSame(
                ['.env', 'store', 'wp-content', 'x.sql.zst'],
                array_values(array_diff((array) scandir($this->folder), ['.', '..'])),
            );
        }
        $this->assertFails(
            ExitCode::NO_BACKUP,
            'no backup',
            $this->cli('db:download', 'www.example.com/20200101T000000Z', 'y.sql.zst'),
        );
    }

    public function testWhatIsNotWholeIsNotUploaded(): void
    {
        $this->production();
        $this->succeed('db:export', 'x.sql');
        $sql = (string) file_get_contents("$this->folder/x.sql");
        $cuts = [(int) strpos($sql, 'widget_text'), (int) strpos($sql, '-- Dump completed')];
        foreach ($cuts as $length) {
            file_put_contents("$this->folder/cut.sql", substr($sql, 0, $length));
            $this->assertFails(ExitCode::INTEGRITY, 'dump', $this->cli('db:upload', 'cut.sql'));
        }
        file_put_contents("$this->folder/empty.sql", '');
        $this->assertFails(ExitCode::REFUSED, 'no siteurl', $this->cli('db:upload', 'empty.sql'));
        $this->assertFails(ExitCode::FAILED, 'cannot read', $this->cli('db:upload', 'nowhere.sql'));
        self::assertSame([], $this->stored());
    }

    /** db:list and db:restore would never see it again. */
    public function testABackupThatNobodyWouldFindIsNotUploaded(): void
    {
        $this->production();
        $this->succeed('db:export', 'x.sql.zst');
        foreach (['a/b', '..', '.a', '', 'a b'] as $site) {
            $this->assertFails(ExitCode::USAGE, 'no name of a site', $this->cli('db:upload', "--site=$site", 'x.sql.zst'));
        }
        self::assertSame([], $this->stored());
    }

    /** Its index is not believed: two dumps in one file, and parts that it has other sums of. */
    public function testAnIndexThatIsNotThatOfTheFile(): void
    {
        $this->production();
        $this->succeed('db:export', 'x.sql.zst');
        $dump = (string) file_get_contents("$this->folder/x.sql.zst");
        file_put_contents("$this->folder/two.sql.zst", $dump . $dump);
        $sum = '/"sha256":"[0-9a-f]{64}"/';
        file_put_contents("$this->folder/other.sql.zst", preg_replace($sum, '"sha256":"' . str_repeat('0', 64) . '"', $dump, 1));
        foreach (['two', 'other'] as $name) {
            $this->succeed('db:upload', "--site=$name.test", "$name.sql.zst");
            $this->succeed('db:verify', "--site=$name.test");
            $manifest = (string) file_get_contents((glob("$this->folder/store/$name.test/*.json") ?: [''])[0]);
            self::assertSame([], json_decode($manifest, true)['index']['frames']);
        }
        $this->succeed('db:upload', '--site=whole.test', 'x.sql.zst');
        $manifest = (string) file_get_contents((glob("$this->folder/store/whole.test/*.json") ?: [''])[0]);
        self::assertNotSame([], json_decode($manifest, true)['index']['frames']);
    }

    public function testTheListIsNewestFirst(): void
    {
        $this->production();
        $this->succeed('db:export', 'x.sql.zst');
        foreach (['2026-01-01', '2026-01-03', '2026-01-02'] as $day) {
            touch("$this->folder/x.sql.zst", (int) strtotime("{$day}T00:00:00Z"));
            $this->succeed('db:upload', 'x.sql.zst');
        }
        touch("$this->folder/x.sql.zst", (int) strtotime('2026-01-02T12:00:00Z'));
        $this->succeed('db:upload', '--site=other.example.com', 'x.sql.zst');

        $list = json_decode($this->succeed('db:list', '--json')->output, true);
        self::assertSame([
            'www.example.com/20260103T000000Z',
            'other.example.com/20260102T120000Z',
            'www.example.com/20260102T000000Z',
            'www.example.com/20260101T000000Z',
        ], array_column($list, 'name'));
        self::assertSame([12, 7, 'https://www.example.com'], [$list[0]['rows'], $list[0]['tables'], $list[0]['home']]);
        $output = $this->succeed('db:list', '--site=other.example.com')->output;
        self::assertStringContainsString('2026-01-02 12:00:00', $output);
        self::assertStringNotContainsString('www.example.com/', $output);
    }

    public function testABrokenManifestDoesNotHideTheOthers(): void
    {
        $this->production();
        $this->succeed('db:backup');
        file_put_contents("$this->folder/store/www.example.com/20200101T000000Z.json", '{');
        $result = $this->cli('db:list');
        self::assertSame(ExitCode::WARNINGS, $result->status);
        self::assertStringContainsString('20200101T000000Z.json', $result->errors);
        self::assertStringContainsString('www.example.com/', $result->output);
    }
}
