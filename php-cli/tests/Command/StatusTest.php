<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use PHPUnit\Framework\Attributes\DataProvider;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;

/** db:status: it asks the store only. */
final class StatusTest extends CommandTestCase
{
    private ?\mysqli $database = null;

    public function testAFreshBackup(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $result = $this->succeed('db:status');
        self::assertMatchesRegularExpression(
            '#^www\.example\.com/\d{8}T\d{6}Z, 0 minutes old, [\d.]+ KiB\n$#D',
            $result->output,
        );
        self::assertSame('', $this->succeed('db:status', '--quiet')->output);
    }

    /** @param list<string> $options */
    #[DataProvider('ages')]
    public function testAnAgeIsTooMuchOrNot(string $age, array $options, bool $isFresh): void
    {
        $this->upload($age);
        $result = $this->cli('db:status', ...$options);
        if ($isFresh) {
            self::assertSame([0, ''], [$result->status, $result->errors], (string) $result);
        } else {
            $this->assertFails(ExitCode::NO_BACKUP, 'old, more than', $result);
        }
    }

    /** @return iterable<array{string, list<string>, bool}> */
    public static function ages(): iterable
    {
        yield ['-25 hours', [], true];
        yield ['-27 hours', [], false];
        yield ['-89 minutes', ['--max-age=90m'], true];
        yield ['-91 minutes', ['--max-age=90m'], false];
        yield ['-47 hours', ['--max-age=2d'], true];
        yield ['-49 hours', ['--max-age=2d'], false];
        yield ['-1 hour', ['--max-age=0m'], false];
    }

    #[DataProvider('noAges')]
    public function testAnAgeIsANumberAndAUnit(string $age): void
    {
        $this->upload('-1 hour');
        $this->assertFails(ExitCode::USAGE, '90m, 26h or 2d', $this->cli('db:status', "--max-age=$age"));
    }

    /** @return iterable<array{string}> */
    public static function noAges(): iterable
    {
        yield from [['26'], ['h'], ['-1h'], ['1.5h'], ['26h '], ['1w'], ['9999999d'], ['']];
    }

    public function testForPrograms(): void
    {
        $this->upload('-50 hours');
        $this->upload('-3 hours');
        $status = json_decode($this->succeed('db:status', '--json', '--max-age=1d')->output, true);
        self::assertEqualsWithDelta(3 * 3600, $status['age'], 60);
        self::assertSame(['www.example.com', 86400], [$status['site'], $status['maxAge']]);
        // The dump says when it was made, so the sizes differ by a byte or two.
        self::assertEqualsWithDelta($status['size'], $status['previousSize'], 20);
        self::assertSame([], $status['warnings']);
        $result = $this->cli('db:status', '--json', '--max-age=1h');
        $this->assertFails(ExitCode::NO_BACKUP, 'old, more than', $result);
        self::assertSame(3600, json_decode($result->output, true)['maxAge']);
    }

    public function testOtherSitesDoNotHideThatThisHasNone(): void
    {
        $this->upload('-1 hour');
        $this->environment(['BACKUP_STORE' => "file://$this->folder/store"]);
        $this->succeed('db:status');
        $this->environment(['BACKUP_STORE' => "file://$this->folder/store", 'SITE_URL' => 'https://other.example.com']);
        $this->assertFails(ExitCode::NO_BACKUP, 'backup of other.example.com', $this->cli('db:status'));
        $this->succeed('db:status', '--site=www.example.com');
    }

    public function testAnEmptyStore(): void
    {
        mkdir("$this->folder/store");
        $this->environment(['BACKUP_STORE' => "file://$this->folder/store"]);
        $this->assertFails(ExitCode::NO_BACKUP, 'there is no backup in', $this->cli('db:status'));
    }

    public function testABackupThatShrankIsLookedAt(): void
    {
        $this->upload('-30 hours');
        $this->database->query('DROP TABLE wp_children, wp_parents, wp_posts, wp_postmeta, wp_links, wp_empty');
        $this->upload('-1 hour');
        $result = $this->cli('db:status');
        self::assertSame(ExitCode::WARNINGS, $result->status, (string) $result);
        self::assertMatchesRegularExpression('/^warning: .*, less than half of the one before .*\n$/D', $result->errors);
    }

    public function testAnIncompleteBackupIsNone(): void
    {
        $this->upload('-30 hours');
        $name = $this->upload('-1 hour');
        file_put_contents("$this->folder/store/$name.sql.zst", 'x', FILE_APPEND);
        $result = $this->cli('db:status', '--max-age=2d');
        self::assertSame(ExitCode::WARNINGS, $result->status, (string) $result);
        self::assertStringContainsString('30 hours old', $result->output);
        self::assertStringContainsString("$name.sql.zst has", $result->errors);
        unlink("$this->folder/store/$name.sql.zst");
        self::assertSame(ExitCode::NO_BACKUP, $this->cli('db:status')->status);
    }

    public function testABackupFromTheFutureIsLookedAt(): void
    {
        $this->upload('+1 hour');
        $result = $this->cli('db:status');
        self::assertSame(ExitCode::WARNINGS, $result->status, (string) $result);
        self::assertStringContainsString('from the future', $result->errors);
    }

    /** @return string the name of a backup of that age */
    private function upload(string $age): string
    {
        $this->database ??= $this->production();
        $time = (int) strtotime($age);
        $this->succeed('db:export', '--force', 'x.sql.zst');
        touch("$this->folder/x.sql.zst", $time);
        $this->succeed('db:upload', 'x.sql.zst');

        return 'www.example.com/' . gmdate('Ymd\THis\Z', $time);
    }
}
