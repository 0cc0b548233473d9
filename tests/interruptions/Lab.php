<?php

/**
 * A site on a MariaDB of its own, its backup, and what can be done to both while a restore runs.
 *
 * The live site is the old one: few rows, a table that the backup lacks, and in every table a row that says `old`. The backup
 * is the new one: some 25 MB, with foreign keys, a trigger, a view and a MyISAM table, and every table says `new`.
 */

declare(strict_types=1);

namespace WpNormalize\Tests\Interruptions;

final class Lab
{
    private const TABLES = ['options', 'posts', 'postmeta', 'comments', 'users', 'usermeta', 'terms', 'links', 'parents', 'children', 'log'];
    /** Rows, and bytes of each. */
    private const SIZES = ['posts' => [4000, 3000], 'postmeta' => [20000, 300], 'comments' => [4000, 800]];

    public readonly string $socket;
    /** @var array<string, string> */
    public array $old = [];
    /** @var array<string, string> */
    public array $new = [];
    private ?\mysqli $connection = null;

    /**
     * @param string       $root    the sources
     * @param string       $folder  for everything that is made
     * @param string       $cli     the command line's entry
     * @param string       $module  the extension
     * @param list<string> $options of mariadbd
     */
    public function __construct(
        private readonly string $root,
        public readonly string $folder,
        private readonly string $cli,
        private readonly string $module,
        private array $options = [],
    ) {
        if (!is_dir($folder)) {
            mkdir($folder, 0700, true);
        }
        $this->socket = "$folder/server/mariadb.sock";
    }

    /** @param list<string>|null $options from now on */
    public function startServer(?array $options = null): void
    {
        $this->options = $options ?? $this->options;
        self::run([$this->root . '/tests/servers/mariadb.sh', 'start', "$this->folder/server", ...$this->options]);
    }

    public function stopServer(): void
    {
        $this->connection = null;
        self::run([$this->root . '/tests/servers/mariadb.sh', 'stop', "$this->folder/server"]);
    }

    public function killServer(): void
    {
        $this->connection = null;
        $pid = (int) file_get_contents("$this->folder/server/mariadb.pid");
        posix_kill($pid, SIGKILL);
        while (is_dir("/proc/$pid") && !str_contains((string) @file_get_contents("/proc/$pid/stat"), ') Z ')) {
            usleep(1000);
        }
    }

    public function database(): \mysqli
    {
        if ($this->connection === null) {
            mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
            $this->connection = new \mysqli('localhost', 'root', '', null, 0, $this->socket);
            $this->connection->query('CREATE DATABASE IF NOT EXISTS live');
            $this->connection->select_db('live');
        }

        return $this->connection;
    }

    public function value(string $sql): ?string
    {
        return $this->database()->query($sql)->fetch_row()[0] ?? null;
    }

    /** Makes the new site and backs it up; then the old one. */
    public function prepare(string $store): void
    {
        $this->configure($store);
        $this->install('new', self::SIZES);
        $this->database()->query('CREATE VIEW wp_view AS SELECT COUNT(*) AS posts FROM wp_posts');
        $this->database()->query('CREATE TRIGGER wp_trigger BEFORE INSERT ON wp_links FOR EACH ROW SET NEW.title = UPPER(NEW.title)');
        $this->mustSucceed('db:backup', '--with-code');
        $this->reset();
        $this->old = $this->state();
        $this->mustSucceed('db:restore', '--confirm=www.example.com', '--with-code', '--no-undo', '--drop-extra-tables');
        $this->new = $this->state();
    }

    /** @param array<string, string> $variables */
    public function configure(string $store, array $variables = []): void
    {
        $variables += [
            'DB_HOST' => $this->socket,
            'DB_NAME' => 'live',
            'DB_USER' => 'root',
            'SITE_URL' => 'https://www.example.com',
            'WP_ENVIRONMENT_TYPE' => 'production',
            'BACKUP_STORE' => $store,
        ];
        $lines = array_map(static fn (string $name, string $value): string => "$name='$value'\n", array_keys($variables), $variables);
        file_put_contents("$this->folder/.env", implode('', $lines));
    }

    /** The old site is live again, and nothing else is there. */
    public function reset(): void
    {
        $this->database()->query('DROP DATABASE live');
        $this->connection = null;
        $this->install('old', []);
        $this->database()->query("CREATE TABLE wp_extra (id int PRIMARY KEY, generation varchar(3))");
    }

