<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\Attributes\Group;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\Result;
use WpNormalize\Cli\Tests\Support\Server;
use WpNormalize\Cli\Tests\Support\SiteFixture;

final class BackupTest extends CommandTestCase
{
    public function testABackupIsADumpAndItsManifest(): void
    {
        $this->production();
        $result = $this->succeed('db:backup');
        self::assertStringContainsString('Backed up 7 tables with 12 rows', $result->output);

        $files = $this->stored();
        self::assertCount(2, $files);
        self::assertMatchesRegularExpression('#^www\.example\.com/\d{8}T\d{6}Z\.json$#D', $files[0]);
        self::assertSame(str_replace('.json', '.sql.zst', $files[0]), $files[1]);
        $manifest = json_decode((string) file_get_contents("$this->folder/store/$files[0]"), true);
        self::assertSame(1, $manifest['format']);
        self::assertNull($manifest['encryption']);
        self::assertSame('https://www.example.com', $manifest['site']['siteurl']);
        self::assertSame('wp_', $manifest['prefix']);
        self::assertSame('utf8mb4', $manifest['charset']);
        self::assertSame(5, $manifest['index']['tables']['wp_options']);
        self::assertSame(0, $manifest['index']['tables']['wp_empty']);
        self::assertGreaterThan(0, $manifest['index']['longestRow']);
        self::assertSame(hash_file('sha256', "$this->folder/store/$files[1]"), $manifest['index']['sha256']);
        self::assertSame(filesize("$this->folder/store/$files[1]"), $manifest['index']['size']);
        foreach ($files as $file) {
            self::assertSame(0600, fileperms("$this->folder/store/$file") & 0777);
        }
    }

    public function testItIsRestoredByHand(): void
    {
        $production = $this->production();
        $this->succeed('db:backup');
        $box = $this->createDatabase('box');
        $dump = $this->dump();
        self::assertStringNotContainsString('sandbox', $dump);
        self::assertStringNotContainsString('DEFINER', $dump);
        $command = ['mariadb', '--no-defaults', '-uroot', '--socket=' . Server::socket(), self::databaseName('box')];
        self::assertSame(0, $this->execute($command, $dump)->status);
        self::assertSame(self::checksums($production), self::checksums($box));
    }

    /** What wp-config.php calls utf8 is utf8mb4 on WordPress's own connection. */
    public function testEmojiSurviveTheCharacterSetUtf8(): void
    {
        $this->production();
        $this->configure('production', ['SITE_URL' => 'https://www.example.com', 'DB_CHARSET' => 'utf8']);
        $this->succeed('db:backup');
        self::assertStringContainsString('100 % 😀', $this->dump());
    }

    public function testQuietIsSilent(): void
    {
        $this->production();
        $result = $this->cli('db:backup', '--quiet');
        self::assertSame([0, '', ''], [$result->status, $result->output, $result->errors]);
    }

    public function testOnlyTheTablesOfTheSite(): void
    {
        $database = $this->production();
        $database->query('CREATE TABLE other (id int)');
        $database->query('CREATE TABLE _wpn_12345678_0 (id int)');
        SiteFixture::install($database, 'wp_dev_', 'https://dev.example.com');
        $this->succeed('db:backup');
        preg_match_all('/^CREATE TABLE `(\w+)`/m', $this->dump(), $tables);
        self::assertSame(
            ['wp_children', 'wp_empty', 'wp_links', 'wp_options', 'wp_parents', 'wp_postmeta', 'wp_posts'],
            $tables[1],
        );
        $result = $this->succeed('db:export', '--all-tables', 'all.sql');
        self::assertStringContainsString('Backed up 15 tables', $result->output);
    }

    public function testTablesAreLeftOutOnRequest(): void
    {
        $this->production();
        $this->configure(
            'production',
            ['SITE_URL' => 'https://www.example.com', 'BACKUP_EXCLUDE' => 'wp_post*, wp_links'],
        );
        $this->succeed('db:backup');
        self::assertSame(0, preg_match('/wp_post|wp_links/', $this->dump()));
    }

