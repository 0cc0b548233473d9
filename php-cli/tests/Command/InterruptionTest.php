<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\SiteFixture;

/** Runs that are stopped, and what the next one makes of what they left. */
final class InterruptionTest extends CommandTestCase
{
    public function testARestoreThatIsInterruptedLeavesNothing(): void
    {
        [$box, $before] = $this->boxWithALiveSite();
        foreach ([SIGINT, SIGTERM] as $signal) {
            [$status, $errors] = $this->stopInTheSwap($box, $signal);
            self::assertSame(ExitCode::INTERRUPTED, $status, $errors);
            self::assertMatchesRegularExpression('/^error: interrupted by SIG(INT|TERM)[^\n]*\n$/D', $errors);
            self::assertSame($before, self::checksums($box));
            self::assertSame([], self::leftovers($box));
        }
    }

    public function testASignalOutsideTheApplicationIsTheSameLine(): void
    {
        $autoload = dirname(__DIR__, 2) . '/vendor/autoload.php';
        $code = "<?php require '$autoload'; WpNormalize\\Cli\\ErrorHandling::install(); posix_kill(getmypid(), SIGTERM);";
        file_put_contents("$this->folder/signal.php", $code);
        $result = $this->execute([PHP_BINARY, "$this->folder/signal.php"]);

        self::assertSame(ExitCode::INTERRUPTED, $result->status, (string) $result);
        self::assertSame("error: interrupted by SIGTERM: nothing was changed or published\n", $result->errors);
    }

    public function testTheNextRunUndoesOneThatWasKilledBeforeTheSwap(): void
    {
        [$box, $before] = $this->boxWithALiveSite();
        $this->stopInTheSwap($box, SIGKILL);
        self::assertCount(8, preg_grep('/^_wpn/', self::tables($box)) ?: []);
        self::assertSame($before, array_intersect_key(self::checksums($box), $before));

        $result = $this->cli('db:restore', '--no-undo');
        self::assertSame(ExitCode::WARNINGS, $result->status, (string) $result);
        self::assertStringContainsString('has been undone', $result->errors);
        self::assertSame([], self::leftovers($box));
        self::assertSame('http://localhost:8080', self::option($box, 'siteurl'));
    }

    /** What a run leaves that was killed right after its RENAME: old tables, and foreign keys not yet added. */
    public function testTheNextRunFinishesOneThatWasKilledAfterTheSwap(): void
    {
        [$box] = $this->boxWithALiveSite();
        $this->stopInTheSwap($box, SIGKILL);
        $box->query('RENAME TABLE ' . implode(', ', self::renames($box)));
        self::assertSame('http://localhost:8080', self::option($box, 'siteurl'));

        $this->failForAnotherReason();
        self::assertSame([], self::leftovers($box));
        self::assertSame('http://localhost:8080', self::option($box, 'siteurl'));
        self::assertSame(
            '1',
            self::value($box, "SELECT COUNT(*) FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() AND CONSTRAINT_NAME = 'wp_child_parent' AND REFERENCED_TABLE_NAME = 'wp_parents'"),
        );
    }

    /** Servers before MariaDB 10.6 and MySQL 8.0 can be killed in the middle of a RENAME. */
    public function testTheNextRunUndoesHalfASwap(): void
    {
        [$box, $before] = $this->boxWithALiveSite();
        $this->stopInTheSwap($box, SIGKILL);
        $renames = self::renames($box);
        // Three tables are swapped, the fourth is only out of the way.
        $box->query('SET foreign_key_checks = 0');
        $box->query('RENAME TABLE ' . implode(', ', array_slice($renames, 0, 7)));

        $this->failForAnotherReason();
        self::assertSame($before, self::checksums($box));
    }

    /** A run that fails for a reason of its own cleans up all the same, and touches nothing else. */
    private function failForAnotherReason(): void
    {
        file_put_contents("$this->folder/empty.sql", '-- nothing');
        $this->assertFails(ExitCode::INTEGRITY, 'no table', $this->cli('db:import', '--no-map', 'empty.sql'));
    }

    /** @return list<string> what the killed run would have renamed, one after the other */
    private static function renames(\mysqli $box): array
    {
        $renames = [];
        foreach ($box->query("SELECT run, number, text FROM _wpn_restore WHERE kind = 'table' ORDER BY id")->fetch_all() as [$run, $number, $target]) {
            $renames[] = "$target TO _wpn_{$run}_old_$number";
            $renames[] = "_wpn_{$run}_$number TO $target";
        }

        return $renames;
    }

    public function testABackupThatIsInterruptedLeavesNothing(): void
    {
        $production = $this->production();
        // The dump program waits for this table.
        $production->query('LOCK TABLES wp_posts WRITE');
        [$process, $errors] = $this->start('db:backup');
        self::waitFor(fn (): bool => $this->stored() !== []);
        usleep(300000);
        proc_terminate($process, SIGTERM);
        $production->query('UNLOCK TABLES');
        self::assertSame(ExitCode::INTERRUPTED, proc_close($process), self::content($errors));
        self::assertSame([], $this->stored());
    }

    /** @return array{\mysqli, array<string, string>} */
    private function boxWithALiveSite(): array
    {
        $this->production();
        $this->succeed('db:backup');
        $box = $this->box();
        SiteFixture::install($box, 'wp_', 'http://old.test');

        return [$box, self::checksums($box)];
    }

    /**
     * Starts a restore, lets it come to the RENAME, which waits for a reader, and stops it there.
     *
     * @return array{int, string} exit status and stderr
     */
    private function stopInTheSwap(\mysqli $box, int $signal): array
    {
        $box->query('START TRANSACTION');
        $box->query('SELECT COUNT(*) FROM wp_posts');
        [$process, $errors] = $this->start('db:restore');
        self::waitFor(static fn (): bool => preg_grep('/^RENAME/', self::statements($box)) !== []);
        proc_terminate($process, $signal);
        $status = proc_close($process);
        // The server notices that a killed client is gone when its RENAME has waited long enough.
        self::waitFor(static fn (): bool => count(self::statements($box)) === 1);
        $box->query('COMMIT');

        return [$status, self::content($errors)];
    }

    /** @return array{resource, resource} the process, and what it says on stderr */
    private function start(string ...$arguments): array
    {
        $errors = tmpfile();
        $null = ['file', '/dev/null', 'r+'];
        $process = proc_open(
            [...self::php(), self::entry(), ...$arguments],
            [$null, $null, $errors],
            $pipes,
            $this->folder,
        );

        return [$process, $errors];
    }

    /**
     * What each connection to the database runs. MySQL's information_schema.PROCESSLIST fails on bytes that are no utf8mb3.
     *
     * @return list<string>
     */
    private static function statements(\mysqli $box): array
    {
        $database = self::value($box, 'SELECT DATABASE()');
        $connections = array_filter(
            $box->query('SHOW FULL PROCESSLIST')->fetch_all(MYSQLI_ASSOC),
            static fn (array $connection): bool => $connection['db'] === $database,
        );

        return array_map('strval', array_column($connections, 'Info'));
    }

    private static function waitFor(\Closure $condition): void
    {
        for ($i = 0; $i < 300; $i++) {
            if ($condition()) {
                return;
            }
            usleep(50000);
        }
        self::fail('it did not come so far in 15 s');
    }

    /** @param resource $stream */
    private static function content($stream): string
    {
        rewind($stream);

        return (string) stream_get_contents($stream);
    }
}
