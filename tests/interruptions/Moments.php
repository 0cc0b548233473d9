<?php

/**
 * The moments at which a restore is cut, and what must be true afterwards.
 */

declare(strict_types=1);

namespace WpNormalize\Tests\Interruptions;

final class Moments
{
    private const RESTORE = ['db:restore', '--confirm=www.example.com', '--with-code', '--drop-extra-tables'];
    private const UNDO = ['db:restore', '--undo', '--confirm=www.example.com'];

    private int $passed = 0;
    private int $failed = 0;
    /** Bytes of the loaded tables' files in a whole restore. */
    private int $whole = 0;

    public function __construct(private readonly Lab $lab)
    {
    }

    /** How large the tables are when all is loaded. */
    public function measure(): void
    {
        $this->lab->reset();
        $process = $this->lab->start(...self::RESTORE);
        while (proc_get_status($process)['running']) {
            $this->whole = max($this->whole, $this->lab->loadedBytes());
            usleep(2000);
        }
        $this->check('a restore that nothing cuts', [$this->lab->new === $this->lab->state() ? null : 'the site is not the new one']);
    }

    /** @return \Closure(): bool */
    public function tables(int $count): \Closure
    {
        return fn (): bool => (int) $this->lab->value(
            "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'live' AND TABLE_NAME REGEXP '^_wpn_[0-9a-f]{8}_[0-9]+$'",
        ) >= $count;
    }

    /** @return \Closure(): bool */
    public function loaded(float $share): \Closure
    {
        return fn (): bool => $this->lab->loadedBytes() >= max(1, $share * $this->whole);
    }

    /** @return \Closure(): bool */
    public function waits(): \Closure
    {
        return fn (): bool => $this->lab->value(
            "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE DB = 'live' AND INFO LIKE 'RENAME%'",
        ) !== '0';
    }

    /** @return \Closure(): bool */
    public function swapped(): \Closure
    {
        return fn (): bool => $this->lab->value('SELECT generation FROM wp_users LIMIT 1') === 'new';
    }

    /** @return \Closure(): bool */
    public function undone(): \Closure
    {
        return fn (): bool => $this->lab->value('SELECT generation FROM wp_users LIMIT 1') === 'old';
    }

    /** @return \Closure(): bool */
    public function keysAside(): \Closure
    {
        return fn (): bool => $this->swapped()() && $this->lab->value(
            "SELECT COUNT(*) FROM _wpn_restore WHERE kind = 'key' AND run LIKE '%old'",
        ) !== '0';
    }

    public function visitor(): void
    {
        $this->lab->reset();
        $reader = $this->startReader();
        $statuses = [$this->lab->cli(...self::RESTORE), $this->lab->cli(...self::UNDO), $this->lab->cli(...self::RESTORE)];
        $seen = $this->stopReader($reader);
        echo '  the visitor saw ' . json_encode($seen) . "\n";
        $this->check('a visitor sees the old site or the new one, and no error', [
            $statuses === [0, 0, 0] ? null : 'exit status ' . implode(', ', $statuses) . ': ' . $this->lab->output(),
            $seen['old'] > 10 && $seen['new'] > 10 ? null : 'the visitor saw too little',
            $seen['mixed'] === 0 && $seen['errors'] === [] ? null : json_encode($seen),
        ]);
    }

    /**
     * @param \Closure(): bool         $when
     * @param \Closure(resource): void $kill
     */
    public function cut(string $what, \Closure $when, \Closure $kill, bool $undo = false): void
    {
        $this->begin($undo);
        $this->cutIn($what, $when, $kill, $undo);
    }

    /** While somebody holds a table, so that the RENAME has to wait. */
    public function cutWhileItWaits(string $what, \Closure $when, \Closure $kill, bool $undo = false): void
    {
        $this->begin($undo);
        $holder = new \mysqli('localhost', 'root', '', 'live', 0, $this->lab->socket);
        $holder->query('START TRANSACTION');
        $holder->query('SELECT * FROM wp_links');
        $this->cutIn($what, $when, $kill, $undo, static fn () => @$holder->close());
    }

    /** While somebody reads in short transactions, which makes the steps after the RENAME wait a little. */
    public function cutSlowed(string $what, \Closure $when, \Closure $kill, bool $undo = false): void
    {
        $this->begin($undo);
        $reader = $this->startReader(0.15);
        $this->cutIn($what, $when, $kill, $undo, fn () => $this->stopReader($reader));
    }

    /** A run is killed, and the next one when it begins to clean up. */
    public function cutTwice(string $what, \Closure $kill): void
    {
        $this->begin(false);
        $count = $this->countTables();
        $process = $this->lab->start(...self::RESTORE);
        $problems = [$this->await($process, $this->loaded(0.9)) ? null : 'it came too late'];
        $kill($process);
        Lab::wait($process);
        $this->waitForConnections();
        $loaded = $this->countTables();
        $process = $this->lab->start(...self::RESTORE);
        $problems[] = $this->await($process, fn (): bool => $this->countTables() < $loaded) ? null : 'the second one came too late';
        $kill($process);
        Lab::wait($process);
        $this->waitForConnections();
        $problems[] = $this->countTables() > $count ? null : 'the second one had cleaned up already';
        $this->judge($what, $problems);
    }

