<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\Result;

/** db:prune, and db:backup where BACKUP_KEEP is set. */
final class PruneTest extends CommandTestCase
{
    private const SITE = 'https://www.example.com';
    private const TIMES = ['20260101T000000Z', '20260102T000000Z', '20260102T120000Z', '20260103T000000Z'];

    public function testADryRunSaysWhatWouldBeDone(): void
    {
        $this->store('www.example.com', ...self::TIMES);
        $this->keep('daily=2');
        $before = $this->stored();
        self::assertSame(<<<'SAID'
            would keep www.example.com/20260103T000000Z: daily
            would keep www.example.com/20260102T120000Z: daily
            would delete www.example.com/20260102T000000Z
            would delete www.example.com/20260101T000000Z

            SAID, $this->succeed('db:prune', '--dry-run')->output);
        self::assertSame($before, $this->stored());

        $result = $this->succeed('db:prune');
        self::assertStringContainsString('Deleted www.example.com/20260101T000000Z', $result->output);
        self::assertSame(self::pairs('www.example.com', '20260102T120000Z', '20260103T000000Z'), $this->stored());
        self::assertSame('', $this->succeed('db:prune')->output);
    }

    public function testOtherSitesStay(): void
    {
        $this->store('www.example.com', ...self::TIMES);
        $this->store('www.example.com_blog', ...self::TIMES);
        $this->keep('last=1', ['BACKUP_SITE' => 'www.example.com_blog']);
        $this->succeed('db:prune', '--quiet');
        $other = self::pairs('www.example.com_blog', ...self::TIMES);
        self::assertSame([...self::pairs('www.example.com', '20260103T000000Z'), ...$other], $this->stored());
        $this->succeed('db:prune', '--site=www.example.com_blog');
        self::assertCount(4, $this->stored());
    }

    /** Only complete backups count, or a damaged one would take the place of a good one. */
    public function testWhatIsNotUnderstoodIsLeftAlone(): void
    {
        $this->store('www.example.com', ...self::TIMES);
        $this->store('www.example.com', '20260104T000000Z', '20260105T000000Z', '20260106T000000Z', '20260231T000000Z', '29990101T000000Z');
        $folder = "$this->folder/store/www.example.com";
        unlink("$folder/20260104T000000Z.sql.zst");
        file_put_contents("$folder/20260105T000000Z.sql.zst", 'x', FILE_APPEND);
        file_put_contents("$folder/20260106T000000Z.json", '{"format": 2}');
        touch("$folder/notes.txt");
        touch("$folder/20250101T000000Z.sql.zst");
        $before = $this->stored();
        $this->keep('last=1');
        $output = $this->succeed('db:prune')->output;
        foreach (['20260104', '20260105', '20260106', '20260231', '29990101'] as $day) {
            self::assertStringContainsString("note: www.example.com/{$day}T000000Z is left alone: ", $output);
        }
        $gone = self::pairs('www.example.com', '20260101T000000Z', '20260102T000000Z', '20260102T120000Z');
        self::assertSame(array_values(array_diff($before, $gone)), $this->stored());
    }

    public function testWrongRulesDeleteNothing(): void
    {
        $this->store('www.example.com', ...self::TIMES);
        $before = $this->stored();
        foreach (['last=0' => 'BACKUP_KEEP last=0', 'last=1, wekly=2' => 'wekly', '' => 'BACKUP_KEEP is not set'] as $keep => $words) {
            $this->keep($keep);
            $this->assertFails(ExitCode::USAGE, $words, $this->cli('db:prune'));
        }
        $this->keep('last=x');
        $this->assertFails(ExitCode::USAGE, 'BACKUP_KEEP', $this->cli('db:backup'));
        self::assertSame($before, $this->stored());
    }

    public function testWithoutABackup(): void
    {
        $this->store('other.example.com', ...self::TIMES);
        $this->keep('last=1');
        $this->assertFails(ExitCode::NO_BACKUP, 'backup of www.example.com', $this->cli('db:prune'));
        self::assertCount(8, $this->stored());
    }