    public function testCodeIsTakenOnRequest(): void
    {
        $database = $this->production();
        $database->query('CREATE VIEW wp_view AS SELECT 1 AS one');
        $database->query('CREATE TRIGGER wp_trigger BEFORE INSERT ON wp_empty FOR EACH ROW SET NEW.id = NEW.id');
        $result = $this->succeed('db:export', 'a.sql');
        self::assertStringContainsString('the view wp_view', $result->output);
        self::assertSame(0, preg_match('/wp_view|wp_trigger/', (string) file_get_contents("$this->folder/a.sql")));
        $this->succeed('db:export', '--with-code', 'b.sql');
        $dump = (string) file_get_contents("$this->folder/b.sql");
        self::assertStringContainsString('wp_view', $dump);
        self::assertStringContainsString('wp_trigger', $dump);
        $this->succeed('db:export', '--with-code', '--all-tables', 'c.sql');
        self::assertStringContainsString('wp_view', (string) file_get_contents("$this->folder/c.sql"));
    }

    /** The server does not call them BASE TABLE. */
    #[Group('mariadb')]
    public function testTablesThatRememberTheirRowsAreTables(): void
    {
        $database = $this->production();
        $database->query('CREATE TABLE wp_versioned (id int PRIMARY KEY, a varchar(9), KEY a (a)) WITH SYSTEM VERSIONING');
        $database->query("INSERT INTO wp_versioned VALUES (1, 'x'), (2, 'y')");
        $database->query('DELETE FROM wp_versioned WHERE id = 2');
        $database->query('CREATE SEQUENCE wp_sequence');
        $result = $this->succeed('db:backup');
        self::assertStringContainsString('Backed up 8 tables', $result->output);
        self::assertStringContainsString('the sequence wp_sequence', $result->output);
        self::assertStringContainsString('without the history of their rows: wp_versioned', $result->output);
        $box = $this->box();
        $this->succeed('db:restore');
        self::assertSame('x', self::value($box, 'SELECT GROUP_CONCAT(a) FROM wp_versioned'));
        self::assertStringContainsString('WITH SYSTEM VERSIONING', (string) $box->query('SHOW CREATE TABLE wp_versioned')->fetch_row()[1]);
        $this->succeed('db:restore');
        $this->succeed('db:restore', '--undo');
        self::assertSame('x', self::value($box, 'SELECT GROUP_CONCAT(a) FROM wp_versioned'));
    }

    /** Any password works, and nobody who lists processes sees it. */
    #[Group('mariadb')]
    public function testThePasswordStaysSecret(): void
    {
        $this->production();
        $password = "p\"a'ss\\ #;=x\\n\$é";
        $user = $this->createUser($password, 'production', 'SELECT ON *');
        $this->configure('production', ['SITE_URL' => 'https://www.example.com', 'DB_USER' => $user]);
        $settings = str_replace(
            "DB_PASSWORD=''",
            'DB_PASSWORD="' . addcslashes($password, '"\\$') . '"',
            (string) file_get_contents("$this->folder/.env"),
        );
        file_put_contents("$this->folder/.env", $settings);

        $result = $this->withDumpProgram(
            '{ tr "\0" "\n" </proc/self/cmdline; env; printf "%s\n" "$@"; } >seen; exec "$real" "$@"',
        );
        self::assertSame(0, $result->status, (string) $result);
        $seen = (string) file_get_contents("$this->folder/seen");
        self::assertStringContainsString('--single-transaction', $seen);
        self::assertStringNotContainsString('p"a', $seen);
    }

