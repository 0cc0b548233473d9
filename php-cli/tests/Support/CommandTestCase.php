<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Support;

use PHPUnit\Framework\TestCase;

/** Runs `php cli` as a user would: in a folder with a .env, with the extension, on a real server. */
abstract class CommandTestCase extends TestCase
{
    use TemporaryFolder;

    /** @var list<string> */
    private array $databases = [];
    /** @var list<string> */
    private array $users = [];

    protected function tearDown(): void
    {
        $server = Server::connect();
        foreach ($this->databases as $database) {
            $server->query("DROP DATABASE IF EXISTS `$database`");
        }
        foreach ($this->users as $user) {
            $server->query("DROP USER '$user'@'localhost'");
        }
        $server->close();
    }

    /** A new database, named so that test runs beside each other do not meet. */
    protected function createDatabase(string $name): \mysqli
    {
        $database = self::databaseName($name);
        $server = Server::connect();
        $server->query("DROP DATABASE IF EXISTS `$database`");
        $server->query("CREATE DATABASE `$database` CHARACTER SET utf8mb4");
        $server->select_db($database);
        $this->databases[] = $database;

        return $server;
    }

    /**
     * A user of the server, and its grants.
     *
     * @param string ...$grants like `SELECT ON wp_options`; `*` is all tables of the database
     */
    protected function createUser(string $password, string $database, string ...$grants): string
    {
        $user = 'wpn_' . getmypid() . '_' . count($this->users);
        $server = Server::connect();
        $server->query("CREATE USER '$user'@'localhost' IDENTIFIED BY '{$server->real_escape_string($password)}'");
        $this->users[] = $user;
        foreach ($grants as $grant) {
            [$rights, $table] = explode(' ON ', $grant);
            $server->query("GRANT $rights ON `" . self::databaseName($database) . "`.$table TO '$user'@'localhost'");
        }

        return $user;
    }

    protected static function databaseName(string $name): string
    {
        return "wpn_{$name}_" . getmypid();
    }

    /**
     * Writes the .env of an environment whose database is made by createDatabase(), beside its WordPress.
     *
     * @param array<string, string> $variables
     */
    protected function configure(string $database, array $variables = []): void
    {
        @mkdir("$this->folder/wp-content");
        $this->environment($variables + [
            'DB_HOST' => Server::socket(),
            'DB_NAME' => self::databaseName($database),
            'DB_USER' => 'root',
            'DB_PASSWORD' => '',
            'BACKUP_STORE' => "file://$this->folder/store",
        ]);
    }

    /**
     * What a site says of its own tables, so that --scrub has nothing to warn of.
     *
     * @return array<string, string> settings
     */
    protected function scrubRules(string $more = ''): array
    {
        file_put_contents("$this->folder/scrub.csv", "*_children.*,keep\n*_parents.*,keep\n*_empty.*,keep\n$more");

        return ['SCRUB_RULES' => 'scrub.csv'];
    }

    /** A site at www.example.com; its environment is the current one. */
    protected function production(): \mysqli
    {
        $database = $this->createDatabase('production');
        SiteFixture::install($database, 'wp_', 'https://www.example.com');
        $this->configure(
            'production',
            ['SITE_URL' => 'https://www.example.com', 'WP_ENVIRONMENT_TYPE' => 'production'],
        );

        return $database;
    }

    /**
     * An empty database of a developer's box; its environment is the current one.
     *
     * @param array<string, string> $variables
     */
    protected function box(array $variables = []): \mysqli
    {
        $database = $this->createDatabase('box');
        $this->configure('box', $variables + ['SITE_URL' => 'http://localhost:8080', 'WP_ENVIRONMENT_TYPE' => 'local']);

        return $database;
    }

    protected function cli(string ...$arguments): Result
    {
        return $this->execute([...self::php(), self::entry(), ...$arguments]);
    }

    /** Runs it and expects success without a word on stderr. */
    protected function succeed(string ...$arguments): Result
    {
        $result = $this->cli(...$arguments);
        self::assertSame([0, ''], [$result->status, $result->errors], (string) $result);

        return $result;
    }

    /** Runs it and expects one line on stderr, with these words in it, and this exit status. */
    protected function assertFails(int $status, string $words, Result $result): void
    {
        self::assertSame($status, $result->status, (string) $result);
        self::assertMatchesRegularExpression('/^error: [^\n]+\n$/D', $result->errors);
        self::assertStringContainsString($words, $result->errors);
    }

    /**
     * @param list<string>               $command
     * @param array<string, string>|null $variables the whole environment; null is ours
     */
    protected function execute(array $command, string $input = '', ?array $variables = null): Result
    {
        $errors = tmpfile();
        $process = proc_open($command, [['pipe', 'r'], ['pipe', 'w'], $errors], $pipes, $this->folder, $variables);
        fwrite($pipes[0], $input);
        fclose($pipes[0]);
        $output = (string) stream_get_contents($pipes[1]);
        $status = proc_close($process);
        rewind($errors);

        return new Result($status, $output, (string) stream_get_contents($errors));
    }

    /** @return list<string> the interpreter that runs these tests, with the extension that MODULE names or php.ini loads */
    protected static function php(): array
    {
        $module = getenv('MODULE');

        return $module === false ? [PHP_BINARY] : [PHP_BINARY, '-d', "extension=$module"];
    }

    protected static function entry(): string
    {
        return dirname(__DIR__, 2) . '/cli';
    }

    /** @return list<string> the files of the store, sorted; temporary ones too */
    protected function stored(): array
    {
        $files = glob("$this->folder/store/*/{,.}[!.]*", GLOB_BRACE) ?: [];
        sort($files);

        return array_map(fn (string $file): string => substr($file, strlen("$this->folder/store/")), $files);
    }

    /** @return list<string> */
    protected static function tables(\mysqli $database): array
    {
        return array_column($database->query('SHOW TABLES')->fetch_all(), 0);
    }

    protected static function value(\mysqli $database, string $sql): ?string
    {
        $row = $database->query($sql)->fetch_row();

        return $row === null ? null : $row[0];
    }

    protected static function option(\mysqli $database, string $name): ?string
    {
        return self::value($database, "SELECT option_value FROM wp_options WHERE option_name = '$name'");
    }

    /** @return list<string> what a restore works on, or has kept */
    protected static function leftovers(\mysqli $database): array
    {
        return array_values(preg_grep('/^_wpn/', self::tables($database)) ?: []);
    }

    /** @return array<string, string> CHECKSUM TABLE of each table by name, but of those that restores work on or keep */
    protected static function checksums(\mysqli $database): array
    {
        $sums = [];
        foreach (array_diff(self::tables($database), self::leftovers($database)) as $table) {
            $sums[$table] = (string) $database->query("CHECKSUM TABLE `$table`")->fetch_assoc()['Checksum'];
        }

        return $sums;
    }
}
