<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Live;

use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\Server;
use WpNormalize\Cli\Tests\Support\SiteFixture;

/** db:replace while the site runs: nothing that it writes is lost, and a run that is stopped is finished by the next. */
final class ConcurrencyTest extends CommandTestCase
{
    private const OLD = 'https://www.example.com';
    private const NEW = 'http://localhost:8080';

    private \mysqli $database;

    protected function setUp(): void
    {
        $this->database = $this->createDatabase('live');
        SiteFixture::install($this->database, 'wp_', self::OLD);
        $this->configure('live', ['SITE_URL' => self::NEW, 'WP_ENVIRONMENT_TYPE' => 'local']);
    }

    protected function tearDown(): void
    {
        // A test that failed half-way left a transaction that no DROP DATABASE gets past.
        $this->database->rollback();
        parent::tearDown();
    }

    /**
     * The row is read before the site's transaction ends, and can only be written afterwards. The server's own REPLACE()
     * in what has become serialized meanwhile would break it.
     */
    public function testARowThatTheSiteHasChangedMeanwhileIsReadAgain(): void
    {
        $other = serialize([self::OLD . '/other']);
        foreach ([self::OLD . '/first', serialize([self::OLD . '/first'])] as $value) {
            $this->write(1, $value);
            $this->write(2, self::OLD . '/untouched');
            $this->database->begin_transaction();
            $this->write(1, $other);
            [$process, $pipes] = $this->start('wp_postmeta');
            $this->waitForAWaiter();
            $this->database->commit();

            self::assertSame('', stream_get_contents($pipes[2]));
            self::assertSame(0, proc_close($process));
            self::assertSame(
                [serialize([self::NEW . '/other']), self::NEW . '/untouched'],
                [$this->meta(1), $this->meta(2)],
            );
        }
    }

    public function testALockThatIsHeldTooLongIsTriedAgain(): void
    {
        $this->database->query('SET GLOBAL innodb_lock_wait_timeout = 1');
        $this->write(1, self::OLD . '/first');
        try {
            $this->database->begin_transaction();
            $this->write(1, self::OLD . '/other');
            [$process, $pipes] = $this->start('wp_postmeta');
            $this->waitForAWaiter();
            sleep(2);
            $this->database->commit();

            self::assertSame('', stream_get_contents($pipes[2]));
            self::assertSame(0, proc_close($process));
            self::assertSame(self::NEW . '/other', $this->meta(1));
        } finally {
            $this->database->query('SET GLOBAL innodb_lock_wait_timeout = DEFAULT');
        }
    }

    /**
     * The batch has the first row and waits for the second, the site's transaction has the second and asks for the first. The
     * server ends the smaller one of the two, which is ours.
     */
    public function testADeadlockIsTriedAgain(): void
    {
        $this->fill(500);
        $this->write(1, self::OLD . '/first');
        $this->write(2, self::OLD . '/second');
        $deadlocks = "SELECT COUNT FROM information_schema.INNODB_METRICS WHERE NAME = 'lock_deadlocks'";
        $this->database->query("SET GLOBAL innodb_monitor_enable = 'lock_deadlocks'");
        $before = (int) self::value($this->database, $deadlocks);

        $this->database->begin_transaction();
        $this->database->query("UPDATE wp_postmeta SET meta_key = 'site' WHERE meta_id >= 100");
        $this->write(2, self::OLD . '/changed');
        [$process, $pipes] = $this->start('wp_postmeta');
        $this->waitForAWaiter();
        $this->write(1, self::OLD . '/also changed');
        $this->database->commit();

        self::assertSame('', stream_get_contents($pipes[2]));
        self::assertSame(0, proc_close($process));
        self::assertSame($before + 1, (int) self::value($this->database, $deadlocks));
        self::assertSame([self::NEW . '/also changed', self::NEW . '/changed'], [$this->meta(1), $this->meta(2)]);
        self::assertSame(0, $this->rowsWith(self::OLD));
        self::assertSame('500', self::value($this->database, "SELECT COUNT(*) FROM wp_postmeta WHERE meta_key = 'site'"));
    }