    /** A server that WordPress reaches is reached; MariaDB's clients from 11.4 on want a certificate that many do not have. */
    #[Group('mariadb')]
    public function testWithoutDbSslCaNoCertificateIsAskedFor(): void
    {
        $this->production();
        $this->withDumpProgram('cat <&3 >seen; exit 1');
        self::assertStringContainsString("\nssl-verify-server-cert=0\n", (string) file_get_contents("$this->folder/seen"));
    }

    /** @param string $script bash; $real is the real program */
    #[Group('mariadb')]
    #[DataProvider('failingDumps')]
    public function testADumpThatIsNotWholeIsNoBackup(string $script, string $words): void
    {
        $this->production();
        $this->assertFails(ExitCode::FAILED, $words, $this->withDumpProgram($script));
        self::assertSame([], $this->stored());
    }

    /** @return iterable<string, array{string, string}> */
    public static function failingDumps(): iterable
    {
        yield 'cut in a statement, exit status 0' => ['"$real" "$@" | head -c 3000; exit 0', 'whole'];
        yield 'cut at the end of a statement, exit status 0' => ['"$real" "$@" | sed "/^UNLOCK TABLES/q"; exit 0', 'whole'];
        yield 'its closing line alone missing' => ['"$real" "$@" | grep -v "^-- Dump completed"; exit 0', 'whole'];
        yield 'whole, but with an exit status' => ['"$real" "$@"; echo "Got error: 2013: Lost connection" >&2; exit 3', 'Lost connection'];
        yield 'killed' => ['"$real" "$@" | head -c 3000; kill -9 $$', 'failed'];
        yield 'nothing at all' => ['exit 0', 'whole'];
        yield 'without a table' => ['n=$#; set -- "${@:1:n-1}"; exec "$real" "$@"', 'lacks the table wp_posts'];
        yield 'much to say before it fails' => ['head -c 300000 /dev/zero | tr "\0" "x" >&2; exit 2', 'xxx'];
    }

    public function testATableThatMayNotBeRead(): void
    {
        $this->production();
        $user = $this->createUser('x', 'production', 'SELECT ON wp_options', 'INSERT ON wp_posts');
        $this->configure(
            'production',
            ['SITE_URL' => 'https://www.example.com', 'DB_USER' => $user, 'DB_PASSWORD' => 'x'],
        );
        $result = $this->cli('db:backup');
        $this->assertFails(ExitCode::FAILED, 'denied', $result);
        self::assertStringContainsString('db:doctor', $result->errors);
        self::assertSame([], $this->stored());
    }

    public function testTwoAtOnceAreOneTooMany(): void
    {
        $database = $this->production();
        $name = 'wpn_' . substr(
            hash('sha256', 'the site with the prefix wp_ in the database ' . self::databaseName('production')),
            0,
            48,
        );
        $database->query("SELECT GET_LOCK('$name', 0)");
        $this->assertFails(ExitCode::LOCKED, 'holds the lock', $this->cli('db:backup'));
        $database->query("SELECT RELEASE_LOCK('$name')");
        $this->succeed('db:backup');
    }

    private function dump(): string
    {
        $files = glob("$this->folder/store/*/*.sql.zst") ?: [];
        $result = $this->execute(['zstd', '-dcq', $files[0]]);
        self::assertSame(0, $result->status);

        return $result->output;
    }

    /** A backup with a program in mariadb-dump's place that does something with the real one. */
    private function withDumpProgram(string $script): Result
    {
        $real = trim($this->execute(['bash', '-c', 'command -v mariadb-dump'])->output);
        @mkdir("$this->folder/bin");
        file_put_contents(
            "$this->folder/bin/mariadb-dump",
            "#!/bin/bash\nreal=$real\ncase \"\$2\" in --version | --help) exec \"\$real\" \"\$@\" ;; esac\n$script\n",
        );
        chmod("$this->folder/bin/mariadb-dump", 0755);

        return $this->execute(
            [...self::php(), self::entry(), 'db:backup'],
            variables: ['PATH' => "$this->folder/bin:" . getenv('PATH')] + getenv(),
        );
    }
}
