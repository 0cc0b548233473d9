<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Unit;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Map\UrlMap;
use WpNormalize\Cli\Tests\Support\TemporaryFolder;

final class UrlMapTest extends TestCase
{
    use TemporaryFolder;

    /**
     * @param array{string, string}      $old siteurl and home
     * @param array<string, string>      $new settings
     * @param array<string, string> $expected
     */
    #[DataProvider('maps')]
    public function testBetween(array $old, array $new, array $expected): void
    {
        $map = UrlMap::between(new SiteAddresses($old[0], $old[1]), $this->site($new));
        self::assertSame($expected, $map->rules);
    }

    /** @return iterable<string, array{array{string, string}, array<string, string>, array<string, string>}> */
    public static function maps(): iterable
    {
        yield 'one address, with its twin' => [
            ['https://www.example.com', 'https://www.example.com'],
            ['SITE_URL' => 'http://localhost:8080'],
            ['https://www.example.com' => 'http://localhost:8080', 'https://example.com' => 'http://localhost:8080'],
        ];
        yield 'the same address' => [
            ['https://www.example.com', 'https://www.example.com/'],
            ['SITE_URL' => 'https://www.example.com'],
            [],
        ];
        yield 'the target is the twin' => [
            ['https://www.example.com', 'https://www.example.com'],
            ['SITE_URL' => 'https://example.com'],
            ['https://www.example.com' => 'https://example.com'],
        ];
        yield 'WordPress in a folder, only SITE_URL known' => [
            ['https://example.com/wp', 'https://example.com'],
            ['SITE_URL' => 'http://localhost:8080'],
            ['https://example.com' => 'http://localhost:8080', 'https://www.example.com' => 'http://localhost:8080'],
        ];
        yield 'WordPress in a folder, which SITE_URL names too' => [
            ['https://example.com/wp', 'https://example.com'],
            ['SITE_URL' => 'http://localhost:8080/wp'],
            ['https://example.com' => 'http://localhost:8080', 'https://www.example.com' => 'http://localhost:8080'],
        ];
        yield 'WordPress in a folder, both known' => [
            ['https://example.com/wp', 'https://example.com'],
            ['SITE_URL' => 'http://box.test/core', 'SITE_HOME' => 'http://box.test'],
            [
                'https://example.com' => 'http://box.test',
                'https://example.com/wp' => 'http://box.test/core',
                'https://www.example.com' => 'http://box.test',
                'https://www.example.com/wp' => 'http://box.test/core',
            ],
        ];
    }

    public function testWhatTheUserSaysWins(): void
    {
        $map = UrlMap::between(new SiteAddresses('https://a.test', 'https://a.test'), $this->site(['SITE_URL' => 'https://b.test']))
            ->with(['https://www.a.test/=https://c.test/', 'https://cdn.test=https://b.test']);
        self::assertSame(
            ['https://www.a.test' => 'https://c.test', 'https://cdn.test' => 'https://b.test', 'https://a.test' => 'https://b.test'],
            $map->rules,
        );
    }

    public function testBlogsWithoutARuleAreKnown(): void
    {
        $blogs = array_map(
            static fn (string $domain): array => ['id' => 1, 'domain' => $domain, 'path' => '/'],
            ['a.test', 'www.a.test', 'B.a.test', 'c.test', 'c.test'],
        );
        $old = new SiteAddresses('https://a.test', 'https://a.test', $blogs);
        $map = UrlMap::between($old, $this->site(['SITE_URL' => 'http://localhost']))->with(
            ['c.test=http://c.localhost'],
        );
        self::assertSame(['b.a.test'], $map->unmappedBlogs($old));
        self::assertSame([], UrlMap::none()->unmappedBlogs($old));
    }

    public function testHalfAPairIsRefused(): void
    {
        try {
            UrlMap::none()->with(['https://a.test']);
            self::fail('half a pair was taken');
        } catch (Failure $failure) {
            self::assertSame(ExitCode::USAGE, $failure->exitCode);
        }
    }

    public function testWithoutRulesThereIsNoReplacer(): void
    {
        self::assertNull(UrlMap::none()->replacer());
    }
}
