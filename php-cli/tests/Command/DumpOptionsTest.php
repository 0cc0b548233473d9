<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\Server;

/** What db:backup and db:export take, what they change on the way, and where it goes. */
final class DumpOptionsTest extends CommandTestCase
{
    public function testTablesAreChosen(): void
    {
        $this->production();
        $this->succeed('db:export', '--tables=wp_post*,wp_empty', '--tables=wp_options', '--exclude=*meta', 'x.sql');
        self::assertSame(['wp_empty', 'wp_options', 'wp_posts'], $this->tablesIn('x.sql'));
        $this->assertFails(ExitCode::USAGE, 'wp_optoins', $this->cli('db:export', '--tables=wp_optoins', 'y.sql'));
        self::assertFileDoesNotExist("$this->folder/y.sql");
    }

    /** mariadb-dump without a table dumps them all, those of others and those left out on purpose too. */
    public function testWhereNoTableIsLeftNoneIsDumped(): void
    {
        $this->production();
        $this->configure('production', ['SITE_URL' => 'https://www.example.com', 'BACKUP_EXCLUDE' => 'wp_options']);
        foreach ([['--exclude=*'], ['--tables=wp_options']] as $options) {
            $this->assertFails(ExitCode::USAGE, 'leave no table', $this->cli('db:export', 'x.sql', ...$options));
        }
        self::assertFileDoesNotExist("$this->folder/x.sql");
    }

    public function testLeanLeavesRowsBehind(): void
    {
        $database = $this->production();
        $database->query('CREATE TABLE wp_actionscheduler_logs (log_id int)');
        $database->query('INSERT INTO wp_actionscheduler_logs VALUES (1), (2)');
        $database->query('CREATE TABLE wp_activity_stream AS SELECT 1 AS precious');
        $database->query(
            "INSERT INTO wp_options (option_name, option_value) VALUES ('_transient_a', 'x'), ('_transient_timeout_a', '1'), ('b', 'y')",
        );
        $result = $this->succeed('db:backup', '--lean');
        self::assertStringContainsString('on the way: 4 rows left out', $result->output);
        $manifest = $this->manifest();
        self::assertSame(6, $manifest['index']['tables']['wp_options']);
        self::assertSame(0, $manifest['index']['tables']['wp_actionscheduler_logs']);
        self::assertSame(1, $manifest['index']['tables']['wp_activity_stream']);
        self::assertSame(['lean' => true], $manifest['altered']);
        $this->succeed('db:verify');
    }

    public function testADumpIsMovedOnTheWay(): void
    {
        $production = $this->production();
        $result = $this->succeed('db:export', '--map=https://www.example.com=http://localhost:8080', 'x.sql.gz');
        self::assertStringContainsString('https://example.com -> http://localhost:8080', $result->output);
        $dump = $this->execute(['gzip', '-dc', 'x.sql.gz'])->output;
        self::assertStringNotContainsString("'https://www.example.com'", $dump);
        $box = $this->createDatabase('box');
        $command = ['mariadb', '--no-defaults', '-uroot', '--socket=' . Server::socket(), self::databaseName('box')];
        self::assertSame(0, $this->execute($command, $dump)->status);
        self::assertSame('http://localhost:8080', self::option($box, 'siteurl'));
        $widgets = unserialize((string) self::option($box, 'widget_text'));
        self::assertArrayHasKey('http://localhost:8080/key', $widgets[2]);
        self::assertSame(self::value($production, 'SELECT guid FROM wp_posts WHERE ID = 1'), self::value($box, 'SELECT guid FROM wp_posts WHERE ID = 1'));
        $this->assertFails(ExitCode::USAGE, 'no pair', $this->cli('db:export', '--map=x', 'y.sql'));
    }

    public function testWhatIsNoWholeBackupGoesElsewhere(): void
    {
        $this->production();
        foreach (['--scrub', '--tables=wp_options', '--map=https://www.example.com=http://localhost:8080'] as $option) {
            $this->assertFails(ExitCode::USAGE, 'another store', $this->cli('db:backup', $option));
            $this->assertFails(ExitCode::USAGE, 'another store', $this->cli('db:backup', $option, "--store=file://$this->folder/store/"));
        }
        $this->configure('production', [
            'SITE_URL' => 'https://www.example.com',
            'BACKUP_STORE_DEV' => "file://$this->folder/dev",
            'BACKUP_STORE_DEV_KEEP' => 'last=1',
        ] + $this->scrubRules());
        $arguments = ['--store=dev', '--scrub', '--gzip', '--map=https://www.example.com=http://localhost:8080'];
        $this->succeed('db:backup', ...$arguments);
        sleep(1);
        $result = $this->succeed('db:backup', ...$arguments);
        self::assertStringContainsString('Deleted www.example.com/', $result->output);
        self::assertSame([], $this->stored());
        [$gzip] = glob("$this->folder/dev/www.example.com/*.sql.gz") ?: [];
        $manifest = $this->manifest('dev');
        self::assertSame('http://localhost:8080', $manifest['site']['siteurl']);
        self::assertTrue($manifest['altered']['scrubbed']);
        self::assertSame('gzip', $manifest['index']['compression']);

        // A laptop restores it as any other, or with any client.
        $box = $this->box(['BACKUP_STORE' => "file://$this->folder/dev"]);
        $this->succeed('db:list');
        $this->succeed('db:verify', '--site=www.example.com');
        $this->succeed('db:restore', '--no-quarantine');
        self::assertSame('http://localhost:8080', self::option($box, 'siteurl'));
        self::assertStringContainsString('http://localhost:8080', $this->execute(['gzip', '-dc', $gzip])->output);
        $this->configure('production', ['SITE_URL' => 'https://www.example.com', 'BACKUP_STORE' => ''] + $this->scrubRules());
        $this->succeed('db:backup', "--store=file://$this->folder/alone", '--scrub');
        $this->assertFails(ExitCode::USAGE, 'BACKUP_STORE_OTHER', $this->cli('db:backup', '--store=other'));
        $this->assertFails(ExitCode::USAGE, 'no name and no address', $this->cli('db:backup', '--store=a-b'));
    }

    public function testAMuchSmallerBackupIsAWarning(): void
    {
        $database = $this->production();
        $this->succeed('db:backup');
        $database->query("DELETE FROM wp_postmeta");
        sleep(1);
        $this->succeed('db:backup');
        $database->query("DELETE FROM wp_options WHERE option_name NOT IN ('siteurl', 'home')");
        $database->query('DELETE FROM wp_posts');
        $database->query('DELETE FROM wp_links');
        $database->query('DELETE FROM wp_parents');
        sleep(1);
        $result = $this->cli('db:backup', '--quiet');
        self::assertSame([ExitCode::WARNINGS, ''], [$result->status, $result->output]);
        self::assertStringContainsString('less than half of the', $result->errors);
        sleep(1);
        $this->succeed('db:backup');
    }

    /** @return list<string> */
    private function tablesIn(string $file): array
    {
        preg_match_all('/^CREATE TABLE `(\w+)`/m', (string) file_get_contents("$this->folder/$file"), $tables);

        return $tables[1];
    }

    /** @return array<string, mixed> of the newest backup */
    private function manifest(string $store = 'store'): array
    {
        $files = glob("$this->folder/$store/*/*.json") ?: [];

        return json_decode((string) file_get_contents((string) end($files)), true);
    }
}