    public function cutStore(string $what, FaultServer $store, float $share): void
    {
        $this->begin(false);
        $store->start();
        $this->lab->configure($store->url(), $store->settings());
        $process = $this->lab->start(...self::RESTORE);
        $problems = [$this->await($process, $this->loaded($share)) ? null : 'it came too late'];
        $store->kill();
        $status = Lab::wait($process);
        $problems[] = $status === 1 ? null : "exit status $status: " . $this->lab->output();
        $problems[] = $this->lab->state() === $this->lab->old ? null : 'the site is not the old one';
        $problems[] = $this->lab->leftovers() === [] ? null : 'it has not cleaned up after itself';
        $this->lab->configure($store->copy());
        $this->judge($what, $problems);
    }

    /** A server whose tablespace cannot grow beyond what the site has and some room. */
    public function fillTablespace(string $what, string $root, string $folder, string $cli, string $module, int $room): void
    {
        $options = static fn (string $limit): array => [
            '--innodb-file-per-table=0', "--innodb-data-file-path=ibdata1:12M:autoextend$limit", '--innodb-autoextend-increment=1',
        ];
        self::remove($folder);
        $lab = new Lab($root, $folder, $cli, $module);
        $lab->startServer($options(''));
        try {
            $lab->prepare("file://$folder/store");
            // What has grown does not shrink again: a new server has the old site only.
            $lab->reset();
            $lab->stopServer();
            rename("$folder/server", "$folder/first");
            $lab->startServer($options(''));
            $lab->database();
            $lab->reset();
            $lab->stopServer();
            clearstatcache();
            $limit = intdiv(filesize("$folder/server/data/ibdata1") + $room, 1 << 20) + 1;
            $lab->startServer($options(":max:{$limit}M"));
            $this->full($what, $lab, fn () => $lab->stopServer() ?? $lab->startServer($options('')));
        } finally {
            $lab->stopServer();
        }
    }

    /** A small file system in memory. It takes the right to mount one. */
    public function fillDisk(string $root, string $folder, string $cli, string $module, int $room): void
    {
        $what = sprintf('a disk that is full after %d MiB', $room >> 20);
        self::remove($folder);
        mkdir("$folder/server", 0700, true);
        $options = ['--innodb-log-file-size=4M', '--aria-log-file-size=8388608', '--innodb-undo-tablespaces=0'];
        if (!self::mount("$folder/server", '400m')) {
            echo "  note: no file system can be mounted here, $what is not tried\n";

            return;
        }
        $lab = new Lab($root, $folder, $cli, $module);
        try {
            $lab->startServer($options);
            $lab->prepare("file://$folder/store");
            $lab->reset();
            $used = (int) (disk_total_space("$folder/server") - disk_free_space("$folder/server"));
            self::mount("$folder/server", (string) ($used + $room), 'remount,');
            $this->full($what, $lab, fn () => self::mount("$folder/server", '400m', 'remount,'));
        } finally {
            $lab->stopServer();
            self::execute(['umount', "$folder/server"]);
        }
    }

    public function finish(): never
    {
        echo "$this->passed passed, $this->failed failed\n";
        exit($this->failed === 0 ? 0 : 1);
    }

    private function full(string $what, Lab $lab, \Closure $makeRoom): void
    {
        $status = $lab->cli(...self::RESTORE);
        $problems = [
            $status === 1 ? null : "exit status $status: " . $lab->output(),
            $lab->state() === $lab->old ? null : 'the site is not the old one',
            $lab->leftovers() === [] ? null : 'it has not cleaned up after itself: ' . implode(', ', $lab->leftovers()),
        ];
        echo '  ' . $lab->output() . "\n";
        $makeRoom();
        (new self($lab))->judgeNext($problems);
        $this->check($what, $problems);
    }

    private function begin(bool $undo): void
    {
        $this->lab->reset();
        if ($undo && $this->lab->cli(...self::RESTORE) !== 0) {
            throw new \RuntimeException($this->lab->output());
        }
    }

    private function cutIn(string $what, \Closure $when, \Closure $kill, bool $undo, ?\Closure $afterwards = null): void
    {
        $process = $this->lab->start(...($undo ? self::UNDO : self::RESTORE));
        $problems = [$this->await($process, $when) ? null : 'it came too late: ' . $this->lab->output()];
        $kill($process);
        $status = Lab::wait($process);
        $problems[] = $status !== 0 ? null : 'the command succeeded all the same';
        try {
            $afterwards === null || $afterwards();
        } catch (\mysqli_sql_exception) {
            // Its server is gone.
        }
        $this->lab->startServer();
        $this->judge($what, $problems);
    }

