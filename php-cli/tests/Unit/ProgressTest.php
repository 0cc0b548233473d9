<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Unit;

use PHPUnit\Framework\TestCase;
use Symfony\Component\Console\Output\OutputInterface;
use Symfony\Component\Console\Output\StreamOutput;
use WpNormalize\Cli\Output\Progress;
use WpNormalize\Cli\Output\Readable;

/** Progress in a log, which is no terminal, and its numbers. OutputTest looks at the terminal. */
final class ProgressTest extends TestCase
{
    public function testLines(): void
    {
        self::assertSame(
            "Restoring: 0 B of 100.0 MiB, 0 %\nRestoring: 25.0 MiB of 100.0 MiB, 25 %, wp_po?sts?info?\n",
            preg_replace('/, [\d.]+ \w+\/s, \d+ s left/', '', $this->log(OutputInterface::VERBOSITY_NORMAL, 0)),
        );
    }

    public function testSeldomOrNever(): void
    {
        self::assertSame('', $this->log(OutputInterface::VERBOSITY_NORMAL, 30));
        self::assertSame('', $this->log(OutputInterface::VERBOSITY_QUIET, 0));
    }

    public function testItEndsWithTheWork(): void
    {
        $output = new StreamOutput(fopen('php://memory', 'w+'));
        self::assertSame('done', Progress::during($output, 'Restoring', 0, static fn (\Closure $report): string => 'done'));
        $this->expectExceptionMessage('it failed');
        Progress::during($output, 'Restoring', 0, static fn (\Closure $report) => throw new \RuntimeException('it failed'));
    }

    public function testNumbers(): void
    {
        self::assertSame(['0 B', '1023 B', '1.0 KiB', '1.5 GiB'], array_map(Readable::size(...), [0, 1023, 1024, 3 << 29]));
        self::assertSame(['59 s', '2 min', '1 h 1 min'], array_map(Readable::duration(...), [59, 119, 3700]));
        self::assertSame(['119 minutes', '47 hours', '3 days'], array_map(Readable::age(...), [7199, 172799, 3 * 86400]));
        foreach (['key', 'key:secret', 'key:se/cret', 'key:se/c@ret'] as $credentials) {
            self::assertSame('a s3://***@bucket/a is none', Readable::withoutCredentials("a s3://$credentials@bucket/a is none"));
        }
        self::assertSame('https://example.com/@me', Readable::withoutCredentials('https://example.com/@me'));
    }

    private function log(int $verbosity, int $seconds): string
    {
        $stream = fopen('php://memory', 'w+');
        $progress = new Progress(new StreamOutput($stream, $verbosity), 'Restoring', 100 << 20, $seconds);
        $progress->report(0);
        $progress->report(25 << 20, "wp_po\nsts<info>");
        $progress->end();
        rewind($stream);

        return (string) stream_get_contents($stream);
    }
}
