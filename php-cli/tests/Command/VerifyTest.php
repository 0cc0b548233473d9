<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use PHPUnit\Framework\Attributes\DataProvider;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;

/** db:verify. */
final class VerifyTest extends CommandTestCase
{
    public function testASoundBackupIsSound(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $name = $this->newest();
        $result = $this->succeed('db:verify');
        self::assertStringContainsString("$name is sound: 7 tables with 12 rows", $result->output);
        self::assertSame('', $this->succeed('db:verify', '--quiet', $name)->output);
        $list = json_decode($this->succeed('db:verify', '--json', '--all')->output, true);
        self::assertSame([['name' => $name, 'sound' => true, 'restored' => null, 'fault' => null]], $list);
    }

    public function testItNeedsTheStoreOnly(): void
    {
        $this->production();
        $this->succeed('db:backup', '--with-code');
        $this->environment(['BACKUP_STORE' => "file://$this->folder/store"]);
        $this->succeed('db:verify');
        $this->succeed('db:verify', '--site=www.example.com');
    }

    /** Views are code, and no tables with rows. */
    public function testABackupWithCodeIsSound(): void
    {
        $database = $this->production();
        $database->query('CREATE VIEW wp_view AS SELECT 1 AS one');
        $database->query('CREATE TRIGGER wp_trigger BEFORE INSERT ON wp_empty FOR EACH ROW SET NEW.id = NEW.id');
        $this->succeed('db:backup', '--with-code');
        $this->succeed('db:verify');
    }

    public function testADumpFromElsewhereIsSound(): void
    {
        $this->production();
        $this->succeed('db:export', 'x.sql');
        self::assertSame(0, $this->execute(['zstd', '-q', 'x.sql'])->status);
        $this->succeed('db:upload', 'x.sql.zst');
        $this->succeed('db:verify');
        $this->damage(fn (string $dump): string => self::changeByte($dump, strlen($dump) - 9));
        $this->assertFails(ExitCode::INTEGRITY, $this->newest(), $this->cli('db:verify'));
    }

    #[DataProvider('places')]
    public function testADamagedByteIsFoundWhereverItIs(string $type, ?string $table): void
    {
        $this->production();
        $this->succeed('db:backup');
        foreach ($this->manifest()['index']['frames'] as $frame) {
            if ($frame['type'] === $type && $frame['table'] === $table) {
                break;
            }
        }
        self::assertSame([$type, $table], [$frame['type'], $frame['table']]);
        $middle = $frame['offset'] + intdiv($frame['size'], 2);
        $this->damage(static fn (string $dump): string => self::changeByte($dump, $middle));
        $what = $type . ($table === null ? '' : " of $table");
        $result = $this->cli('db:verify');
        $this->assertFails(ExitCode::INTEGRITY, "{$this->newest()}: the bytes $frame[offset] to ", $result);
        self::assertStringContainsString("($what)", $result->errors);
    }

    /** @return iterable<array{string, ?string}> */
    public static function places(): iterable
    {
        yield ['prologue', null];
        yield ['schema', 'wp_posts'];
        yield ['rows', 'wp_options'];
        yield ['rows', 'wp_posts'];
        yield ['epilogue', null];
    }

    public function testDamageInTheStoredIndex(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $this->damage(static fn (string $dump): string => self::changeByte($dump, strlen($dump) - 40));
        $this->assertFails(ExitCode::INTEGRITY, 'SHA-256', $this->cli('db:verify'));
    }

    public function testACutOrLengthenedDump(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $whole = $this->damage(static fn (string $dump): string => substr($dump, 0, -1));
        $this->assertFails(ExitCode::INTEGRITY, 'bytes, its manifest says', $this->cli('db:verify'));
        $this->damage(static fn (): string => "{$whole}x");
        $this->assertFails(ExitCode::INTEGRITY, 'bytes, its manifest says', $this->cli('db:verify'));
    }

    public function testAMissingDump(): void
    {
        $this->production();
        $this->succeed('db:backup');
        unlink("$this->folder/store/{$this->newest()}.sql.zst");
        $this->assertFails(ExitCode::INTEGRITY, "{$this->newest()}.sql.zst is missing", $this->cli('db:verify'));
    }

    /** @param \Closure(array<string, mixed>): array<string, mixed> $change */
    #[DataProvider('wrongManifests')]
    public function testAManifestThatSaysSomethingElse(string $words, \Closure $change): void
    {
        $this->production();
        $this->succeed('db:backup');
        $this->rewriteManifest($change);
        $this->assertFails(ExitCode::INTEGRITY, $words, $this->cli('db:verify'));
    }

