<?php

/** Literal rules: exact bytes, in one pass, together with URL rules. */

declare(strict_types=1);

namespace WpNormalize\Tests\Corpus;

return static function (): iterable {
    $literals = static fn (array $map, array $arguments = []): array => ['urls' => [], 'literals' => $map] + $arguments;
    $value = static fn (string $name, string $input, string $expected, array $arguments): TestCase
        => TestCase::value("literal: $name", $input, $expected, $arguments);

    yield $value('no boundaries', 'xneedley', 'xpiny', $literals(['needle' => 'pin']));
    yield $value('case counts', 'Needle needle', 'Needle pin', $literals(['needle' => 'pin']));
    yield $value('the longest at one place', 'abc abcd ab', '3 4 ab', $literals(['abc' => '3', 'abcd' => '4']));
    yield $value('leftmost first', 'abcd', 'xd', $literals(['abc' => 'x', 'bcd' => 'y']));
    yield $value('nothing cascades', 'ab', 'ba', $literals(['a' => 'b', 'b' => 'a']));
    yield $value('what was written is not read again', 'aaaa', 'aaaaaaaa', $literals(['a' => 'aa']));
    yield $value('overlapping itself', 'aaaaa', 'bba', $literals(['aa' => 'b']));
    yield $value('empty replacement', 'a needle b', 'a  b', $literals(['needle' => '']));
    yield $value('empty replacement of all', serialize('needle'), serialize(''), $literals(['needle' => '']));
    yield $value('NUL and high bytes', "a\0b\xff", "a--", $literals(["\0b" => '-', "\xff" => '-']));
    yield $value('a number as a rule', serialize(['v' => 'port 8080']), serialize(['v' => 'port 81']), $literals(['8080' => '81']));
    yield $value('numbers in values are not strings', serialize(['v' => 8080, 8080 => 1.8080]), serialize(['v' => 8080, 8080 => 1.8080]), $literals(['8080' => '81']));
    yield $value('numbers in JSON are not strings', '{"v":8080,"w":"8080"}', '{"v":8080,"w":"81"}', $literals(['8080' => '81']));
    yield $value('true, false and null in JSON are not strings', '[true,null,"true"]', '[true,null,"no"]', $literals(['true' => 'no', 'null' => 'x']));
    yield $value('structure is not text', serialize(['a' => 's:1']), serialize(['a' => 'x']), $literals(['s:1' => 'x', 'a:1' => 'y', ';' => '.']));
    yield $value('a path', '/var/www/live/a "\/var\/www\/live\/a" \\\\\/var\\\\\/www\\\\\/live', '/home/me/a "\/home\/me\/a" \\\\\/home\\\\\/me', $literals(['/var/www/live' => '/home/me']));
    yield $value('a path in JSON', json_encode(['p' => '/var/www/live/a']), json_encode(['p' => '/home/me/a']), $literals(['/var/www/live' => '/home/me']));
    yield $value('a path in JSON in a serialized array', serialize([json_encode(['p' => '/var/www/live/a'])]), serialize([json_encode(['p' => '/home/me/a'])]), $literals(['/var/www/live' => '/home/me']));
    yield $value('UTF-8', 'Größe', 'Grüße', $literals(['öß' => 'üß']));
    // As they stand in text that holds JSON, such as a block's attributes.
    foreach (['a quote' => ['say "hi"', 'say "ho"'], 'a backslash' => ['C:\\www', 'D:\\srv\\web'], 'a path and a quote' => ['/var/"x"', '/"'], 'letters' => ['Größe', 'Länge/']] as $name => [$search, $replace]) {
        $fragment = static function (string $text, int $depth): string {
            for (; $depth > 0; $depth--) {
                $text = json_encode($text, JSON_THROW_ON_ERROR);
            }
            return "<!-- wp:x {\"k\":$text} -->";
        };
        foreach ([1, 2, 3] as $depth) {
            yield $value("$name, as JSON writes it $depth times over", $fragment("x $search y", $depth), $fragment("x $replace y", $depth), $literals([$search => $replace]));
        }
    }
    yield $value('with URL rules', 'https://example.com/old/old', 'http://localhost:8080/new/new', ['literals' => ['old' => 'new']]);
    yield $value('a URL rule that starts earlier', 'https://example.com', 'http://localhost:8080', ['literals' => ['example' => 'x']]);
    yield $value('a literal that starts earlier', 'see https://example.com', 'gone://example.com', ['literals' => ['see https' => 'gone'], 'urls' => ['https://example.com/x' => 'http://y.test']]);
    yield $value('a literal longer than the URL', 'https://example.com/a/b https://example.com/a', 'X http://localhost:8080/a', ['literals' => ['https://example.com/a/b' => 'X']]);
    yield $value('what looks serialized stays data', serialize(['v' => 'needle']), serialize(['v' => 's:1:"x";}']), $literals(['needle' => 's:1:"x";}']));
    yield $value('an array key with a literal', serialize(['needle' => 'needle']), serialize(['pin' => 'pin']), $literals(['needle' => 'pin'], ['keys' => true]));
};
