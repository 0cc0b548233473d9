<?php

/** Base64, looked into when asked to. */

declare(strict_types=1);

namespace WpNormalize\Tests\Corpus;

return static function (): iterable {
    $base64 = ['base64' => true];
    $built = static fn (string $name, callable $build): TestCase => TestCase::built("base64: $name", $build, $base64);

    yield TestCase::stays('base64: not looked into by default', base64_encode(TestCase::OLD . '/a'));
    yield $built('text', static fn (string $url): string => base64_encode("see $url/a"));
    foreach (['x', 'xy', 'xyz'] as $tail) {
        yield $built('padding with ' . strlen($tail) . ' more', static fn (string $url): string => base64_encode("$url/$tail"));
    }
    yield $built('serialized', static fn (string $url): string => base64_encode(serialize(['u' => $url])));
    yield $built('JSON', static fn (string $url): string => base64_encode(json_encode(['u' => $url])));
    yield $built('percent-encoded HTML', static fn (string $url): string => base64_encode(rawurlencode("<a href=\"$url/a\">x</a>")));
    yield $built('inside text', static fn (string $url): string => '[vc_raw_html]' . base64_encode(rawurlencode("<b>$url</b>")) . '[/vc_raw_html] ' . $url);
    yield $built('inside an attribute', static fn (string $url): string => '<a data-x="' . base64_encode("$url/a b c") . "\" href=\"$url\">");
    yield $built('in a serialized array', static fn (string $url): string => serialize(['v' => base64_encode(serialize([$url]))]));
    yield $built('in JSON', static fn (string $url): string => json_encode(['v' => base64_encode(">>>???$url/???>>>")]));
    yield $built('in base64', static fn (string $url): string => base64_encode('again: ' . base64_encode("$url/a/b/c")));
    yield TestCase::stays('base64: a run without a match', base64_encode('nothing to see here, really nothing'), $base64);
    yield TestCase::stays('base64: a run that is too short', base64_encode('//example.com'), $base64);
    yield TestCase::stays('base64: a broken run', substr(base64_encode(TestCase::OLD . '/abcdef'), 0, 33), $base64);
};
