<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use WpNormalize\Cli\Tests\Support\CommandTestCase;

/** What a shell offers: it asks the hidden command `_complete`, as the script of `completion` does. */
final class CompletionTest extends CommandTestCase
{
    public function testNamesOfBackupsAndSites(): void
    {
        $this->production();
        $this->succeed('db:export', 'x.sql.zst');
        touch("$this->folder/x.sql.zst", (int) strtotime('2026-01-02T00:00:00Z'));
        $this->succeed('db:upload', 'x.sql.zst');
        $this->succeed('db:upload', 'x.sql.zst', '--site=blog.example.org');
        $both = ['blog.example.org/20260102T000000Z', 'www.example.com/20260102T000000Z'];
        foreach (['db:restore', 'db:verify', 'db:download'] as $command) {
            self::assertSame($both, $this->offered($command, ''), $command);
        }
        self::assertSame(['www.example.com/20260102T000000Z'], $this->offered('db:restore', '--site', 'www.example.com', ''));
        self::assertSame(['blog.example.org', 'www.example.com'], $this->offered('db:status', '--site='));
        file_put_contents("$this->folder/.env", "BACKUP_STORE_DEV='s3://dev'\nBACKUP_STORE_DEV_KEEP='last=1'\n", FILE_APPEND);
        self::assertSame(['dev'], $this->offered('db:backup', '--store='));
        self::assertSame(['wp_options,wp_children', 'wp_options,wp_empty'], array_slice($this->offered('db:export', '--tables=wp_options,'), 0, 2));
        self::assertSame(['x.sql.zst'], $this->offered('db:import', 'x'));
        self::assertContains('db:restore', $this->offered('db:'));
        self::assertSame(['backup', 'both', 'restore'], $this->offered('db:doctor', '--for='));
    }

    public function testNothingIsSaidWhereNothingIsKnown(): void
    {
        self::assertSame([], $this->offered('db:restore', ''));
        $this->environment(['BACKUP_STORE' => "file://$this->folder/none"]);
        self::assertSame([], $this->offered('db:restore', ''));
        file_put_contents("$this->folder/.env", "BACKUP_STORE='");
        self::assertSame([], $this->offered('db:restore', ''));
    }

    /** A server that takes connections and never answers. */
    public function testASlowStoreIsNotWaitedFor(): void
    {
        $server = stream_socket_server('tcp://127.0.0.1:0');
        $this->environment([
            'BACKUP_STORE' => 's3://bucket/prefix',
            'AWS_ENDPOINT_URL_S3' => 'http://' . stream_socket_get_name($server, false),
            'AWS_ACCESS_KEY_ID' => 'a',
            'AWS_SECRET_ACCESS_KEY' => 'b',
        ]);
        $started = microtime(true);
        self::assertSame([], $this->offered('db:restore', ''));
        self::assertLessThan(8, microtime(true) - $started);
    }

    public function testTheScriptsOfShells(): void
    {
        foreach (['bash', 'zsh', 'fish'] as $shell) {
            self::assertStringContainsString('_complete', $this->succeed('completion', $shell)->output);
        }
    }

    /** @return list<string> sorted */
    private function offered(string ...$words): array
    {
        $arguments = array_map(static fn (string $word): string => "-i$word", ['cli', ...array_filter($words)]);
        $result = $this->succeed('_complete', '--no-interaction', '-sbash', '-c' . count($words), '-a1', ...$arguments);
        $offered = array_values(array_filter(explode("\n", $result->output)));
        sort($offered);

        return $offered;
    }
}
