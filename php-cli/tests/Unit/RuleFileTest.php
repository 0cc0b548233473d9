<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Unit;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Map\RuleFile;
use WpNormalize\Cli\Tests\Support\TemporaryFolder;

final class RuleFileTest extends TestCase
{
    use TemporaryFolder;

    public function testLinesRemarksAndKeepRules(): void
    {
        $file = "\xef\xbb\xbfold,new\r\n# remark, with a comma\r\n\r\n  https://cdn.example.com/ , http://localhost:8080/cdn/\r\n"
            . "\"shop.example.com\",http://shop.test\nhttps://keep.example.com,https://keep.example.com\n"
            . "shop.example.com,http://shop.test";
        self::assertSame(
            [
                'https://cdn.example.com' => 'http://localhost:8080/cdn',
                'shop.example.com' => 'http://shop.test',
                'https://keep.example.com' => 'https://keep.example.com',
            ],
            RuleFile::read($this->file($file)),
        );
    }

    #[DataProvider('faults')]
    public function testAFaultIsNamedWithItsLine(string $text, string $words): void
    {
        try {
            RuleFile::read($this->file($text));
            self::fail('it was taken');
        } catch (Failure $failure) {
            self::assertSame(ExitCode::USAGE, $failure->exitCode);
            self::assertStringContainsString($words, $failure->line());
        }
    }

    /** @return iterable<array{string, string}> */
    public static function faults(): iterable
    {
        yield ["# x\n\na.test\n", 'line 3 of '];
        yield ["a.test,\n", 'is no pair'];
        yield ["a.test,b.test,c.test\n", 'line 1 of '];
        yield ["a.test,b.test\nc.test,d d\n", 'line 2 of '];
        yield ["a.test,b.test\nc.test,ftp://d.test\n", 'scheme must be http or https'];
        yield ["a.test,b.test\nx.test,y.test\na.test,c.test\n", 'contradicts line 1: both are about a.test'];
    }

    public function testAFileThatIsNotThereIsNamed(): void
    {
        $this->expectExceptionMessage("SITE_MAP names $this->folder/none.csv");
        RuleFile::read("$this->folder/none.csv");
    }

    private function file(string $text): string
    {
        file_put_contents("$this->folder/site-map.csv", $text);

        return "$this->folder/site-map.csv";
    }
}
