<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Unit;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use WpNormalize\Cli\Database\LanguageDomains;
use WpNormalize\Cli\Database\SerializedArray;

final class SerializedArrayTest extends TestCase
{
    public function testItReadsWhatPhpWrites(): void
    {
        $array = [
            'a' => ['deep' => ['deeper' => "quote \" and ; and } and ü\0"]],
            7 => -3,
            'f' => 1.5e-7,
            'big' => PHP_INT_MAX,
            'true' => true,
            'false' => false,
            'null' => null,
            '' => '',
            'inf' => [INF, -INF],
            'empty' => [],
        ];
        self::assertSame($array, SerializedArray::decode(serialize($array)));
    }

    #[DataProvider('others')]
    public function testItReadsNothingElse(string $text): void
    {
        self::assertNull(SerializedArray::decode($text));
    }

    /** @return iterable<string, array{string}> */
    public static function others(): iterable
    {
        yield 'nothing' => [''];
        yield 'a string' => [serialize('a')];
        yield 'an object' => [serialize(new \ArrayObject())];
        yield 'an object in an array' => [serialize([(object) ['a' => 1]])];
        yield 'a reference' => ['a:2:{i:0;i:1;i:1;R:2;}'];
        yield 'a wrong length' => ['a:1:{i:0;s:2:"abc";}'];
        yield 'a length beyond the end' => ['a:1:{i:0;s:999999999:"abc";}'];
        yield 'too few elements' => ['a:2:{i:0;i:1;}'];
        yield 'a count beyond the end' => ['a:999999999:{}'];
        yield 'bytes after it' => ['a:0:{}x'];
        yield 'cut' => ['a:1:{i:0;'];
        yield 'a key that is none' => ['a:1:{b:1;i:1;}'];
        yield 'deeper than anybody writes' => [str_repeat('a:1:{i:0;', 100000)];
    }

    public function testDomainsOfLanguages(): void
    {
        $wpml = serialize(['language_domains' => ['de' => 'Example.de', 'fr' => 'https://fr.example.com:8443/x', 'it' => '', 'x' => 3]]);
        self::assertSame(['example.de', 'fr.example.com:8443'], LanguageDomains::in('icl_sitepress_settings', $wpml));
        $polylang = serialize(['domains' => ['en' => 'https://example.com', 'de' => 'https://example.de/']]);
        self::assertSame(['example.com', 'example.de'], LanguageDomains::in('polylang', $polylang));
        self::assertSame([], LanguageDomains::in('polylang', serialize(['domains' => 'none'])));
        self::assertSame([], LanguageDomains::in('polylang', 'damaged'));
    }
}
