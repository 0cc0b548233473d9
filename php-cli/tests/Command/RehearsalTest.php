<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use PHPUnit\Framework\Attributes\DataProvider;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;

/** db:verify --restore: a backup is loaded beside everything, counted and dropped, and nothing else is touched. */
final class RehearsalTest extends CommandTestCase
{
    public function testBesideALiveSite(): void
    {
        $production = $this->production();
        $this->succeed('db:backup');
        $production->query("UPDATE wp_options SET option_value = 'newer' WHERE option_name = 'json'");
        $before = self::checksums($production);
        $result = $this->succeed('db:verify', '--restore');
        self::assertMatchesRegularExpression('#^www\.example\.com/\w+ is sound: .*\n.* can be restored: .*\n$#D', $result->output);
        self::assertSame($before, self::checksums($production));
        self::assertSame('', $this->succeed('db:verify', '--restore', '--quiet')->output);
        self::assertSame(
            [['sound' => true, 'restored' => true, 'fault' => null]],
            array_map(
                static fn (array $one): array => array_diff_key($one, ['name' => 0]),
                json_decode($this->succeed('db:verify', '--restore', '--json')->output, true),
            ),
        );
    }

    /** Elsewhere: no guard, another prefix, no site, a user with the grants of a restore. */
    public function testInAnEmptyDatabase(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $empty = $this->createDatabase('empty');
        $this->configure('empty', [
            'BACKUP_SITE' => 'www.example.com',
            'DB_PREFIX' => 'other_',
            'DB_USER' => $this->createUser(
                'p',
                'empty',
                'SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES ON *',
            ),
            'DB_PASSWORD' => 'p',
        ]);
        self::assertStringContainsString('can be restored', $this->succeed('db:verify', '--restore')->output);
        self::assertSame([], self::tables($empty));
    }

    /**
     * The hashes are right, the manifest is right about the dump, and yet the server does not take it: two rows with one key.
     */
    #[DataProvider('waysToLoseARow')]
    public function testWhatCannotBeRestored(string $verb, string $row, int $status, string $words): void
    {
        $production = $this->production();
        $this->succeed('db:export', 'x.sql');
        $sql = strtr((string) file_get_contents("$this->folder/x.sql"), [
            'INSERT INTO `wp_postmeta`' => "$verb INTO `wp_postmeta`",
            "(2,1,'null',NULL)" => $row,
        ]);
        file_put_contents("$this->folder/x.sql", $sql);
        $this->succeed('db:upload', 'x.sql');
        $this->succeed('db:verify');
        $before = self::checksums($production);
        $result = $this->cli('db:verify', '--restore', '--json');
        $this->assertFails($status, $words, $result);
        $found = json_decode($result->output, true)[0];
        self::assertSame([true, false], [$found['sound'], $found['restored']]);
        self::assertSame($before, self::checksums($production));
    }

    /** @return iterable<string, array{string, string, int, string}> */
    public static function waysToLoseARow(): iterable
    {
        yield 'the server says so' => ['INSERT', "(1,1,'null',NULL)", ExitCode::FAILED, 'wp_postmeta'];
        yield 'it counts another row' => ['REPLACE', "(1,1,'null',NULL)", ExitCode::FAILED, '1 of its rows would replace others'];
        yield 'it does not, of a row that is there twice; counting tells' => [
            'REPLACE',
            "(2,1,'x',NULL),(2,1,'x',NULL)",
            ExitCode::INTEGRITY,
            'wp_postmeta has 2 rows once it is loaded',
        ];
    }

    /** A rehearsal that was killed leaves tables to the next one; what waits for an --undo is no business of either. */
    public function testWhatOthersHaveLeft(): void
    {
        $production = $this->production();
        $this->succeed('db:backup');
        $this->succeed('db:restore', '--confirm=www.example.com');
        $kept = self::tables($production);
        self::assertContains('_wpn_restore', $kept);
        $production->query('CREATE TABLE _wpn_0badcafe_0 (a int)');
        $production->query("INSERT INTO _wpn_restore (run, kind, number, text) VALUES ('0badcafe', 'table', 0, 'wp_posts')");
        $this->succeed('db:verify', '--restore');
        self::assertSame($kept, self::tables($production));
        $this->succeed('db:restore', '--undo', '--confirm=www.example.com');
    }

    public function testADatabaseThatCannotBeReachedIsNoFaultOfTheBackup(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $this->configure('production', ['SITE_URL' => 'https://www.example.com', 'DB_USER' => 'nobody']);
        $result = $this->cli('db:verify', '--restore', '--json');
        $this->assertFails(ExitCode::FAILED, 'cannot connect', $result);
        self::assertSame('', $result->output);
    }
}
