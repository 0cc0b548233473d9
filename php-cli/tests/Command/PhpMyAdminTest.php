<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use PHPUnit\Framework\Attributes\DataProvider;
use WpNormalize\Cli\Tests\Support\CommandTestCase;

/** Exports of a real phpMyAdmin 5.2.1, which is no program for a command line: what it made of SiteFixture is in tests/Samples. */
final class PhpMyAdminTest extends CommandTestCase
{
    /**
     * @param list<string> $compress
     */
    #[DataProvider('exports')]
    public function testAnExportIsRestoredAsItWas(string $sample, array $compress): void
    {
        $exported = $this->production();
        $dump = (string) file_get_contents(dirname(__DIR__) . "/Samples/phpmyadmin-$sample.sql");
        $box = $this->box();
        file_put_contents("$this->folder/dump", $this->execute($compress, $dump)->output);
        $this->succeed('db:import', 'dump', '--no-map', '--no-quarantine');
        self::assertSame(self::checksums($exported), self::checksums($box));
        self::assertSame(
            $exported->query('SHOW CREATE TABLE wp_children')->fetch_row()[1],
            $box->query('SHOW CREATE TABLE wp_children')->fetch_row()[1],
        );
        $this->succeed('db:import', 'dump');
        self::assertSame('http://localhost:8080', self::option($box, 'siteurl'));
    }

    /** @return iterable<string, array{string, list<string>}> */
    public static function exports(): iterable
    {
        yield 'quick, plain' => ['quick', ['cat']];
        yield 'quick, gzip' => ['quick', ['gzip', '-c']];
        yield 'custom (DROP TABLE, INSERT IGNORE, comments, short statements), zstd' => ['custom', ['zstd', '-qc']];
    }
}
