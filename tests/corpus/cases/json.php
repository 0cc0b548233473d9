<?php

/** JSON: escaping as it was, all other bytes as they were. */

declare(strict_types=1);

namespace WpNormalize\Tests\Corpus;

return static function (): iterable {
    $built = static fn (string $name, callable $build, array $arguments = []): TestCase
        => TestCase::built("json: $name", $build, $arguments);
    $old = TestCase::OLD;
    $new = TestCase::NEW;

    $flags = [
        'by default' => 0,
        'with slashes unescaped' => JSON_UNESCAPED_SLASHES,
        'with letters unescaped' => JSON_UNESCAPED_UNICODE,
        'with nothing escaped' => JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE,
        'with hexadecimal escapes' => JSON_HEX_TAG | JSON_HEX_AMP | JSON_HEX_APOS | JSON_HEX_QUOT,
        'printed prettily' => JSON_PRETTY_PRINT,
        'printed prettily with slashes unescaped' => JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES,
    ];
    $document = static fn (string $url): array => [
        'image' => ['url' => "$url/wp-content/uploads/a.jpg", 'alt' => 'Größe "A" & <b>'],
        'html' => "<a href=\"$url/kontakt\" title='it''s'>Küche</a>\n\t$url",
        'list' => [[], new \stdClass(), 1.5, null, true, '', $url],
    ];
    foreach ($flags as $name => $flag) {
        yield $built($name, static fn (string $url): string => json_encode($document($url), $flag | JSON_THROW_ON_ERROR));
        yield $built("$name, in JSON", static fn (string $url): string
            => json_encode(['inner' => json_encode($document($url), $flag)], $flag));
        yield $built("$name, in a serialized array", static fn (string $url): string => serialize([json_encode($document($url), $flag)]));
        yield $built("$name, with a serialized string in it", static fn (string $url): string
            => json_encode(['s' => serialize($document($url))], $flag));
    }
    yield $built('numbers keep their bytes', static fn (string $url): string
        => '{"a":1.0,"b":1e2,"c":-0,"d":12345678901234567890123,"e":0.10,"u":"' . $url . '"}');
    yield $built('white space keeps its bytes', static fn (string $url): string => " { \"u\" :\t\"$url\"\r\n, \"v\":[ ] } \n");
    yield $built('repeated keys stay', static fn (string $url): string => "{\"u\":\"$url\",\"u\":\"$url/2\"}");
    yield $built('an array as root', static fn (string $url): string => json_encode([$url, [$url]]));
    yield $built('upper-case \u002F', static fn (string $url): string => '["' . str_replace('/', '\u002F', $url) . '"]');
    yield $built('escapes that need none', static fn (string $url): string => "[\"\\u0041\\u00fc $url \\ud83d\\ude00\"]");
    yield $built('a backslash at the end of a string', static fn (string $url): string => json_encode(['p' => 'C:\\', 'u' => "$url\\"]));
    yield TestCase::value('json: keys stay', json_encode([$old => $old]), json_encode([$old => $new]));
    yield $built('keys follow when asked to', static fn (string $url): string => json_encode([$url => [$url => 1]]), ['keys' => true]);
    yield TestCase::value(
        'json: a key whose new spelling is taken stays',
        json_encode([$old => 1, $new => 2]),
        json_encode([$old => 1, $new => 2]),
        ['keys' => true],
    );
    yield TestCase::value(
        'json: a quote and a backslash in the replacement',
        '{"a":"needle","b":"x\/needle"}',
        json_encode(['a' => "\"\\\n", 'b' => "x/\"\\\n"]),
        ['urls' => [], 'literals' => ['needle' => "\"\\\n"]],
    );
    $literal = ['urls' => [], 'literals' => ['needle' => 'Größe']];
    yield TestCase::value('json: new letters, escaped beside others', '{"a":"\u00e4 needle"}', '{"a":"\u00e4 Gr\u00f6\u00dfe"}', $literal);
    yield TestCase::value('json: new letters, raw beside others', '{"a":"ä needle"}', '{"a":"ä Größe"}', $literal);
    yield TestCase::value(
        'json: a path takes the slash of its reference',
        json_encode(['a' => "$old/x"]),
        json_encode(['a' => 'http://b.test/wp/x']),
        ['urls' => [$old => 'http://b.test/wp']],
    );
    foreach (['{"u":"%s"', '{"u":"%s",}', "{'u':'%s'}", '{"u":"%s"} x', '{u:"%s"}', '[%s]', '{"u":"\q%s"}', '["%s" "b"]'] as $format) {
        yield TestCase::value("json: $format is text", sprintf($format, $old), sprintf($format, $new));
    }
    yield $built('a lone string is text', static fn (string $url): string => '"' . $url . '"');
    yield $built('text with JSON in it', static fn (string $url): string
        => '<!-- wp:image {"url":' . json_encode($url) . "} --><img src=\"$url/a.png\"/><!-- /wp:image -->");
};
