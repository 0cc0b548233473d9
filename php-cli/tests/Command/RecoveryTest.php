<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use PHPUnit\Framework\Attributes\DataProvider;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Restore\Ending;
use WpNormalize\Cli\Restore\Journal;
use WpNormalize\Cli\Restore\KeptTables;
use WpNormalize\Cli\Restore\Recovery;
use WpNormalize\Cli\Restore\StagingTable;
use WpNormalize\Cli\Restore\Swap;
use WpNormalize\Cli\Tests\Support\CommandTestCase;

/**
 * The repair of a swap that was cut after any of its renames, as it can be on servers before MariaDB 10.6 and MySQL 8.0,
 * which do them one by one.
 */
final class RecoveryTest extends CommandTestCase
{
    private const OLD = ['a' => 'old', 'b' => 'old', 'gone' => 'old', 'stays' => 'old'];
    private const NEW = ['a' => 'new', 'b' => 'new', 'fresh' => 'new', 'stays' => 'old'];
    private const RENAMES = 6;

    private \mysqli $database;

    #[DataProvider('cuts')]
    public function testARestore(int $renames, bool $fails): void
    {
        [$journal, $recovery] = $this->start();
        $tables = $this->load($journal);
        $this->cut($tables, $renames);
        $done = $fails ? $this->recoverWithoutRights() : [];
        $this->assertRecovers($done, $recovery, $renames === self::RENAMES ? 'has been finished' : 'has been undone');
        self::assertSame($renames === self::RENAMES ? self::NEW : self::OLD, $this->contents());
        self::assertSame($renames === self::RENAMES ? [self::id(0)] : [], $journal->kept());
        self::assertSame([], $recovery->run());
        (new KeptTables($this->connect(), $journal))->drop();
        $journal->close();
        self::assertSame([], self::leftovers($this->database));
    }

    #[DataProvider('cuts')]
    public function testAnUndo(int $renames, bool $fails): void
    {
        [$journal, $recovery] = $this->start();
        $tables = $this->load($journal, false);
        $connection = $this->connect();
        (new Swap($connection, $journal))->run(self::id(0), $tables, true);
        self::assertSame(self::NEW, $this->contents());

        $journal->markUndoing(self::id(1), self::id(0));
        foreach ($journal->tables(self::id(0)) as $table) {
            $journal->addTable(new StagingTable(self::id(1), $table->number, $table->place));
        }
        // The fresh one only has to go, and the one that has gone has nothing to replace.
        $journal->markSwapping(self::id(1), new Ending([3], true));
        $this->cut($journal->tables(self::id(1)), $renames);
        $done = $fails ? $this->recoverWithoutRights() : [];
        $this->assertRecovers($done, $recovery, $renames === self::RENAMES ? 'an earlier --undo, which was killed after' : 'an earlier --undo, which was killed before');
        self::assertSame($renames === self::RENAMES ? self::OLD : self::NEW, $this->contents());
        self::assertSame([$renames === self::RENAMES ? self::id(1) : self::id(0)], $journal->kept());

        // Whatever it was, it can be undone.
        (new KeptTables($connection, $journal))->swapBack(0);
        self::assertSame($renames === self::RENAMES ? self::NEW : self::OLD, $this->contents());
        (new KeptTables($connection, $journal))->drop();
        $journal->close();
        self::assertSame([], self::leftovers($this->database));
    }

    /** @return iterable<string, array{int, bool}> */
    public static function cuts(): iterable
    {
        for ($renames = 0; $renames <= self::RENAMES; $renames++) {
            yield "after $renames renames" => [$renames, false];
            yield "after $renames renames, and the first repair fails" => [$renames, true];
        }
    }

    /** A run that has not come to its swap touches no live table, even where its own is not there yet. */
    public function testBeforeTheSwap(): void
    {
        [$journal, $recovery] = $this->start();
        $this->load($journal, false);
        $journal->addTable(new StagingTable(self::id(0), 4, 'stays'));
        $this->assertRecovers([], $recovery, 'has been undone');
        self::assertSame(self::OLD, $this->contents());
        $journal->close();
        self::assertSame([], self::leftovers($this->database));
    }

