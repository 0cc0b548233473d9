<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\SiteFixture;

/** What a restore would do, without it. */
final class DryRunTest extends CommandTestCase
{
    private const RESTORE = ['db:restore', '--site=www.example.com', '--dry-run'];

    public function testAnotherPrefixIsRefusedAsTheRestoreWould(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $this->box(['DB_PREFIX' => 'site_']);
        foreach ([self::RESTORE, array_slice(self::RESTORE, 0, 2)] as $command) {
            $this->assertFails(ExitCode::REFUSED, 'those of this environment with site_', $this->cli(...$command));
        }
    }

    public function testItShowsEverythingAndChangesNothing(): void
    {
        $production = $this->production();
        $production->query("INSERT INTO wp_options (option_name, option_value)
            VALUES ('css', 'https://cdn.example.com/a.css https://cdn.example.com/b.css https://fonts.example.org/')");
        SiteFixture::install($production, 'blog_', 'https://blog.example.com');
        $production->query('DROP TABLE blog_children, blog_parents, blog_empty, blog_links, blog_postmeta');
        $this->succeed('db:backup', '--all-tables');
        $box = $this->box(['WP_ENVIRONMENT_TYPE' => 'production']);
        SiteFixture::install($box, 'wp_', 'http://localhost:8080');
        $before = self::checksums($box);

        $result = $this->succeed(...self::RESTORE);
        foreach ([
            '  https://www.example.com -> http://localhost:8080',
            'Would restore 7 tables with 13 rows, and rewrite 7 values:',
            '  wp_empty: 0 rows',
            "  wp_options: 6 rows\n    option_value: 6 matches in 4 values",
            "  wp_posts: 2 rows\n    post_content: 1 matches in 1 values",
            'not being tables of this site: blog_options, blog_posts',
            'fonts.example.org (1)',
            'what becomes of them: blog.example.com (9), cdn.example.com (2)',
            'Nothing was changed',
        ] as $words) {
            self::assertStringContainsString($words, $result->output);
        }
        $data = json_decode($this->succeed(...self::RESTORE, ...['--json'])->output, true, 512, JSON_THROW_ON_ERROR);
        self::assertSame(['rows' => 6, 'columns' => ['option_value' => ['values' => 4, 'matches' => 6]]], $data['tables']['wp_options']);
        self::assertSame(['rows' => 0, 'columns' => []], $data['tables']['wp_empty']);
        self::assertSame(2, $data['foreignHosts']['cdn.example.com']);
        self::assertSame('http://localhost:8080', $data['map']['https://example.com']);

        self::assertSame($before, self::checksums($box));
        self::assertSame([], preg_grep('/^_wpn/', self::tables($box)));
        self::assertFileDoesNotExist("$this->folder/wp-content/mu-plugins");
    }

    public function testItNeedsNoDatabase(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $this->succeed('db:export', 'dump.sql.gz');
        $this->box(['DB_HOST' => '/nowhere.sock']);
        $this->succeed(...self::RESTORE);
        self::assertStringContainsString('Would restore 7 tables', $this->succeed('db:import', '--dry-run', 'dump.sql.gz')->output);
    }

    public function testOfSomeTables(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $this->box();
        $result = $this->succeed(...self::RESTORE, ...['--tables=wp_post*']);
        self::assertStringContainsString('Would restore 2 tables with 4 rows, and rewrite 2 values', $result->output);
        $this->assertFails(ExitCode::USAGE, 'no table wp_none', $this->cli(...self::RESTORE, ...['--tables=wp_none']));
    }

    public function testADamagedBackupIsNoticed(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $this->box();
        $dump = "$this->folder/store/" . $this->stored()[1];
        file_put_contents($dump, substr_replace((string) file_get_contents($dump), "\x01", -40, 1));
        $result = $this->cli(...self::RESTORE);
        self::assertSame(ExitCode::INTEGRITY, $result->status, (string) $result);
    }

    public function testWhatRemainsIsCountedAfterARestoreToo(): void
    {
        $production = $this->production();
        $production->query("UPDATE wp_posts SET post_content = 'https://cdn.example.com/ https://www.example.com/ https://cdn.example.com/'");
        $this->succeed('db:backup');
        $this->box();
        self::assertStringContainsString('cdn.example.com (4)', $this->succeed('db:restore', '--site=www.example.com')->output);
        $json = json_decode($this->succeed('db:restore', '--site=www.example.com', '--json')->output, true, 512, JSON_THROW_ON_ERROR);
        self::assertSame(4, $json['foreignHosts']['cdn.example.com']);
        self::assertSame([], $json['warnings']);
    }
}
