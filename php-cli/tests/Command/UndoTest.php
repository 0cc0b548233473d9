<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\SiteFixture;

/** The tables that a restore replaces: kept, swapped back, dropped. */
final class UndoTest extends CommandTestCase
{
    public function testARestoreIsUndoneAndRedone(): void
    {
        $box = $this->boxWithALiveSite();
        $before = self::state($box);
        $result = $this->succeed('db:restore');
        self::assertStringContainsString('db:restore --undo', $result->output);
        $restored = self::state($box);
        self::assertNotSame($before, $restored);

        $result = $this->succeed('db:restore', '--undo');
        self::assertStringContainsString('Undone: 7 tables', $result->output);
        self::assertSame($before, self::state($box));
        $this->succeed('db:restore', '--undo');
        self::assertSame($restored, self::state($box));
        $this->succeed('db:restore', '--undo');
        self::assertSame($before, self::state($box));
    }

    /** Foreign keys, triggers and views of both, some of them with the same names. */
    public function testCodeAndKeysComeBackAsTheyWere(): void
    {
        $production = $this->production();
        $production->query("CREATE VIEW wp_both AS SELECT 'of production' AS `it's`");
        $production->query('CREATE VIEW wp_a AS SELECT * FROM wp_both');
        $production->query('CREATE TRIGGER wp_same BEFORE INSERT ON wp_empty FOR EACH ROW SET NEW.id = NEW.id + 1');
        $production->query('CREATE TRIGGER wp_later BEFORE INSERT ON wp_empty FOR EACH ROW SET NEW.id = NEW.id * 10');
        $this->succeed('db:backup', '--with-code');
        $box = $this->box();
        SiteFixture::install($box, 'wp_', 'http://old.test');
        $box->query('CREATE TABLE wp_own (id int PRIMARY KEY, parent_id int, KEY (parent_id), CONSTRAINT wp_own_key FOREIGN KEY (parent_id) REFERENCES wp_own (id), FOREIGN KEY (id) REFERENCES wp_parents (id))');
        $box->query('ALTER TABLE wp_children ADD CONSTRAINT `wp_a name``d` FOREIGN KEY (id) REFERENCES wp_parents (id) ON UPDATE CASCADE');
        $box->query('CREATE SQL SECURITY INVOKER VIEW wp_both AS SELECT COUNT(*) AS posts FROM wp_posts');
        $box->query("SET SESSION sql_mode = 'NO_ZERO_DATE'");
        $box->query("CREATE DEFINER='some body'@'%' TRIGGER wp_same AFTER DELETE ON wp_links FOR EACH ROW DELETE FROM wp_posts WHERE guid = OLD.link_url");
        $box->query('CREATE TRIGGER wp_alone AFTER DELETE ON wp_links FOR EACH ROW FOLLOWS wp_same SET @gone = OLD.link_id');
        $before = self::state($box);

        $options = ['db:restore', '--with-code', '--drop-extra-tables', '--no-quarantine'];
        $result = $this->cli(...$options);
        self::assertSame(ExitCode::WARNINGS, $result->status, (string) $result);
        self::assertStringContainsString('the trigger wp_alone of wp_links is kept with the replaced table', $result->errors);
        self::assertNotContains('wp_own', self::tables($box));
        self::assertSame('of production', self::value($box, 'SELECT * FROM wp_a'));
        $box->query('INSERT INTO wp_empty VALUES (1)');
        self::assertSame('20', self::value($box, 'SELECT id FROM wp_empty'));
        $box->query('DELETE FROM wp_empty');
        $restored = self::state($box);
        self::assertStringNotContainsString('_wpn_', serialize($restored));

        $this->succeed('db:restore', '--undo');
        self::assertSame($before, self::state($box));
        $this->succeed('db:restore', '--undo');
        self::assertSame($restored, self::state($box));
        // Its own names are in the way of nothing that follows.
        $this->cli(...$options);
        $this->succeed('db:restore', '--drop-old');
        self::assertSame($restored, self::state($box));
        self::assertSame([], self::leftovers($box));
    }