    /** @return array{Journal, Recovery} */
    private function start(): array
    {
        $this->database = $this->createDatabase('recovery');
        foreach (self::OLD as $table => $content) {
            $this->createTable($table, $content);
        }
        $connection = $this->connect();
        $journal = new Journal($connection);
        $journal->open();

        return [$journal, new Recovery($connection, $journal)];
    }

    private function connect(): Connection
    {
        $this->configure('recovery');

        return Connection::open(DatabaseSettings::from(Environment::load(null, [$this->folder])));
    }

    /** @return list<StagingTable> */
    private function load(Journal $journal, bool $isProven = true): array
    {
        $tables = [];
        foreach (['a', 'fresh', 'b', 'gone'] as $number => $name) {
            $table = new StagingTable(self::id(0), $number, $name);
            $journal->addTable($table);
            if ($name !== 'gone') {
                $this->createTable($table->staging(), 'new');
            }
            $tables[] = $table;
        }
        if ($isProven) {
            $journal->markSwapping(self::id(0), new Ending([1], true));
        }

        return $tables;
    }

    /** @param list<StagingTable> $tables */
    private function cut(array $tables, int $renames): void
    {
        $existing = array_flip(self::tables($this->database));
        $steps = [[], []];
        foreach ($tables as $table) {
            $isComing = isset($existing[$table->staging()]);
            if (isset($existing[$table->place])) {
                $steps[(int) $isComing][] = "`$table->place` TO `{$table->old()}`";
            }
            if ($isComing) {
                $steps[1][] = "`{$table->staging()}` TO `$table->place`";
            }
        }
        $steps = [...$steps[0], ...$steps[1]];
        self::assertCount(self::RENAMES, $steps);
        foreach (array_slice($steps, 0, $renames) as $step) {
            $this->database->query("RENAME TABLE $step");
        }
    }

    /**
     * A repair that comes to a table it has no right to, if it comes to it.
     *
     * @return list<string> what it did, if it did not fail
     */
    private function recoverWithoutRights(): array
    {
        $user = $this->createUser('x', 'recovery', 'SELECT, INSERT, CREATE ON *');
        $name = self::databaseName('recovery');
        foreach (preg_grep('/^(b|.*_2)$/D', self::tables($this->database), PREG_GREP_INVERT) ?: [] as $table) {
            $this->database->query("GRANT ALL ON `$name`.`$table` TO '$user'@'localhost'");
        }
        $this->configure('recovery', ['DB_USER' => $user, 'DB_PASSWORD' => 'x']);
        $connection = Connection::open(DatabaseSettings::from(Environment::load(null, [$this->folder])));
        try {
            return (new Recovery($connection, new Journal($connection)))->run();
        } catch (DatabaseError $error) {
            self::assertStringContainsString('denied', $error->getMessage());

            return [];
        }
    }

    /** @param list<string> $done by an earlier attempt */
    private function assertRecovers(array $done, Recovery $recovery, string $words): void
    {
        $done = [...$done, ...$recovery->run()];
        self::assertCount(1, $done, implode("\n", $done));
        self::assertStringContainsString($words, $done[0]);
    }

    /** @return array<string, string> what each table says it is, but those that restores work on or keep */
    private function contents(): array
    {
        $contents = [];
        foreach (array_diff(self::tables($this->database), self::leftovers($this->database)) as $table) {
            $contents[$table] = (string) self::value($this->database, "SELECT content FROM `$table`");
        }

        return $contents;
    }

    private function createTable(string $name, string $content): void
    {
        $this->database->query("CREATE TABLE `$name` (content varchar(10))");
        $this->database->query("INSERT INTO `$name` VALUES ('$content')");
    }

    private static function id(int $number): string
    {
        return "0000000$number";
    }
}
