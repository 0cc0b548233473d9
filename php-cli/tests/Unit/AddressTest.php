<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Unit;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use WpNormalize\Cli\Config\Address;

final class AddressTest extends TestCase
{
    #[DataProvider('addresses')]
    public function testParse(string $url, ?string $expected): void
    {
        $address = Address::parse($url);
        self::assertSame($expected, $address === null ? null : (string) $address);
    }

    /** @return iterable<array{string, ?string}> */
    public static function addresses(): iterable
    {
        yield ['https://www.example.com', 'https://www.example.com'];
        yield ['HTTPS://WWW.Example.com/', 'https://www.example.com'];
        yield ['http://localhost:8080/blog/', 'http://localhost:8080/blog'];
        yield ['https://example.com/Shop/de', 'https://example.com/Shop/de'];
        yield ['www.example.com', null];
        yield ['ftp://example.com', null];
        yield ['https://', null];
        yield ['', null];
    }

    #[DataProvider('fileNames')]
    public function testFileName(string $url, string $expected): void
    {
        self::assertSame($expected, Address::parse($url)?->fileName());
    }

    /** @return iterable<array{string, string}> */
    public static function fileNames(): iterable
    {
        yield ['https://www.example.com', 'www.example.com'];
        yield ['http://localhost:8080', 'localhost-8080'];
        yield ['https://example.com/blog/de', 'example.com_blog_de'];
        yield ['https://bücher.example', 'b-c3-bccher.example'];
        yield ['https://example.com/a_b', 'example.com_a__b'];
        yield ['https://example.com/../../etc', 'example.com_.._.._etc'];
    }

    #[DataProvider('twins')]
    public function testWwwTwin(string $url, ?string $expected): void
    {
        $twin = Address::parse($url)?->wwwTwin();
        self::assertSame($expected, $twin === null ? null : (string) $twin);
    }

    /** @return iterable<array{string, ?string}> */
    public static function twins(): iterable
    {
        yield ['https://www.example.com/blog', 'https://example.com/blog'];
        yield ['http://example.com:8080', 'http://www.example.com:8080'];
        yield ['http://localhost:8080', null];
        yield ['http://www.localhost', null];
        yield ['http://192.168.1.5', null];
    }
}