    public function testABrokenTriggerFailsTheRestoreAndNotTheSite(): void
    {
        $production = $this->production();
        $production->query('CREATE TRIGGER wp_trigger BEFORE INSERT ON wp_empty FOR EACH ROW SET NEW.id = 1');
        $this->succeed('db:export', '--with-code', 'x.sql');
        $dump = (string) file_get_contents("$this->folder/x.sql");
        file_put_contents("$this->folder/x.sql", str_replace('SET NEW.id = 1', 'SET NEW.ix = 1', $dump, $count));
        self::assertSame(1, $count);
        $box = $this->box();
        SiteFixture::install($box, 'wp_', 'http://old.test');
        $before = self::state($box);
        $this->assertFails(ExitCode::FAILED, 'the trigger wp_trigger of wp_empty', $this->cli('db:import', '--with-code', 'x.sql'));
        self::assertSame($before, self::state($box));
        self::assertSame([], self::leftovers($box));
    }

    public function testWhatTheRestoreBroughtNewGoesAndWhatIsThereStays(): void
    {
        $production = $this->production();
        $production->query('CREATE TABLE wp_new (id int)');
        $this->succeed('db:backup');
        $box = $this->box();
        SiteFixture::install($box, 'wp_', 'http://old.test');
        $box->query('CREATE TABLE wp_extra (id int)');
        $this->succeed('db:restore');
        $box->query('CREATE TABLE wp_plugin (id int)');
        $this->succeed('db:restore', '--undo');
        self::assertSame(['wp_extra', 'wp_plugin'], array_values(array_intersect(self::tables($box), ['wp_extra', 'wp_plugin', 'wp_new'])));
        $this->succeed('db:restore', '--undo');
        self::assertContains('wp_new', self::tables($box));
    }

    public function testKeptTablesAreNotBackedUp(): void
    {
        $this->boxWithALiveSite();
        $this->succeed('db:restore');
        sleep(1);
        $this->succeed('db:backup', '--all-tables');
        foreach (glob("$this->folder/store/localhost*/*.json") ?: [] as $manifest) {
            self::assertStringNotContainsString('_wpn_', (string) file_get_contents($manifest));
        }
        self::assertCount(1, glob("$this->folder/store/localhost*/*.json") ?: []);
    }

    public function testTheyAreKeptUntilTheNextRestore(): void
    {
        $box = $this->boxWithALiveSite();
        $this->succeed('db:restore');
        $first = self::leftovers($box);
        $this->succeed('db:restore');
        self::assertSame([], array_intersect($first, array_diff(self::leftovers($box), ['_wpn_restore'])));
        $this->succeed('db:restore', '--no-undo');
        self::assertSame([], self::leftovers($box));
        $this->assertFails(ExitCode::FAILED, 'nothing to undo', $this->cli('db:restore', '--undo'));
        $result = $this->succeed('db:restore', '--drop-old');
        self::assertStringContainsString('No tables were kept', $result->output);
        self::assertSame([], self::leftovers($box));
    }

    /** A mistyped name must not cost the way back. */
    public function testARestoreThatIsRefusedDropsNoneOfThem(): void
    {
        $box = $this->boxWithALiveSite();
        $before = self::state($box);
        $this->succeed('db:restore');
        $this->assertFails(ExitCode::USAGE, 'wp_psots', $this->cli('db:restore', '--tables=wp_psots'));
        $manifest = (glob("$this->folder/store/*/*.json") ?: [''])[0];
        $json = (string) file_get_contents($manifest);
        file_put_contents($manifest, preg_replace('/"offset": \d+/', '"offset": 1', $json));
        $this->assertFails(ExitCode::INTEGRITY, 'manifest is damaged', $this->cli('db:restore'));
        $this->succeed('db:restore', '--undo');
        self::assertSame($before, self::state($box));
    }

    public function testARestoreIntoNothingLeavesNothingToUndo(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $box = $this->box();
        $this->succeed('db:restore');
        self::assertSame([], self::leftovers($box));
        $this->assertFails(ExitCode::FAILED, 'nothing to undo', $this->cli('db:restore', '--undo'));
    }

