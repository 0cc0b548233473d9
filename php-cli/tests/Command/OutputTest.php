<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use PHPUnit\Framework\Attributes\Group;
use WpNormalize\Cli\Tests\Support\CommandTestCase;

/** What people see while a command works, and what programs read. */
final class OutputTest extends CommandTestCase
{
    /** The standard error is a terminal, the standard output is not. */
    #[Group('terminal')]
    public function testABarOnATerminal(): void
    {
        $this->production();
        $seen = $this->onTerminal('db:backup');
        self::assertStringStartsWith('Backing up [>', $seen);
        // Taken away, so that what follows stands alone.
        self::assertStringEndsWith("\e[2K", $seen);
        self::assertMatchesRegularExpression('#Verifying www.example.com/\d+T\d+Z \[>-+\]: 0 B of [\d.]+ KiB, 0 %#', $this->onTerminal('db:verify'));
        self::assertStringContainsString('Backing up [', $this->onTerminal('db:export', 'x.sql.gz'));
        self::assertStringContainsString('Uploading', $this->onTerminal('db:upload', 'x.sql.gz', '--site=other'));
        self::assertSame('', $this->onTerminal('db:verify', '--quiet'));
        self::assertStringContainsString('Restoring', $this->onTerminal('db:verify', '--restore'));
        self::assertStringContainsString('Restoring', $this->onTerminal('db:restore', '--confirm=www.example.com'));
    }

    public function testABackupForPrograms(): void
    {
        $this->production();
        $result = $this->cli('db:backup', '--json', '--quiet');
        self::assertSame([0, ''], [$result->status, $result->errors], (string) $result);
        $backup = json_decode($result->output, true);
        $list = json_decode($this->succeed('db:list', '--json')->output, true);
        self::assertSame($list[0] + ['store' => "file://$this->folder/store", 'deleted' => [], 'warnings' => []], $backup);
        self::assertSame([7, 12], [$backup['tables'], $backup['rows']]);
    }

    public function testPruningForPrograms(): void
    {
        $this->production();
        $this->succeed('db:export', 'x.sql.zst');
        foreach (['2026-01-01', '2026-01-02'] as $day) {
            touch("$this->folder/x.sql.zst", (int) strtotime("{$day}T00:00:00Z"));
            $this->succeed('db:upload', 'x.sql.zst');
        }
        file_put_contents("$this->folder/store/www.example.com/20260103T000000Z.json", '{');
        file_put_contents("$this->folder/.env", "BACKUP_KEEP=last=1\n", FILE_APPEND);
        $expected = [
            'site' => 'www.example.com',
            'dryRun' => true,
            'kept' => ['www.example.com/20260102T000000Z' => ['last']],
            'deleted' => ['www.example.com/20260101T000000Z'],
            'leftAlone' => ['www.example.com/20260103T000000Z' => 'www.example.com/20260103T000000Z.json is no manifest'],
            'warnings' => [],
        ];
        self::assertSame($expected, json_decode($this->succeed('db:prune', '--dry-run', '--json')->output, true));
        self::assertCount(5, $this->stored());
        $pruned = json_decode($this->succeed('db:prune', '--json', '--quiet')->output, true);
        self::assertSame(['dryRun' => false] + $expected, ['dryRun' => false] + $pruned);
        self::assertCount(3, $this->stored());
    }

    private function onTerminal(string ...$arguments): string
    {
        $process = proc_open(
            [...self::php(), self::entry(), ...$arguments],
            [['file', '/dev/null', 'r'], ['file', '/dev/null', 'w'], ['pty']],
            $pipes,
            $this->folder,
        );
        // Reading a terminal that is closed on the other side is an error of its own.
        $seen = '';
        while (($piece = @fread($pipes[2], 8192)) !== false && $piece !== '') {
            $seen .= $piece;
        }
        self::assertSame(0, proc_close($process), $seen);

        return $seen;
    }
}
