<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\SiteFixture;

/** Yesterday's tables beside today's: another prefix, or another database. */
final class BesideTest extends CommandTestCase
{
    public function testAnotherPrefix(): void
    {
        $production = $this->production();
        $production->query('CREATE VIEW wp_view AS SELECT COUNT(*) FROM wp_posts');
        $production->query('CREATE TRIGGER wp_trigger BEFORE INSERT ON wp_empty FOR EACH ROW SET NEW.id = NEW.id + 1');
        $this->succeed('db:backup', '--with-code');
        $yesterday = self::checksums($production);
        $production->query("UPDATE wp_posts SET post_content = 'today'");
        $today = self::checksums($production);

        // Neither the guard nor the tables' own names are in its way.
        $result = $this->succeed('db:restore', '--into-prefix=old_', '--with-code');
        self::assertStringContainsString('with the prefix old_', $result->output);
        self::assertSame($today, array_intersect_key(self::checksums($production), $today));
        unset($yesterday['wp_view']);
        foreach ($yesterday as $table => $sum) {
            self::assertSame($sum, self::checksums($production)['old_' . substr($table, 3)], $table);
        }
        $name = pathinfo($this->stored()[0], PATHINFO_FILENAME);

        // A later one takes their place; what it lacks goes.
        $production->query('DROP TRIGGER wp_trigger');
        $production->query('DROP TABLE wp_links');
        sleep(1);
        $this->succeed('db:backup');
        $this->succeed('db:restore', '--into-prefix=old_');
        self::assertNotContains('old_links', self::tables($production));
        self::assertSame('today', self::value($production, 'SELECT post_content FROM old_posts WHERE ID = 1'));
        $this->succeed('db:restore', $name, '--into-prefix=old_', '--with-code');
        self::assertContains('old_links', self::tables($production));
        self::assertSame(['_wpn_restore'], self::leftovers($production));

        // Some of them alone leave the others.
        $this->succeed('db:restore', $name, '--into-prefix=old_', '--with-code', '--tables=wp_posts');
        self::assertContains('old_links', self::tables($production));
        $this->succeed('db:restore', $name, '--into-prefix=new_', '--with-code', '--tables=wp_posts');
        self::assertSame(['new_posts'], array_values(preg_grep('/^new_/', self::tables($production)) ?: []));
        $this->succeed('db:restore', $name, '--into-prefix=new_', '--with-code', '--tables=wp_parents,wp_links');
        $this->succeed('db:restore', $name, '--into-prefix=new_', '--with-code');
        self::assertContains('new_children', self::tables($production));

        // Nor are they in the way of anything else, and gone they are forgotten.
        $this->succeed('db:restore', '--confirm=www.example.com', '--no-undo');
        self::assertContains('old_links', self::tables($production));
        foreach (preg_grep('/^(old|new)_/', self::tables($production)) ?: [] as $table) {
            $production->query("DROP TABLE $table");
        }
        $this->succeed('db:restore', '--confirm=www.example.com', '--no-undo');
        self::assertSame([], self::leftovers($production));
    }

    public function testTablesOfOthersAreNotReplaced(): void
    {
        $production = $this->production();
        $this->succeed('db:backup');
        SiteFixture::install($production, 'old_', 'https://www.example.com');
        $before = self::checksums($production);
        $this->assertFails(ExitCode::REFUSED, 'old_children', $this->cli('db:restore', '--into-prefix=old_'));
        foreach (['wp_', 'wp_old_', 'w'] as $prefix) {
            $this->assertFails(ExitCode::REFUSED, 'mixed up', $this->cli('db:restore', "--into-prefix=$prefix"));
        }
        foreach (['', 'a-b', '_wpn_x'] as $prefix) {
            $this->assertFails(ExitCode::USAGE, 'no table prefix', $this->cli('db:restore', "--into-prefix=$prefix"));
        }
        $this->assertFails(
            ExitCode::USAGE,
            'nothing to drop',
            $this->cli('db:restore', '--into-prefix=new_', '--drop-extra-tables'),
        );
        self::assertSame($before, self::checksums($production));
        self::assertSame([], self::leftovers($production));
    }

    public function testAnotherDatabase(): void
    {
        $production = $this->production();
        $production->query('CREATE VIEW wp_view AS SELECT COUNT(*) AS posts FROM wp_posts');
        $production->query('CREATE TRIGGER wp_trigger BEFORE INSERT ON wp_empty FOR EACH ROW SET NEW.id = NEW.id + 1');
        $this->succeed('db:backup', '--with-code');
        $yesterday = self::checksums($production);
        $production->query("UPDATE wp_posts SET post_content = 'today'");
        $today = self::checksums($production);
        $other = $this->createDatabase('other');
        $name = self::databaseName('other');

        foreach ([1, 2] as $_) {
            $this->succeed('db:restore', '--with-code', "--into-database=$name");
            self::assertSame($yesterday, self::checksums($other));
            self::assertSame($today, self::checksums($production));
            self::assertSame('wp_child_parent', self::value($other, 'SELECT CONSTRAINT_NAME FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE()'));
            self::assertSame('2', self::value($other, 'SELECT posts FROM wp_view'));
            self::assertSame('wp_trigger', self::value($other, 'SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()'));
        }
        self::assertSame([], self::leftovers($production));

        $live = self::databaseName('production');
        $this->assertFails(ExitCode::REFUSED, 'live', $this->cli('db:restore', "--into-database=$live"));
        $this->assertFails(ExitCode::FAILED, 'create the database', $this->cli('db:restore', '--into-database=wpn_nowhere'));
        // A site that is there has not come from such a restore.
        $box = $this->createDatabase('staging');
        SiteFixture::install($box, 'wp_', 'https://staging.example.com');
        $before = self::checksums($box);
        $staging = self::databaseName('staging');
        $this->assertFails(ExitCode::REFUSED, 'no restore has put', $this->cli('db:restore', "--into-database=$staging"));
        self::assertSame($before, self::checksums($box));
        $this->succeed('db:restore', "--into-database=$staging", '--into-prefix=old_', '--with-code');
        self::assertSame($before, array_intersect_key(self::checksums($box), $before));
    }
}