    /** The writer counts up in rows that hold the address, in plain and serialized values of three tables, all through the run. */
    public function testAWriterLosesNothing(): void
    {
        $this->fill(6000);
        $this->database->query("INSERT INTO wp_posts (ID, post_content, guid) SELECT meta_id, meta_value, '' FROM wp_postmeta WHERE meta_id >= 100");
        $this->database->query("INSERT INTO wp_options SELECT meta_id, CONCAT('n', meta_id), meta_value, 'no' FROM wp_postmeta WHERE meta_id >= 100");
        $tables = ['wp_postmeta' => ['meta_id', 'meta_value'], 'wp_posts' => ['ID', 'post_content'], 'wp_options' => ['option_id', 'option_value']];
        $script = <<<'PHP'
            [, $socket, $name, $stop, $tables] = $argv;
            $tables = json_decode($tables, true);
            $database = new mysqli('localhost', 'root', '', $name, 0, $socket);
            for ($n = 0; !file_exists($stop); $n++) {
                [$table, $id] = [array_keys($tables)[$n % 3], 100 + $n * 37 % 6000];
                [$key, $column] = $tables[$table];
                $database->begin_transaction();
                $value = $database->query("SELECT $column FROM $table WHERE $key = $id FOR UPDATE")->fetch_row()[0];
                $array = @unserialize($value);
                $value = is_array($array) ? serialize(['n' => $array['n'] + 1] + $array) : preg_replace_callback('/\d+$/', fn ($m) => $m[0] + 1, $value);
                $database->query("UPDATE $table SET $column = '" . $database->real_escape_string($value) . "' WHERE $key = $id");
                $database->commit();
            }
            echo $n;
            PHP;
        $stop = "$this->folder/stop";
        $command = [PHP_BINARY, '-r', $script, '--', Server::socket(), self::databaseName('live'), $stop, json_encode($tables)];
        $writer = proc_open($command, [1 => ['pipe', 'w']], $writerPipes);
        try {
            $result = $this->cli('db:replace', '--urls', self::OLD, self::NEW);
        } finally {
            touch($stop);
        }
        $written = (int) stream_get_contents($writerPipes[1]);
        proc_close($writer);

        self::assertSame([0, ''], [$result->status, $result->errors], (string) $result);
        self::assertGreaterThan(100, $written);
        $sum = 0;
        foreach ($tables as $table => [$key, $column]) {
            foreach ($this->database->query("SELECT $column FROM $table WHERE $key >= 100")->fetch_all() as [$value]) {
                $array = @unserialize($value);
                self::assertStringNotContainsString('example', $value);
                self::assertTrue(is_array($array) || str_starts_with($value, self::NEW));
                $sum += is_array($array) ? $array['n'] : (int) strrchr($value, ' ');
            }
        }
        self::assertSame($written, $sum);
    }

    public function testARunThatIsInterruptedIsFinishedByTheNext(): void
    {
        $this->fill(20000);
        foreach (['SIGINT' => SIGINT, 'SIGTERM' => SIGTERM] as $name => $signal) {
            $before = $this->rowsWith(self::NEW);
            [$process, $pipes] = $this->start('wp_postmeta');
            while ($this->rowsWith(self::NEW) === $before && proc_get_status($process)['running']) {
                usleep(5000);
            }
            proc_terminate($process, $signal);
            $errors = stream_get_contents($pipes[2]);
            self::assertSame(ExitCode::INTERRUPTED, proc_close($process), $errors);
            self::assertSame("error: interrupted by $name: what is written stays; the same command again does the rest\n", $errors);
            self::assertGreaterThan($before, $this->rowsWith(self::NEW));
            self::assertGreaterThan(0, $this->rowsWith(self::OLD));
            $broken = array_filter(
                array_column($this->database->query("SELECT meta_value FROM wp_postmeta WHERE meta_value LIKE 'a:%'")->fetch_all(), 0),
                static fn (string $value): bool => @unserialize($value) === false,
            );
            self::assertSame([], $broken);
        }

        $this->succeed('db:replace', '--urls', self::OLD, self::NEW, 'wp_postmeta');
        self::assertSame(0, $this->rowsWith(self::OLD));
    }

    private function fill(int $rows): void
    {
        $tuples = [];
        for ($i = 100; $i < 100 + $rows; $i++) {
            $value = $i % 2 ? serialize(['n' => 0, 'u' => self::OLD . "/$i"]) : self::OLD . "/$i 0";
            $tuples[] = "($i, 1, 'k', '" . $this->database->real_escape_string($value) . "')";
        }
        $this->database->query('INSERT INTO wp_postmeta VALUES ' . implode(', ', $tuples));
    }

    private function write(int $id, string $value): void
    {
        $value = $this->database->real_escape_string($value);
        $this->database->query("REPLACE INTO wp_postmeta VALUES ($id, 1, 'k', '$value')");
    }

    private function meta(int $id): ?string
    {
        return self::value($this->database, "SELECT meta_value FROM wp_postmeta WHERE meta_id = $id");
    }

    private function rowsWith(string $text): int
    {
        return (int) self::value($this->database, "SELECT COUNT(*) FROM wp_postmeta WHERE meta_value LIKE '%$text%'");
    }

    /** @return array{resource, array<int, resource>} */
    private function start(string $table): array
    {
        $process = proc_open(
            [...self::php(), self::entry(), 'db:replace', '--urls', self::OLD, self::NEW, $table],
            [['file', '/dev/null', 'r'], ['file', '/dev/null', 'w'], ['pipe', 'w']],
            $pipes,
            $this->folder,
        );

        return [$process, $pipes];
    }

    /** Until another connection waits for a lock of ours. */
    private function waitForAWaiter(): void
    {
        $deadline = time() + 30;
        $sql = 'SELECT COUNT(*) FROM information_schema.INNODB_TRX WHERE trx_state = \'LOCK WAIT\'';
        while (self::value($this->database, $sql) === '0') {
            self::assertLessThan($deadline, time(), 'nobody waits');
            usleep(120000);
        }
    }
}