    /** @return array<string, string> CHECKSUM TABLE of every table of the site */
    public function state(): array
    {
        $tables = array_filter(
            array_column($this->database()->query("SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'")->fetch_all(), 0),
            static fn (string $table): bool => !str_starts_with($table, '_wpn_'),
        );
        $rows = $this->database()->query('CHECKSUM TABLE ' . implode(', ', $tables) . ' EXTENDED')->fetch_all();

        return array_column($rows, 1, 0);
    }

    /** @return list<string> what a restore has left behind */
    public function leftovers(): array
    {
        return array_column($this->database()->query("SHOW TABLES LIKE '\\_wpn\\_%'")->fetch_all(), 0);
    }

    /** Bytes of the tables that are being loaded, in their files. */
    public function loadedBytes(): int
    {
        clearstatcache();
        $bytes = 0;
        foreach (glob("$this->folder/server/data/live/@005fwpn_*.ibd") ?: glob("$this->folder/server/data/live/_wpn_*.ibd") ?: [] as $file) {
            $bytes += (int) @filesize($file);
        }

        return $bytes;
    }

    /** @return resource a running command */
    public function start(string ...$arguments)
    {
        $output = ['file', "$this->folder/output", 'w'];
        $process = proc_open(
            [PHP_BINARY, '-d', "extension=$this->module", $this->cli, ...$arguments],
            [['file', '/dev/null', 'r'], $output, ['redirect', 1]],
            $pipes,
            $this->folder,
        );

        return $process;
    }

    public function output(): string
    {
        return trim((string) file_get_contents("$this->folder/output"));
    }

    /** Runs a command to its end, again while another one's connection still holds the lock. */
    public function cli(string ...$arguments): int
    {
        for ($tries = 0;; $tries++) {
            $status = self::wait($this->start(...$arguments));
            if ($status !== 6 || $tries === 60) {
                return $status;
            }
            usleep(500000);
        }
    }

    /** @param resource $process */
    public static function wait($process): int
    {
        do {
            $status = proc_get_status($process);
            usleep(2000);
        } while ($status['running']);
        proc_close($process);

        return $status['signaled'] ? 128 + $status['termsig'] : $status['exitcode'];
    }

    private function mustSucceed(string ...$arguments): void
    {
        if ($this->cli(...$arguments) !== 0) {
            throw new \RuntimeException(implode(' ', $arguments) . ': ' . $this->output());
        }
    }

    /** @param array<string, array{int, int}> $sizes */
    private function install(string $generation, array $sizes): void
    {
        $database = $this->database();
        foreach (self::TABLES as $table) {
            $columns = match ($table) {
                'options' => "option_name varchar(191) NOT NULL DEFAULT '', option_value longtext, UNIQUE KEY option_name (option_name),",
                'children' => 'parent_id bigint NOT NULL, CONSTRAINT wp_child_parent FOREIGN KEY (parent_id) REFERENCES wp_parents (id),',
                default => '',
            };
            $engine = $table === 'log' ? 'MyISAM' : 'InnoDB';
            $database->query("CREATE TABLE wp_$table (id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, generation varchar(3) NOT NULL,
                title varchar(100) NOT NULL DEFAULT '', body longtext, $columns KEY title (title)) ENGINE=$engine");
            $database->query($table === 'children'
                ? "INSERT INTO wp_children (generation, parent_id) VALUES ('$generation', 1)"
                : "INSERT INTO wp_$table (generation) VALUES ('$generation')");
            [$rows, $bytes] = $sizes[$table] ?? [0, 0];
            mt_srand(1);
            for ($row = 0; $row < $rows; $row += 500) {
                $values = [];
                for ($i = $row; $i < $row + 500; $i++) {
                    $values[] = "('$generation', 'title $i', '" . substr(str_repeat(md5((string) mt_rand()), intdiv($bytes, 32) + 1), 0, $bytes) . "')";
                }
                $database->query("INSERT INTO wp_$table (generation, title, body) VALUES " . implode(', ', $values));
            }
        }
        $database->query("UPDATE wp_options SET option_name = 'siteurl', option_value = 'https://www.example.com'");
        $database->query("INSERT INTO wp_options (generation, option_name, option_value) VALUES ('$generation', 'home', 'https://www.example.com')");
    }

    /** @param list<string> $command */
    private static function run(array $command): void
    {
        // Standard error is inherited: handed over as a stream, PHP would first wind it back, over what is in its file.
        $process = proc_open($command, [['file', '/dev/null', 'r'], ['file', '/dev/null', 'w']], $pipes);
        if (proc_close($process) !== 0) {
            throw new \RuntimeException(implode(' ', $command) . ' failed');
        }
    }
}