    public function testAStoreThatRefusesToDeleteIsAWarning(): void
    {
        $this->store('www.example.com', ...self::TIMES);
        $before = $this->stored();
        chmod("$this->folder/store/www.example.com", 0500);
        try {
            $this->keep('last=2');
            $refused = $this->withoutPrivileges('db:prune', '--quiet');
            $this->keep('last=9');
            $idle = $this->withoutPrivileges('db:prune');
        } finally {
            chmod("$this->folder/store/www.example.com", 0700);
        }
        self::assertSame([ExitCode::WARNINGS, ''], [$refused->status, $refused->output], (string) $refused);
        self::assertMatchesRegularExpression(
            '#^warning: pruning stopped after 0 of 2 backups: cannot remove .*20260101T000000Z\.json: .*\n$#D',
            $refused->errors,
        );
        self::assertSame([0, '', ''], [$idle->status, $idle->output, $idle->errors]);
        self::assertSame($before, $this->stored());
    }

    public function testABackupDeletesOlderOnesOnceItIsMade(): void
    {
        $this->production();
        $this->configure('production', ['SITE_URL' => self::SITE, 'BACKUP_KEEP' => 'last=2']);
        $this->store('www.example.com', ...self::TIMES);
        $result = $this->succeed('db:backup');
        self::assertStringContainsString('Deleted www.example.com/20260102T120000Z, as BACKUP_KEEP says', $result->output);
        $stored = $this->stored();
        self::assertCount(4, $stored);
        self::assertSame(self::pairs('www.example.com', '20260103T000000Z'), array_slice($stored, 0, 2));

        $this->configure('production', ['SITE_URL' => self::SITE, 'BACKUP_KEEP' => 'last=1', 'DB_USER' => 'nobody']);
        self::assertSame(ExitCode::FAILED, $this->cli('db:backup')->status);
        self::assertSame($stored, $this->stored());
    }

    /**
     * Runs it as a user whom permissions bind: root is not, unless it gives that privilege away.
     */
    private function withoutPrivileges(string ...$arguments): Result
    {
        $command = [...self::php(), self::entry(), ...$arguments];

        return $this->execute(
            posix_geteuid() === 0
                ? ['setpriv', '--inh-caps=-dac_override', '--bounding-set=-dac_override', ...$command]
                : $command,
        );
    }

    /** @param array<string, string> $more */
    private function keep(string $rules, array $more = []): void
    {
        $this->environment($more + [
            'SITE_URL' => self::SITE,
            'BACKUP_STORE' => "file://$this->folder/store",
            'BACKUP_KEEP' => $rules,
        ]);
    }

    /** Complete backups, as far as one knows without reading their dumps. */
    private function store(string $site, string ...$times): void
    {
        @mkdir("$this->folder/store/$site", 0700, true);
        foreach ($times as $time) {
            file_put_contents("$this->folder/store/$site/$time.sql.zst", 'a dump');
            file_put_contents("$this->folder/store/$site/$time.json", json_encode([
                'format' => 1,
                'site' => ['siteurl' => self::SITE, 'home' => self::SITE, 'blogs' => []],
                'prefix' => 'wp_',
                'charset' => 'utf8mb4',
                'started' => '2026-01-01T00:00:00Z',
                'finished' => '2026-01-01T00:00:01Z',
                'versions' => ['php' => PHP_VERSION],
                'encryption' => null,
                'index' => [
                    'size' => strlen('a dump'),
                    'sha256' => hash('sha256', 'a dump'),
                    'longestRow' => 0,
                    'tables' => [],
                    'frames' => [],
                ],
            ]));
        }
    }

    /** @return list<string> */
    private static function pairs(string $site, string ...$times): array
    {
        return array_merge(
            ...array_map(static fn (string $time): array => ["$site/$time.json", "$site/$time.sql.zst"], $times),
        );
    }
}
