<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Unit;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use WpNormalize\Cli\Backup\BackupName;
use WpNormalize\Cli\Backup\Retention;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;

final class RetentionTest extends TestCase
{
    /**
     * @param array<string, string> $expected times and the rules that keep them
     * @param list<string>          $times    newest first
     */
    #[DataProvider('cases')]
    public function testWhatIsKept(string $rules, array $times, array $expected): void
    {
        $kept = array_map(
            static fn (array $reasons): string => implode(' ', $reasons),
            Retention::parse($rules)->kept(self::backups($times)),
        );
        $kept = array_combine(array_map(static fn (string $name): string => substr($name, 7), array_keys($kept)), $kept);
        ksort($kept);
        ksort($expected);
        self::assertSame($expected, $kept);
    }

    /** @return iterable<string, array{string, list<string>, array<string, string>}> */
    public static function cases(): iterable
    {
        yield 'no backups' => ['last=1', [], []];
        yield 'the newest ones' => [
            'last=2',
            ['20260103T000000Z', '20260102T000000Z', '20260101T000000Z'],
            ['20260103T000000Z' => 'last', '20260102T000000Z' => 'last'],
        ];
        yield 'fewer than there may be' => ['last=9999', ['20260103T000000Z'], ['20260103T000000Z' => 'last']];
        yield 'days begin at midnight UTC; the newest of each is kept' => [
            'daily=2',
            ['20260302T000000Z', '20260301T235959Z', '20260301T000000Z', '20260228T235959Z'],
            ['20260302T000000Z' => 'daily', '20260301T235959Z' => 'daily'],
        ];
        yield 'days without a backup do not count' => [
            'daily=2',
            ['20260302T000000Z', '20250101T000000Z', '20240101T000000Z'],
            ['20260302T000000Z' => 'daily', '20250101T000000Z' => 'daily'],
        ];
        yield 'weeks begin on Monday, over the turn of a year too' => [
            'weekly=2',
            // Thursday 1 January, Monday 29 December, Sunday 28 December, Monday 22 December, Sunday 21 December.
            ['20260101T120000Z', '20251229T000000Z', '20251228T235959Z', '20251222T000000Z', '20251221T000000Z'],
            ['20260101T120000Z' => 'weekly', '20251228T235959Z' => 'weekly'],
        ];
        yield 'months' => [
            'monthly=3',
            ['20260301T000000Z', '20260228T235959Z', '20260201T000000Z', '20260131T235959Z', '20250131T000000Z'],
            ['20260301T000000Z' => 'monthly', '20260228T235959Z' => 'monthly', '20260131T235959Z' => 'monthly'],
        ];
        yield 'the same month of two years' => [
            'monthly=2',
            ['20260131T000000Z', '20250131T000000Z', '20240131T000000Z'],
            ['20260131T000000Z' => 'monthly', '20250131T000000Z' => 'monthly'],
        ];
        yield 'rules together' => [
            ' last = 1 , daily=2,weekly=2 ,monthly=2',
            // A Tuesday, its Monday, the Sunday before, and January.
            ['20260203T120000Z', '20260203T000000Z', '20260202T000000Z', '20260201T000000Z', '20260115T000000Z', '20260101T000000Z'],
            [
                '20260203T120000Z' => 'last daily weekly monthly',
                '20260202T000000Z' => 'daily',
                '20260201T000000Z' => 'weekly',
                '20260115T000000Z' => 'monthly',
            ],
        ];
    }

    /** A year of backups every six hours: the newest stays under any single rule, and no more than it says. */
    public function testTheNewestIsAlwaysKept(): void
    {
        $times = [];
        for ($time = (int) strtotime('2026-03-29T05:00:00Z'); count($times) < 1460; $time -= 6 * 3600) {
            $times[] = gmdate('Ymd\THis\Z', $time);
        }
        foreach (['last', 'daily', 'weekly', 'monthly'] as $rule) {
            foreach ([1, 2, 7] as $count) {
                $kept = Retention::parse("$rule=$count")->kept(self::backups($times));
                self::assertCount($count, $kept);
                self::assertSame("a.test/$times[0]", array_key_first($kept));
            }
        }
        self::assertCount(1460, Retention::parse('last=1460')->kept(self::backups($times)));
    }

    /** Local time and its changes play no part. */
    public function testTheTimeZoneOfTheMachineDoesNotMatter(): void
    {
        $before = date_default_timezone_get();
        date_default_timezone_set('Pacific/Kiritimati');
        try {
            $kept = Retention::parse('daily=1')->kept(self::backups(['20260301T120000Z', '20260301T080000Z']));
        } finally {
            date_default_timezone_set($before);
        }
        self::assertSame(['a.test/20260301T120000Z'], array_keys($kept));
    }

    #[DataProvider('noRules')]
    public function testWhatIsNoRuleIsRefused(string $text): void
    {
        try {
            Retention::parse($text);
        } catch (Failure $failure) {
            self::assertSame(ExitCode::USAGE, $failure->exitCode);
            self::assertStringContainsString('BACKUP_KEEP', $failure->getMessage());

            return;
        }
        self::fail('it was taken');
    }

    /** @return iterable<array{string}> */
    public static function noRules(): iterable
    {
        yield from [
            [''], ['7'], ['last'], ['last='], ['last=0'], ['last=-1'], ['last=1.5'], ['last=10000'], ['last=07'],
            ['last=1,'], ['last=1,last=2'], ['yearly=1'], ['LAST=1'], ['last=1;daily=2'], ['last=1 daily=2'], ["last=1\n,x"],
        ];
    }

    public function testOnlyATimeIsATime(): void
    {
        foreach (['20260231T000000Z', '20261301T000000Z', '20260101T240000Z', '20260101T006000Z', '00000000T000000Z'] as $time) {
            self::assertNull(BackupName::ofManifest("a.test/$time.json")?->takenAt(), $time);
        }
        self::assertSame(
            '2024-02-29T23:59:59+00:00',
            BackupName::ofManifest('a.test/20240229T235959Z.json')?->takenAt()?->format('c'),
        );
    }

    /**
     * @param list<string> $times
     * @return list<BackupName>
     */
    private static function backups(array $times): array
    {
        return array_map(
            static fn (string $time): BackupName => BackupName::ofManifest("a.test/$time.json")
                ?? throw new \LogicException("$time is no time"),
            $times,
        );
    }
}
