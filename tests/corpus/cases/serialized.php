<?php

/** Serialized values: every type, hostile lengths, and what only looks serialized. */

declare(strict_types=1);

namespace WpNormalize\Tests\Corpus;

return static function (): iterable {
    $built = static fn (string $name, callable $build, array $arguments = []): TestCase
        => TestCase::built("serialized: $name", $build, $arguments);
    $old = TestCase::OLD;
    $new = TestCase::NEW;
    $keys = ['keys' => true];

    $scalars = [
        'null' => null, 'true' => true, 'false' => false, 'zero' => 0, 'the smallest integer' => PHP_INT_MIN,
        'the largest integer' => PHP_INT_MAX, 'float' => 0.1, 'large float' => 1.0e+25, 'minus zero' => -0.0,
        'infinity' => INF, 'minus infinity' => -INF, 'not a number' => NAN, 'empty string' => '', 'empty array' => [],
        'empty object' => new \stdClass(), 'enum case' => Stage::Live, 'date' => new \DateTime('2024-01-02 03:04:05 UTC'),
        'NUL' => "a\0b", 'invalid UTF-8' => "\xff\xfe", 'emoji' => '😀',
    ];
    foreach ($scalars as $name => $value) {
        yield $built("$name before and after a URL", static fn (string $url): string => serialize([$value, $url, $value, "$url/b"]));
    }

    yield $built('a lone string', static fn (string $url): string => serialize("$url/x"));
    yield $built('a lone string with a tail', static fn (string $url): string => serialize($url) . " and $url again");
    yield $built('two values after each other', static fn (string $url): string => serialize([1]) . "\n$url");
    yield $built('quotes and semicolons in a string', static fn (string $url): string => serialize(["\";s:3:\"$url\";}", $url]));
    yield $built('a string that ends like a value', static fn (string $url): string => serialize(["$url\";}", 'x']));
    yield $built('length grows from two digits to three', static fn (string $url): string => serialize([str_repeat('x', 79) . " $url"]));
    yield $built('length shrinks from three digits to two', static fn (string $url): string => serialize([str_repeat('x', 82) . " $url"]), [
        'urls' => [$old => $new],
    ]);
    yield TestCase::value(
        'serialized: a shorter address',
        serialize([str_repeat('x', 82) . ' https://a.example.com']),
        serialize([str_repeat('x', 82) . ' http://b.test']),
        ['urls' => ['https://a.example.com' => 'http://b.test']],
    );
    yield $built('references to values and objects', static function (string $url): string {
        $object = new \stdClass();
        $object->url = $url;
        $list = [$url, $object, $object];
        $list[] = &$list[0];
        return serialize($list);
    });
    yield $built('an object that holds itself', static function (string $url): string {
        $object = new \stdClass();
        $object->self = $object;
        $object->url = $url;
        return serialize($object);
    });
    yield $built('private and protected properties', static fn (string $url): string => serialize(new Settings($url)));
    yield $built('ArrayObject', static fn (string $url): string => serialize(new \ArrayObject(['u' => $url])));
    yield $built('SplObjectStorage', static function (string $url): string {
        $storage = new \SplObjectStorage();
        $storage[new Settings($url)] = $url;
        return serialize($storage);
    });
    yield $built('a C: payload', static fn (string $url): string => serialize(new LegacyBox($url)));
    yield $built('a C: payload beside a URL', static fn (string $url): string => serialize([new LegacyBox($url), $url]));
    $custom = static fn (string $payload): string => 'C:8:"Acme\Box":' . strlen($payload) . ":{{$payload}}";
    yield $built('a C: payload that is text', static fn (string $url): string => $custom("at $url/a"));
    yield $built('a C: payload of values and text', static fn (string $url): string
        => $custom('x:i:0;' . serialize([$url]) . ";m:$url|" . serialize("$url/b")));
    yield $built('a C: payload that is empty', static fn (string $url): string => serialize([1]) . $custom('') . $url);
    yield $built('a C: payload with braces', static fn (string $url): string => 'a:1:{i:0;' . $custom("}}{{$url}}") . '}');
    yield $built('a C: payload that holds a C: payload', static fn (string $url): string => $custom($custom(serialize([$url]))));
    yield $built('a class name with namespaces', static fn (string $url): string
        => 'O:17:"Acme\Shop\Session":1:{s:3:"url";' . serialize($url) . '}');
    yield $built('a class that does not exist', static fn (string $url): string => 'O:7:"No_Such":1:{s:1:"u";' . serialize($url) . '}');
    yield $built('escaped string S:', static fn (string $url): string
        => 'a:1:{i:0;S:' . (strlen($url) + 2) . ':"\\41 ' . $url . '";}');
    yield $built('escaped quotes in S:', static fn (string $url): string
        => 'a:1:{i:0;S:' . (strlen($url) + 3) . ':"\\22' . $url . '\\22\\5c";}');
    yield $built('floats of other precisions', static fn (string $url): string
        => 'a:4:{i:0;d:0.10000000000000001;i:1;d:1.0E+25;i:2;d:.5;i:3;' . serialize($url) . '}');
    yield $built('signs on integers', static fn (string $url): string => 'a:2:{i:+1;i:-5;i:2;' . serialize($url) . '}');

    yield TestCase::value('serialized: keys stay', serialize(["$old/a" => $old]), serialize(["$old/a" => $new]));
    yield $built('keys follow when asked to', static fn (string $url): string => serialize(["$url/a" => $url, 'b' => 1]), $keys);
    yield $built('keys of nested arrays follow', static fn (string $url): string => serialize(['a' => ["$url/a" => ["$url/b" => $url]]]), $keys);
    yield TestCase::value(
        'serialized: a key whose new spelling is taken stays',
        serialize(["$old/a" => 'old', "$new/a" => 'new']),
        serialize(["$old/a" => 'old', "$new/a" => 'new']),
        $keys,
    );
    yield TestCase::value(
        'serialized: of two keys with one new spelling the first follows',
        serialize(["$old/a" => 1, "HTTPS://example.com/a" => 2]),
        serialize(["$new/a" => 1, "HTTPS://example.com/a" => 2]),
        $keys,
    );
    yield TestCase::value(
        'serialized: a key that would equal an integer key stays',
        serialize(['port' => 1, 8080 => 2]),
        serialize(['port' => 1, 8080 => 2]),
        $keys + ['urls' => [], 'literals' => ['port' => '8080']],
    );
    yield TestCase::value(
        'serialized: the same key in two arrays follows in both',
        serialize([["$old/a" => 1], ["$old/a" => 2]]),
        serialize([["$new/a" => 1], ["$new/a" => 2]]),
        $keys,
    );
    $object = static fn (string $name, string $url): string => sprintf('O:8:"stdClass":1:{s:%d:"%s";s:%d:"%s";}', strlen($name), $name, strlen($url), $url);
    yield TestCase::value('serialized: property names stay', $object($old, $old), $object($old, $new), $keys);
    yield TestCase::value(
        'serialized: class names and enum cases stay',
        serialize([Stage::Live, new Settings('Tests')]),
        str_replace(['s:5:"Tests"'], ['s:6:"Checks"'], serialize([Stage::Live, new Settings('Tests')])),
        ['urls' => [], 'literals' => ['Tests' => 'Checks']],
    );

    $malformed = [
        'a length too short' => 'a:1:{i:0;s:5:"%s";}',
        'a length too long' => 'a:1:{i:0;s:99:"%s";}',
        'a negative length' => 's:-1:"%s";',
        'a length beyond 64 bits' => 's:99999999999999999999999:"%s";',
        'a length at the edge of 64 bits' => 's:18446744073709551615:"%s";',
        'a length at the edge of signed 64 bits' => 's:9223372036854775807:"%s";',
        'a count of a billion' => 'a:999999999:{i:0;s:19:"%s";}',
        'a count beyond 64 bits' => 'a:99999999999999999999:{i:0;s:19:"%s";}',
        'a count too small' => 'a:1:{i:0;N;i:1;s:19:"%s";}',
        'an array without an end' => 'a:1:{i:0;s:19:"%s";',
        'an array as a key' => 'a:1:{a:0:{}s:19:"%s";}',
        'a float as a key' => 'a:1:{d:0.5;s:19:"%s";}',
        'a bad boolean' => 'a:2:{i:0;b:2;i:1;s:19:"%s";}',
        'a bad integer' => 'a:2:{i:0;i:;i:1;s:19:"%s";}',
        'a bad float' => 'a:2:{i:0;d:1.2.3;i:1;s:19:"%s";}',
        'an empty class name' => 'O:0:"":1:{s:1:"u";s:19:"%s";}',
        'a class name too long' => 'O:9:"stdClass":1:{s:1:"u";s:19:"%s";}',
        'a payload too long' => 'C:3:"Box":50:{%s}',
        'a payload of a billion' => 'C:3:"Box":999999999:{%s}',
        'an unknown type' => 'z:19:"%s";',
        'blanks between values' => 'a:1:{i:0; s:19:"%s";}',
        'a missing semicolon' => 'a:1:{i:0;s:19:"%s"}',
        'a bad escape in S:' => 'a:1:{i:0;S:20:"\\zz%s";}',
        'the letter alone' => 's:%s',
    ];
    foreach ($malformed as $name => $format) {
        // Text: the address changes, all lengths stay as wrong as they were.
        yield TestCase::value("serialized: $name is text", sprintf($format, $old), sprintf($format, $new));
    }
    yield $built('a text that mentions serialized data', static fn (string $url): string
        => "Compare s:19:\"$url\"; with a:1:{i:0;s:19:\"$url\";} here");
    yield $built('white space first is text', static fn (string $url): string => " s:3:\"$url\";");
    yield $built('a number with a tail', static fn (string $url): string => "i:5;$url");
};