    public function testTheGuardHoldsForUndo(): void
    {
        $production = $this->production();
        $this->succeed('db:backup');
        $this->succeed('db:restore', '--confirm=www.example.com');
        $before = self::state($production);
        $this->assertFails(ExitCode::REFUSED, '--confirm=www.example.com', $this->cli('db:restore', '--undo'));
        self::assertSame($before, self::state($production));
        $this->succeed('db:restore', '--undo', '--confirm=www.example.com');
    }

    public function testUndoIsRefusedWhereItWouldCutForeignKeysOrMixTables(): void
    {
        $box = $this->boxWithALiveSite();
        $this->succeed('db:restore');
        $box->query('CREATE TABLE wp_extra (id int, KEY (id), FOREIGN KEY (id) REFERENCES wp_parents (id))');
        $before = self::state($box);
        $this->assertFails(ExitCode::REFUSED, 'wp_extra', $this->cli('db:restore', '--undo'));
        self::assertSame($before, self::state($box));
        $box->query('DROP TABLE wp_extra');

        $kept = self::leftovers($box)[0];
        $box->query('SET foreign_key_checks = 0');
        $box->query("DROP TABLE `$kept`");
        $this->assertFails(ExitCode::FAILED, $kept, $this->cli('db:restore', '--undo'));
        $this->succeed('db:restore', '--drop-old');
        self::assertSame([], self::leftovers($box));
    }

    /** Be its name that of one that is replaced. */
    public function testATableOfAnotherDatabaseKeepsItsForeignKey(): void
    {
        $box = $this->boxWithALiveSite();
        $other = $this->createDatabase('other');
        $parents = '`' . self::databaseName('box') . '`.wp_parents';
        $other->query("CREATE TABLE wp_posts (id int, KEY (id), FOREIGN KEY (id) REFERENCES $parents (id))");
        $before = self::state($box);
        $this->assertFails(ExitCode::REFUSED, 'the table wp_posts, which stays', $this->cli('db:restore'));
        self::assertSame($before, self::state($box));
        $other->query('DROP TABLE wp_posts');
    }

    public function testOptionsThatMeanNothing(): void
    {
        $this->box();
        foreach ([['--undo', '--drop-old'], ['--undo', '20260102T030405Z'], ['--undo', '--before=yesterday']] as $options) {
            $this->assertFails(ExitCode::USAGE, '--undo', $this->cli('db:restore', ...$options));
        }
    }

    /** Who says --dry-run wants nothing to be changed. */
    public function testADryRunSwapsNothing(): void
    {
        $box = $this->boxWithALiveSite();
        $this->succeed('db:restore');
        $before = [self::state($box), self::leftovers($box)];
        foreach (['--undo', '--drop-old'] as $option) {
            $this->assertFails(ExitCode::USAGE, '--dry-run means nothing', $this->cli('db:restore', $option, '--dry-run'));
        }
        self::assertSame($before, [self::state($box), self::leftovers($box)]);
    }

    private function boxWithALiveSite(): \mysqli
    {
        $this->production();
        $this->succeed('db:backup');
        $box = $this->box();
        SiteFixture::install($box, 'wp_', 'http://old.test');

        return $box;
    }

    /** @return array<string, string> rows, definitions, foreign keys, triggers and views of all tables but kept ones */
    private static function state(\mysqli $database): array
    {
        $state = self::checksums($database);
        foreach (array_keys($state) as $table) {
            $lines = explode("\n", $database->query("SHOW CREATE TABLE `$table`")->fetch_row()[1]);
            // The server lists keys in the order in which they were added.
            $keys = array_map(static fn (string $key): string => rtrim($key, ','), preg_grep('/^  CONSTRAINT/', $lines) ?: []);
            sort($keys);
            $others = array_map(static fn (string $line): string => rtrim($line, ','), preg_grep('/^  CONSTRAINT/', $lines, PREG_GREP_INVERT) ?: []);
            $state["definition of $table"] = implode("\n", [...$others, ...$keys]);
        }
        foreach ($database->query('SHOW TRIGGERS')->fetch_all(MYSQLI_ASSOC) as $trigger) {
            if (isset($state[$trigger['Table']])) {
                unset($trigger['Created']);
                $state["trigger $trigger[Trigger]"] = implode("\n", $trigger);
            }
        }
        ksort($state);

        return $state;
    }
}
