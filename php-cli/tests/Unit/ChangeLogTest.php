<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Unit;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use WpNormalize\Cli\Live\ChangeLog;
use WpNormalize\Cli\Live\Column;
use WpNormalize\Cli\Live\Excerpts;
use WpNormalize\Cli\Live\LineStyle;
use WpNormalize\Cli\Live\LogStyle;
use WpNormalize\Cli\Live\Table;

/** What `wp search-replace --log` shows. */
final class ChangeLogTest extends TestCase
{
    /** @return array<string, array{string, string, string, int, int, string, string}> old and new text, value, contexts, lines */
    public static function places(): array
    {
        $digits = '1234567890';

        return [
            'apart' => ['_b_', '_', "Content_b_$digits$digits$digits" . '_b_' . "$digits$digits", 10, 10,
                "Content_b_$digits [...] {$digits}_b_$digits", "Content_$digits [...] {$digits}_$digits"],
            'near' => ['_b_', '_cc_', "$digits{$digits}_b_{$digits}_b_ _b_ _b_", 10, 10,
                "{$digits}_b_$digits [...] {$digits}_b_ _b_ _b_", "{$digits}_cc_$digits [...] {$digits}_cc_ _cc_ _cc_"],
            'characters, also combined ones' => ['z_', 'zz_', "_\u{30d0}a\u{308}z_1", 2, 1, "\u{30d0}a\u{308}z_1", "\u{30d0}a\u{308}zz_1"],
            'no UTF-8' => ['x', 'y', "\xff\xfe\xfdxab", 2, 1, "\xfe\xfdxa", "\xfe\xfdya"],
            'no context' => ['x', 'y', 'axb', 0, 0, 'x', 'y'],
            'strings of a serialized value' => ['foo', 'bar', serialize(['a foo', ['k' => serialize(['foo b'])], 7, 'none']), 9, 9,
                'a foo [...] foo b', 'a bar [...] bar b'],
            'strings of objects, by no class' => ['foo', 'bar', 'O:7:"Nowhere":2:{s:1:"k";O:1:"A":1:{s:2:"pp";s:5:"a foo";}s:1:"r";R:2;}', 9, 4,
                'a foo', 'a bar'],
            'a serialized string in another' => ['foo', 'bar', serialize(serialize('a foo')), 9, 4, 'a foo', 'a bar'],
            'what unserialize() refuses is text' => ['foo', 'bar', 'a:1:{i:0;s:5:"a foo";', 3, 1, '"a foo"', '"a bar"'],
            'control characters' => ['x', "\x1b[2J", "a\r\nb\nx\x1b]\tc", 9, 9, "a b x ]\tc", "a b  [2J ]\tc"],
        ];
    }

    #[DataProvider('places')]
    public function testMatchesAreShown(string $search, string $replace, string $value, int $before, int $after, string $old, string $new): void
    {
        self::assertSame("t.c:1,2\n< $old\n> $new\n", self::logged($value, 'unused', [[$search, $replace]], new Excerpts($before, $after)));
    }

    public function testSpellingsInJsonAreShownApart(): void
    {
        $log = self::logged('a/b a\/b', 'c/d c\/d', [['a/b', 'c/d'], ['a\/b', 'c\/d']], new Excerpts());

        self::assertSame("t.c:1,2\n< a/b a\/b\n> c/d a\/b\nt.c:1,2\n< a/b a\/b\n> a/b c\/d\n", $log);
    }

    public function testColoursMarkWhatDiffers(): void
    {
        $style = new LogStyle(new LineStyle('', '[', ']'), new LineStyle('- ', '{', '}'), new LineStyle('', '(', ')'));

        self::assertSame("[t.c:1,2]\n{- }a {x} b\na (yy) b\n", self::logged('a x b', '', [['x', 'yy']], new Excerpts(), $style));
    }

    /** @param list<array{string, string}> $pairs */
    private static function logged(string $old, string $new, array $pairs, Excerpts $excerpts, LogStyle $style = new LogStyle()): string
    {
        $to = fopen('php://memory', 'w+');
        $table = new Table('t', false, true, [], []);
        (new ChangeLog($to, $pairs, $excerpts, $style))->write($table, new Column('c', 'text', 'utf8mb4'), ['1', '2'], $old, $new);

        return (string) stream_get_contents($to, offset: 0);
    }
}
