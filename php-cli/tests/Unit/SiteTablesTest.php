<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Unit;

use PHPUnit\Framework\TestCase;
use WpNormalize\Cli\Database\SiteTables;

final class SiteTablesTest extends TestCase
{
    public function testAnotherSiteWithALongerPrefixIsNotOurs(): void
    {
        $tables = new SiteTables('wp_', [
            'other', 'wp_dev_options', 'wp_dev_postmeta', 'wp_dev_posts', 'wp_options', 'wp_posts', 'wp_x_options', 'WP_upper',
        ]);
        self::assertSame(['wp_options', 'wp_posts', 'wp_x_options'], $tables->own());
        self::assertTrue($tables->has('wp_new_table'));
        self::assertFalse($tables->has('wp_dev_new_table'));
    }

    public function testTheBlogsOfAMultisiteAreOurs(): void
    {
        $tables = ['wp_2_options', 'wp_2_posts', 'wp_blogs', 'wp_options', 'wp_posts'];
        self::assertSame($tables, (new SiteTables('wp_', $tables))->own());
    }

    public function testANumberedPrefixWithoutAMultisiteIsAnotherSite(): void
    {
        $tables = new SiteTables('wp_', ['wp_2_options', 'wp_2_posts', 'wp_options', 'wp_posts']);
        self::assertSame(['wp_options', 'wp_posts'], $tables->own());
    }

    public function testWithoutAPrefixAllAreTaken(): void
    {
        $tables = ['other', 'wp_options', 'wp_posts', 'wp_view'];
        self::assertSame($tables, (new SiteTables('', $tables))->own());
    }

    public function testTablesOfARestoreBelongToNobody(): void
    {
        $tables = ['_a', '_wpn_12345678_0', '_wpn_12345678_old_0', '_wpn_restore'];
        self::assertSame(['_a'], (new SiteTables('', $tables))->all());
        self::assertSame(['_a'], (new SiteTables('_', $tables))->own());
    }
}
