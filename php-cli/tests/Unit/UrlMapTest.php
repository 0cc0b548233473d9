<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Unit;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Map\UrlMap;
use WpNormalize\Cli\Safety\Scrub;
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

    /**
     * @param list<string>          $blogs    `host` or `host/path`
     * @param list<string>          $domains
     * @param array<string, string> $new      settings
     * @param array<string, string> $expected beside the rules of the site's own address
     */
    #[DataProvider('networks')]
    public function testBlogsAndLanguagesGoBelowTheNewHost(
        string $old,
        array $blogs,
        array $domains,
        array $new,
        array $expected,
    ): void {
        $addresses = new SiteAddresses($old, $old, self::blogs($blogs), $domains);
        $own = UrlMap::between(new SiteAddresses($old, $old), $this->site($new))->rules;
        self::assertSame($expected, array_diff_key(UrlMap::between($addresses, $this->site($new))->rules, $own));
    }

    /** @return iterable<string, array{string, list<string>, list<string>, array<string, string>, array<string, string>}> */
    public static function networks(): iterable
    {
        yield 'sub-domains keep their label, and the port is theirs too' => [
            'https://www.example.com',
            ['www.example.com', 'shop.example.com', 'A.B.example.com', 'example.com'],
            ['de.example.com'],
            ['SITE_URL' => 'http://localhost:8080'],
            [
                'https://shop.example.com' => 'http://shop.localhost:8080',
                'https://a.b.example.com' => 'http://a.b.localhost:8080',
                'https://de.example.com' => 'http://de.localhost:8080',
            ],
        ];
        yield 'sub-domains of www' => [
            'https://www.example.com',
            ['www.example.com', 'shop.www.example.com'],
            [],
            ['SITE_URL' => 'http://localhost:8080'],
            ['https://shop.www.example.com' => 'http://shop.localhost:8080'],
        ];
        yield 'domains of their own become a label' => [
            'https://example.com',
            ['example.com', 'own-domain.com', 'www.own-domain.com', 'xn--mnchen-3ya.de'],
            ['www.example.fr'],
            ['SITE_URL' => 'https://www.site.test'],
            [
                'https://own-domain.com' => 'https://own-domain-com.site.test',
                'https://www.own-domain.com' => 'https://own-domain-com.site.test',
                'https://xn--mnchen-3ya.de' => 'https://mnchen-3ya-de.site.test',
                'https://www.xn--mnchen-3ya.de' => 'https://mnchen-3ya-de.site.test',
                'https://www.example.fr' => 'https://example-fr.site.test',
                'https://example.fr' => 'https://example-fr.site.test',
            ],
        ];
        yield 'sub-directories move with the site' => [
            'https://example.com/net',
            ['example.com/net/', 'example.com/net/shop/', 'own.com'],
            ['example.de'],
            ['SITE_URL' => 'http://box.test/copy'],
            [
                'https://own.com' => 'http://own-com.box.test',
                'https://www.own.com' => 'http://own-com.box.test',
                'https://example.de/net' => 'http://example-de.box.test/copy',
                'https://www.example.de/net' => 'http://example-de.box.test/copy',
            ],
        ];
        yield 'a site without a dot, as in boxes' => [
            'http://wordpress',
            ['wordpress', 'test1.wordpress'],
            [],
            ['SITE_URL' => 'http://wordpress.localhost'],
            ['http://test1.wordpress' => 'http://test1.wordpress.localhost'],
        ];
        yield 'this machine by its number' => [
            'https://example.com',
            ['example.com', 'shop.example.com'],
            [],
            ['SITE_URL' => 'http://127.0.0.1:8080'],
            ['https://shop.example.com' => 'http://shop.localhost:8080'],
        ];
        yield 'production: domains of their own stay' => [
            'https://example.com',
            ['example.com', 'shop.example.com', 'own.com'],
            ['example.de'],
            ['SITE_URL' => 'https://example.org', 'WP_ENVIRONMENT_TYPE' => 'production'],
            ['https://shop.example.com' => 'https://shop.example.org'],
        ];
        yield 'the same host: they stay wherever it is' => [
            'http://example.com',
            ['example.com', 'shop.example.com', 'own.com'],
            [],
            ['SITE_URL' => 'https://www.example.com'],
            ['http://shop.example.com' => 'https://shop.example.com'],
        ];
        yield 'the same address' => [
            'https://example.com',
            ['example.com', 'shop.example.com', 'own.com'],
            ['example.de'],
            ['SITE_URL' => 'https://example.com'],
            [],
        ];
    }

    public function testBlogsHaveWordPressInItsFolderToo(): void
    {
        $old = new SiteAddresses('https://example.com/wp', 'https://example.com', self::blogs(['shop.example.com']));
        $site = $this->site(['SITE_URL' => 'http://site.test/core', 'SITE_HOME' => 'http://site.test']);
        $rules = UrlMap::between($old, $site)->rules;
        self::assertSame('http://shop.site.test', $rules['https://shop.example.com']);
        self::assertSame('http://shop.site.test/core', $rules['https://shop.example.com/wp']);
        $replacer = UrlMap::between($old, $this->site(['SITE_URL' => 'http://localhost:8080']))->replacer();
        self::assertSame('http://shop.localhost:8080/wp/x', $replacer?->value('https://shop.example.com/wp/x'));
    }

    /**
     * @param list<string> $blogs
     * @param list<string> $pairs
     */
    #[DataProvider('contradictions')]
    public function testContradictionsAreRefused(array $blogs, string $url, array $pairs, string $words): void
    {
        $old = new SiteAddresses('https://example.com', 'https://example.com', self::blogs($blogs));
        try {
            $map = UrlMap::between($old, $this->site(['SITE_URL' => $url]), UrlMap::none()->with($pairs)->rules);
            $map->refuseMerging($old);
            self::fail('was taken: ' . json_encode($map->rules));
        } catch (Failure $failure) {
            self::assertSame(ExitCode::USAGE, $failure->exitCode);
            self::assertStringContainsString($words, $failure->line());
        }
    }

    /** @return iterable<array{list<string>, string, list<string>, string}> */
    public static function contradictions(): iterable
    {
        yield [['a-b.com', 'a.b.com'], 'http://site.test', [], 'a.b.com and a-b.com would both become a-b-com.site.test'];
        yield [['shop.example.com'], 'http://10.0.0.1', [], 'none below the IP address 10.0.0.1'];
        yield [
            ['example.com', 'shop.example.com'],
            'http://site.test',
            ['shop.example.com=site.test'],
            'both example.com/ and shop.example.com/ into site.test/',
        ];
        yield [[], 'http://site.test', ['a.test=b.test', 'a.test=c.test'], 'a.test into b.test and into c.test'];
        yield [[], 'http://site.test', ['a.test=not an address'], 'the map is wrong'];
    }

    public function testWhereNoneCanBeGuessedTheUserSays(): void
    {
        $old = new SiteAddresses('https://example.com', 'https://example.com', self::blogs(['shop.example.com']));
        $user = ['shop.example.com' => 'http://10.0.0.1:81'];
        $map = UrlMap::between($old, $this->site(['SITE_URL' => 'http://10.0.0.1']), $user);
        $map->refuseMerging($old);
        self::assertSame('http://10.0.0.1:81', $map->rules['shop.example.com']);
        self::assertSame('http://10.0.0.1', $map->rules['https://example.com']);
    }

    public function testAnAddressThatBecomesItselfIsKept(): void
    {
        $map = UrlMap::none()->with(['example.com=http://site.test', 'example.com/shop=example.com/shop']);
        $replaced = $map->replacer()?->value('http://example.com/a http://example.com/shop/b');
        self::assertSame('http://site.test/a http://example.com/shop/b', $replaced);
        self::assertNull(UrlMap::none()->with(['example.com=example.com'])->replacer());
    }

    /**
     * @param list<string> $addresses
     * @return list<array{id: int, domain: string, path: string}>
     */
    private static function blogs(array $addresses): array
    {
        return array_map(static function (string $address): array {
            [$domain, $path] = explode('/', $address, 2) + [1 => ''];

            return ['id' => 1, 'domain' => $domain, 'path' => "/$path"];
        }, $addresses);
    }

    public function testSubDomainsOfWhatMovesMayBeForgotten(): void
    {
        $map = UrlMap::none()->with(['https://www.a.test=http://b.test', 'cdn.a.test=cdn.a.test', 'c.test=c.test']);
        self::assertTrue($map->isForgotten('img.a.test'));
        foreach (['cdn.a.test', 'x.c.test', 'xa.test', 'a.test', 'img.b.test'] as $host) {
            self::assertFalse($map->isForgotten($host), $host);
        }
    }

    /** Several processes load a backup, each with a Replacer of its own: the same person must get the same fakes. */
    public function testAllReplacersOfARunAgreeOnFakes(): void
    {
        $map = UrlMap::none()->withScrub(Scrub::from($this->environment([])))->with(['a.test=b.test']);
        $sql = "INSERT INTO `wp_users` (`user_email`, `user_url`) VALUES ('bob@a.test', 'https://a.test');";
        $faked = (string) $map->replacer()?->sql($sql);
        self::assertStringNotContainsString('bob', $faked);
        self::assertSame($faked, unserialize(serialize($map))->replacer()?->sql($sql));
        self::assertNotSame($faked, $map->withScrub(Scrub::from($this->environment([])))->replacer()?->sql($sql));
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
