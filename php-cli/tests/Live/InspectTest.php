<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Live;

use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\SiteFixture;

/** db:inspect: what it finds, and that it finds nothing in a sound site. */
final class InspectTest extends CommandTestCase
{
    private \mysqli $database;

    protected function setUp(): void
    {
        $this->database = $this->createDatabase('inspect');
        SiteFixture::install($this->database, 'wp_', 'https://www.example.com');
        $this->configure('inspect');
    }

    public function testASoundSite(): void
    {
        self::assertSame("Nothing found\n", $this->succeed('db:inspect')->output);
    }

    public function testWhatShouldNotBeThere(): void
    {
        $values = [
            'See http://www.example.com/a and http:\/\/www.example.com\/b, not http://www.example.com.au/',
            serialize(['https://cdn.other.test/x', 'https://cdn.other.test/y', 'https://third.test/']),
            'a:1:{i:0;s:3:"https://www.example.com";}',
            'a:1:{i:0;s:9:"cut',
        ];
        foreach ($values as $at => $value) {
            $value = $this->database->real_escape_string($value);
            $this->database->query("INSERT INTO wp_postmeta VALUES (100 + $at, 1, 'k', '$value')");
        }
        $before = self::checksums($this->database);

        $findings = json_decode($this->succeed('db:inspect', '--json')->output, true);

        self::assertSame($before, self::checksums($this->database));
        self::assertCount(1, $findings);
        self::assertSame(['wp_postmeta', 'meta_value'], [$findings[0]['table'], $findings[0]['column']]);
        self::assertEquals(['cdn.other.test' => 2, 'www.example.com.au' => 1, 'third.test' => 1], $findings[0]['foreignHosts']);
        self::assertSame([2, 2], [$findings[0]['plainHttp'], $findings[0]['malformed']]);
        self::assertSame([$values[2], $values[3]], $findings[0]['examples']);

        $output = $this->succeed('db:inspect')->output;
        self::assertStringContainsString("wp_postmeta.meta_value\n  other hosts: cdn.other.test (2), ", $output);
        self::assertStringContainsString("  addresses of the site without TLS: 2\n", $output);
        self::assertStringContainsString('  values that look serialized and are not: 2, like a:1:{i:0;s:3:"https', $output);
    }
}