    /** @return iterable<string, array{string, \Closure}> */
    public static function wrongManifests(): iterable
    {
        $index = static fn (array $change): \Closure => static fn (array $manifest): array
            => array_replace_recursive($manifest, ['index' => $change]);
        yield 'rows' => ['wp_options has 5 rows, its manifest says 6', $index(['tables' => ['wp_options' => 6]])];
        yield 'a table more' => ['wp_more has no rows', $index(['tables' => ['wp_more' => 0]])];
        yield 'a table less' => ['does not know the table wp_posts', static function (array $manifest): array {
            unset($manifest['index']['tables']['wp_posts']);

            return $manifest;
        }];
        yield 'the hash' => ['its manifest describes (SHA-256)', $index(['sha256' => str_repeat('a', 64)])];
        yield 'a frame\'s hash' => ['(rows of ', static function (array $manifest): array {
            $types = array_column($manifest['index']['frames'], 'type');
            $manifest['index']['frames'][array_search('rows', $types, true)]['sha256'] = str_repeat('a', 64);

            return $manifest;
        }];
        yield 'a frame\'s place' => ['no frame starts at byte', $index(['frames' => [1 => ['offset' => 3]]])];
        yield 'a frame without a size' => ['no frame starts at byte 0', $index(['frames' => [['size' => null]]])];
        yield 'a frame without an end' => ['behind the end', static function (array $manifest): array {
            $manifest['index']['frames'][count($manifest['index']['frames']) - 1]['size'] = 1 << 40;

            return $manifest;
        }];
    }

    public function testALaterFormatIsNotCalledSound(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $this->rewriteManifest(static fn (array $manifest): array => ['format' => 2] + $manifest);
        $this->assertFails(ExitCode::REFUSED, 'format 2', $this->cli('db:verify'));
    }

    /** The hashes are right, and yet the dump is not whole. */
    public function testADumpWithoutItsClosingLine(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $sql = $this->execute(['zstd', '-dcq', "store/{$this->newest()}.sql.zst"])->output;
        file_put_contents("$this->folder/cut.sql", preg_replace('/^-- Dump completed.*\n/m', '', $sql));
        self::assertSame(0, $this->execute(['zstd', '-q', 'cut.sql'])->status);
        $cut = (string) file_get_contents("$this->folder/cut.sql.zst");
        $this->damage(static fn (): string => $cut);
        $this->rewriteManifest(static function (array $manifest) use ($cut): array {
            $index = ['size' => strlen($cut), 'sha256' => hash('sha256', $cut), 'frames' => []];

            return ['index' => $index + $manifest['index']] + $manifest;
        });
        $this->assertFails(ExitCode::INTEGRITY, 'closing line', $this->cli('db:verify'));
    }

    public function testAllAreReadAndEachFaultIsNamed(): void
    {
        $this->production();
        $this->succeed('db:export', 'x.sql.zst');
        foreach (['01', '02', '03', '04'] as $day) {
            touch("$this->folder/x.sql.zst", (int) strtotime("2026-01-{$day}T00:00:00Z"));
            $this->succeed('db:upload', 'x.sql.zst');
        }
        unlink("$this->folder/store/www.example.com/20260102T000000Z.sql.zst");
        $this->assertFails(ExitCode::INTEGRITY, '20260102T000000Z', $this->cli('db:verify', '--all'));
        file_put_contents("$this->folder/store/www.example.com/20260103T000000Z.json", '{');
        $this->succeed('db:verify');
        $result = $this->cli('db:verify', '--all', '--json');
        self::assertSame(ExitCode::INTEGRITY, $result->status, (string) $result);
        self::assertSame([true, false, false, true], array_column(json_decode($result->output, true), 'sound'));
        self::assertStringContainsString('20260102T000000Z.sql.zst is missing', $result->errors);
        self::assertStringContainsString('20260103T000000Z.json is no manifest', $result->errors);
        self::assertStringEndsWith(
            "error: 2 of 4 backups could not be verified: see the warnings above\n",
            $result->errors,
        );
    }

    public function testWithoutABackup(): void
    {
        $this->production();
        mkdir("$this->folder/store");
        $this->assertFails(ExitCode::NO_BACKUP, 'no backup', $this->cli('db:verify'));
        $this->assertFails(ExitCode::NO_BACKUP, 'no backup', $this->cli('db:verify', '--all'));
        $this->assertFails(ExitCode::USAGE, '--all', $this->cli('db:verify', '--all', '20260102T000000Z'));
    }

    /** The newest backup, without an ending. */
    private function newest(): string
    {
        $manifests = array_filter($this->stored(), static fn (string $file): bool => str_ends_with($file, '.json'));

        return substr((string) end($manifests), 0, -strlen('.json'));
    }

    /** @return array<string, mixed> */
    private function manifest(): array
    {
        return json_decode((string) file_get_contents("$this->folder/store/{$this->newest()}.json"), true);
    }

    /** @param \Closure(array<string, mixed>): array<string, mixed> $change */
    private function rewriteManifest(\Closure $change): void
    {
        $manifest = $change($this->manifest());
        file_put_contents("$this->folder/store/{$this->newest()}.json", json_encode($manifest));
    }

    /**
     * @param \Closure(string): string $change
     * @return string what it was
     */
    private function damage(\Closure $change): string
    {
        $path = "$this->folder/store/{$this->newest()}.sql.zst";
        $dump = (string) file_get_contents($path);
        file_put_contents($path, $change($dump));

        return $dump;
    }

    private static function changeByte(string $dump, int $offset): string
    {
        $dump[$offset] = chr(ord($dump[$offset]) ^ 0x10);

        return $dump;
    }
}