    /** @param list<?string> $problems */
    private function judge(string $what, array $problems): void
    {
        $this->waitForConnections();
        $state = $this->lab->state();
        $which = match ($state) {
            $this->lab->old => 'old',
            $this->lab->new => 'new',
            default => null,
        };
        $problems[] = $which === null ? 'the site is a mix: ' . self::differences($state, $this->lab) : null;
        echo '  the site is ' . ($which ?? 'a mix') . ', left behind: ' . count($this->lab->leftovers()) . " tables\n";
        $this->judgeNext($problems);
        $this->check($what, $problems);
    }

    /** @param list<?string> $problems */
    private function judgeNext(array &$problems): void
    {
        $status = $this->lab->cli(...[...self::RESTORE, '--no-undo']);
        $problems[] = $status === 0 || $status === 3 ? null : "the next run failed with $status: " . $this->lab->output();
        $problems[] = $this->lab->state() === $this->lab->new ? null : 'after the next run the site is not the new one';
        $leftovers = $this->lab->leftovers();
        $problems[] = $leftovers === [] ? null : 'the next run left ' . implode(', ', $leftovers);
        $keys = $this->lab->value("SELECT GROUP_CONCAT(CONSTRAINT_NAME) FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = 'live'");
        $problems[] = $keys === 'wp_child_parent' ? null : "foreign keys: $keys";
        $posts = $this->lab->value('SELECT posts FROM wp_view');
        $problems[] = $posts === '4001' ? null : "the view counts $posts posts";
        $triggers = $this->lab->value("SELECT GROUP_CONCAT(TRIGGER_NAME) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'live'");
        $problems[] = $triggers === 'wp_trigger' ? null : "triggers: $triggers";
    }

    /**
     * Whether the moment comes before the command ends.
     *
     * @param resource $process
     */
    private function await($process, \Closure $when): bool
    {
        while (!$when()) {
            if (!proc_get_status($process)['running']) {
                return false;
            }
            usleep(500);
        }

        return true;
    }

    /** The server needs a moment to see that a client is gone; what that client began may still run. */
    private function waitForConnections(): void
    {
        for ($tries = 0; $tries < 1000; $tries++) {
            if ($this->lab->value("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE DB = 'live' AND ID <> CONNECTION_ID()") === '0') {
                return;
            }
            usleep(20000);
        }
        throw new \RuntimeException('a connection of a killed command has not ended within 20 s');
    }

    private function countTables(): int
    {
        return count($this->lab->leftovers());
    }

    /** @param array<string, string> $state */
    private static function differences(array $state, Lab $lab): string
    {
        $parts = [];
        foreach ($state + $lab->old + $lab->new as $table => $_) {
            $sum = $state[$table] ?? 'missing';
            $parts[] = "$table is " . match ($sum) {
                $lab->old[$table] ?? 'missing' => 'old',
                $lab->new[$table] ?? 'missing' => 'new',
                default => 'neither',
            };
        }

        return implode(', ', $parts);
    }

    /** @return array{resource, resource, resource} */
    private function startReader(float $pause = 0): array
    {
        $process = proc_open(
            [PHP_BINARY, __DIR__ . '/reader.php', $this->lab->socket, (string) $pause],
            [['pipe', 'r'], ['pipe', 'w'], ['file', '/dev/null', 'w']],
            $pipes,
        );
        usleep(200000);

        return [$process, ...$pipes];
    }

    /**
     * @param array{resource, resource, resource} $reader
     * @return array<string, mixed>
     */
    private function stopReader(array $reader): array
    {
        [$process, $input, $output] = $reader;
        fclose($input);
        $seen = json_decode((string) stream_get_contents($output), true) ?? [];
        proc_close($process);

        return $seen;
    }

    /** @param list<?string> $problems */
    private function check(string $what, array $problems): void
    {
        $problems = array_filter($problems);
        $problems === [] ? $this->passed++ : $this->failed++;
        echo ($problems === [] ? 'ok   ' : 'FAIL ') . $what . ($problems === [] ? '' : ': ' . implode('; ', $problems)) . "\n";
    }

    private static function mount(string $folder, string $size, string $how = ''): bool
    {
        return self::execute(['mount', '-t', 'tmpfs', '-o', "{$how}size=$size", 'tmpfs', $folder]);
    }

    /** @param list<string> $command */
    private static function execute(array $command): bool
    {
        $null = ['file', '/dev/null', 'r+'];
        $process = @proc_open($command, [$null, $null, $null], $pipes);

        return $process !== false && proc_close($process) === 0;
    }

    private static function remove(string $folder): void
    {
        self::execute(['umount', "$folder/server"]);
        self::execute(['rm', '-rf', $folder]);
    }
}
