<?php

/** References in text: every written form, boundaries, ports, paths, several rules. */

declare(strict_types=1);

namespace WpNormalize\Tests\Corpus;

return static function (): iterable {
    $value = static fn (string $name, string $input, string $expected, array $arguments = []): TestCase
        => TestCase::value("url: $name", $input, $expected, $arguments);
    $stays = static fn (string $text, array $arguments = []): TestCase => TestCase::stays("url: $text stays", $text, $arguments);
    $old = TestCase::OLD;
    $new = TestCase::NEW;
    $urls = static fn (array $map, bool $subdomains = false): array => ['urls' => $map, 'subdomains' => $subdomains];

    // Every way to write a whole address, applied to the old and to the new one.
    $spellings = [
        'plain' => static fn (string $url): string => $url,
        'JSON-escaped' => static fn (string $url): string => str_replace('/', '\\/', $url),
        'JSON-escaped twice' => static fn (string $url): string => str_replace('/', '\\\\\\/', $url),
        'JSON-escaped three times' => static fn (string $url): string => str_replace('/', str_repeat('\\', 7) . '/', $url),
        '\u002f' => static fn (string $url): string => str_replace('/', '\\u002f', $url),
        '\u002F' => static fn (string $url): string => str_replace('/', '\\u002F', $url),
        '\u002f twice' => static fn (string $url): string => str_replace('/', '\\\\u002f', $url),
        'percent-encoded' => rawurlencode(...),
        'percent-encoded in lower case' => static fn (string $url): string => str_replace(['/', ':'], ['%2f', '%3a'], $url),
        'percent-encoded twice' => static fn (string $url): string => rawurlencode(rawurlencode($url)),
        'percent-encoded three times' => static fn (string $url): string => rawurlencode(rawurlencode(rawurlencode($url))),
        'slashes percent-encoded alone' => static fn (string $url): string => str_replace('/', '%2F', $url),
        'JSON-escaped, then percent-encoded' => static fn (string $url): string => rawurlencode(str_replace('/', '\\/', $url)),
        'hexadecimal entities' => static fn (string $url): string => str_replace('/', '&#x2F;', $url),
        'hexadecimal entities in lower case' => static fn (string $url): string => str_replace('/', '&#x2f;', $url),
        'decimal entities' => static fn (string $url): string => str_replace('/', '&#47;', $url),
        'named entities' => static fn (string $url): string => strtr($url, ['/' => '&sol;', ':' => '&colon;']),
        'entities for both' => static fn (string $url): string => strtr($url, ['/' => '&#x2F;', ':' => '&#x3A;']),
    ];
    $addresses = ['http://localhost:8080', 'http://b.test', 'https://b.test/wp', 'http://b.test:81/a/b'];
    foreach ($spellings as $name => $spell) {
        foreach ($addresses as $to) {
            $build = static fn (string $url): string => "\"{$spell("$url/a")}\" and {$spell($url)}, or ({$spell("$url/?q=1")}).";
            yield $value("$name, to $to", $build($old), $build($to), $urls([$old => $to]));
            yield $value("$name, to $to, in JSON", json_encode([$build($old)]), json_encode([$build($to)]), $urls([$old => $to]));
            yield $value("$name, to $to, serialized", serialize([$build($old)]), serialize([$build($to)]), $urls([$old => $to]));
            yield $value("$name, back from $to", $build($to), $build($old), $urls([$to => $old]));
        }
    }

    yield $value('any case', 'HTTPS://EXAMPLE.COM/A Https://Example.Com', "$new/A $new");
    yield $value('http as well', 'http://example.com/a', "$new/a");
    yield $value('without a scheme', 'src="//example.com/a" //EXAMPLE.com', 'src="//localhost:8080/a" //localhost:8080');
    yield $value('JSON-escaped without a scheme', '"\/\/example.com\/a"', '"\/\/localhost:8080\/a"');
    yield $value('percent-encoded without a scheme', 'u=%2F%2Fexample.com%2Fa', 'u=%2F%2Flocalhost%3A8080%2Fa');
    yield $value('another scheme', 'ftp://example.com/a', 'ftp://localhost:8080/a');
    yield $value('a word before the scheme', "morehttps://example.com/a", "morehttp://localhost:8080/a");
    yield $value('srcset', "$old/a.jpg 1x, $old/b.jpg 2x,$old/c.jpg", "$new/a.jpg 1x, $new/b.jpg 2x,$new/c.jpg");
    yield $value('css', "url($old/a.png) url('$old/b') url(\"//example.com/c\")", "url($new/a.png) url('$new/b') url(\"//localhost:8080/c\")");
    yield $value('markdown', "[$old]($old/a)<$old>", "[$new]($new/a)<$new>");
    yield $value('a URL in a query', "https://share.test/?u=$old/a&v=1", "https://share.test/?u=$new/a&v=1");
    yield $value('an encoded URL in a query', 'https://share.test/?u=https%3A%2F%2Fexample.com%2Fa', 'https://share.test/?u=http%3A%2F%2Flocalhost%3A8080%2Fa');
    yield $value('the whole value', $old, $new);
    yield $value('the whole value, a host', 'example.com', 'localhost:8080');
    yield $value('end of a sentence', "See $old. Or example.com. Or $old, example.com: good.", "See $new. Or localhost:8080. Or $new, localhost:8080: good.");

    foreach (['=', ' ', "\n", '"', "'", '(', '/', ':', ',', '|', '>', "\0", '“', '…', "\u{a0}", '中', '%3D', '%20', '%2520', '%22', '\n', '\t', '\"', '\u003d', '&gt;', '&quot;', '&#61;'] as $before) {
        yield $value('a host behind ' . json_encode($before), "x{$before}example.com", "x{$before}localhost:8080");
    }
    foreach (['a', 'Z', '0', '-', '_', '.', '@', 'ä', 'Ж', 'λ', '%40', '%2540', '%41', '%C3%A4', '\u0040', '\u00e4', '&#64;', '&#x40;', '&commat;'] as $before) {
        yield $stays("x{$before}example.com");
    }
    foreach (['/', ' ', '?', '#', '"', "'", ')', ',', '. ', '.', '..', '."', ':', ': ', "\0", '”', '中', '%2F', '%20', '\n', '\/', '&amp;', '&#x2F;', '\\"'] as $after) {
        yield $value('a host before ' . json_encode($after), "$old$after", "$new$after");
    }
    foreach (['a', 'Z', '0', '-', '_', '.a', '.0', '.au', 'ä', 'Ж', '.ä'] as $after) {
        yield $stays("$old$after");
        yield $stays("example.com$after");
    }
    foreach (['notexample.com', 'sub.example.com', 'https://sub.example.com/', 'https://www.example.com', 'example.com.au', 'bob@example.com', 'mailto:bob@example.com', 'exampleXcom', 'https://examplecom', 'https:example', 'https//example', '//xexample.com', 'https://example.co', 'xn--example.com'] as $text) {
        yield $stays($text);
    }

    yield $value('ports', "$old:443/a http://example.com:80/b", "$new/a $new/b");
    foreach (['https://example.com:80', 'http://example.com:443', 'https://example.com:8443/a', 'https%3A%2F%2Fexample.com%3A8443', 'https:\/\/example.com:8443\/a', 'example.com:8443'] as $text) {
        yield $stays($text);
    }
    yield $value('an encoded port', 'https%3A%2F%2Fexample.com%3A443%2Fa', 'http%3A%2F%2Flocalhost%3A8080%2Fa');
    yield $value(
        'a rule with a port',
        'https://example.com:8443/a example.com:8443 https://example.com/a https://example.com:84430',
        'http://b.test/a b.test https://example.com/a https://example.com:84430',
        $urls(['https://example.com:8443' => 'http://b.test']),
    );
    yield $value(
        'a rule with its own default port',
        'https://example.com:443/a https://example.com/a http://example.com:8080/a',
        'http://b.test/a http://b.test/a http://example.com:8080/a',
        $urls(['https://example.com:443' => 'http://b.test:80']),
    );
    yield $value('back from a port', 'http://localhost:8080/a http:\/\/localhost:8080\/b localhost http://localhost', 'https://example.com/a https:\/\/example.com\/b localhost http://localhost', $urls([$new => $old]));

    yield $value('user information', 'https://bob:pw@example.com/a //bob@example.com/b', 'http://bob:pw@localhost:8080/a //bob@localhost:8080/b');
    yield $value('encoded user information', 'https%3A%2F%2Fbob%3Apw%40example.com%2Fa', 'http%3A%2F%2Fbob%3Apw%40localhost%3A8080%2Fa');
    yield $stays('https://bob:pw@other.test/example.comx');

    $blog = $urls(['https://example.com/blog' => 'http://b.test']);
    foreach (['', '/', '/x', '?x', '#x', '"', ' ', '. Then', '&amp;x', "'", ')', '\/x'] as $after) {
        yield $value("a path before $after", "https://example.com/blog$after", "http://b.test$after", $blog);
    }
    foreach (['ger', '-x', '_x', '~x', '1', '.html', '%C3%A4', '%41', '%20x', '%2Fx', 'ä', 'Ger'] as $after) {
        yield $stays("https://example.com/blog$after", $blog);
    }
    foreach (['https://example.com/', 'https://example.com', 'https://example.com/Blog', 'https://example.com/x/blog', 'example.com'] as $text) {
        yield $stays($text, $blog);
    }
    yield $value('a path, JSON-escaped', 'https:\/\/example.com\/blog\/x https:\/\/example.com\/blogger', 'http:\/\/b.test\/x https:\/\/example.com\/blogger', $blog);
    yield $value('a path, percent-encoded', 'https%3A%2F%2Fexample.com%2Fblog%2Fx https%3A%2F%2Fexample.com%2Fblog%3Fx', 'http%3A%2F%2Fb.test%2Fx http%3A%2F%2Fb.test%3Fx', $blog);
    yield TestCase::stays('url: a percent-encoded path goes on', 'https%3A%2F%2Fexample.com%2Fblogger https%3A%2F%2Fexample.com%2Fblog%2520x https%3A%2F%2Fexample.com%2Fblog%C3%A4', $blog);
    yield $value('a path behind a bare host', 'example.com/blog/x example.com/blogger', 'b.test/x example.com/blogger', $blog);
    yield $value('one trailing slash on both sides', 'https://example.com/blog/x https://example.com/blog', 'http://b.test/wp/x http://b.test/wp', $urls(['https://example.com/blog/' => 'http://b.test/wp/']));
    yield $value('one trailing slash on the left', 'https://example.com/a https://example.com', 'http://b.test/a http://b.test', $urls(['https://example.com/' => 'http://b.test']));
    yield $value('one trailing slash on the right', 'https://example.com/a https://example.com/', 'http://b.test/a http://b.test/', $urls(['https://example.com' => 'http://b.test/']));
    yield $value('a longer path', 'https://example.com/a/b/c', 'https://example.com/x/y/z/c', $urls(['https://example.com/a/b' => 'https://example.com/x/y/z']));
    yield $value(
        'the longest path wins, whatever the order',
        'https://example.com/ https://example.com/a https://example.com/a/b https://example.com/a/bc',
        'http://root.test/ http://a.test http://ab.test http://a.test/bc',
        $urls(['https://example.com/a' => 'http://a.test', 'https://example.com' => 'http://root.test', 'https://example.com/a/b' => 'http://ab.test']),
    );

    yield $value('nothing cascades', 'https://a.test https://b.test', 'https://b.test https://a.test', $urls(['https://a.test' => 'https://b.test', 'https://b.test' => 'https://a.test']));
    yield $value('the new host holds the old', "$old/a", 'https://example.com.test/a', $urls([$old => 'https://example.com.test']));
    yield $value('the scheme alone', "http://example.com/a $old/b //example.com", "$old/a $old/b //example.com", $urls(['http://example.com' => $old]));
    yield $value('www is another host', 'https://example.com https://www.example.com', 'http://b.test https://www.example.com', $urls([$old => 'http://b.test']));
    yield $value('rules for two schemes', 'http://example.com/a https://example.com/b', 'http://plain.test/a http://secure.test/b', $urls(['http://example.com' => 'http://plain.test', 'https://example.com' => 'http://secure.test']));
    yield $value('a rule without a scheme', 'HTTP://example.com https://example.com:443/a //example.com example.com', 'http://b.test https://b.test/a //b.test b.test', $urls(['example.com' => 'b.test']));
    yield $value('a rule without a scheme, and a port', 'https:\/\/example.com\/a', 'https:\/\/b.test:81\/a', $urls(['example.com' => 'b.test:81']));
    yield $value('an upper-case rule', 'https://example.com/A', 'http://localhost:8080/A', $urls(['HTTPS://Example.COM' => 'HTTP://LocalHost:8080']));
    yield $value('an IP address', 'http://127.0.0.1:8080/a 127.0.0.1:8080 127.0.0.1 1127.0.0.1:8080', 'https://example.com/a example.com 127.0.0.1 1127.0.0.1:8080', $urls(['http://127.0.0.1:8080' => $old]));

    $dotless = $urls(['http://wordpress' => 'http://wordpress.localhost']);
    yield $value('a host without a dot', 'http://wordpress/a https://wordpress //wordpress/b http:\/\/wordpress\/c http%3A%2F%2Fwordpress', 'http://wordpress.localhost/a http://wordpress.localhost //wordpress.localhost/b http:\/\/wordpress.localhost\/c http%3A%2F%2Fwordpress.localhost', $dotless);
    foreach (['wordpress', 'wordpress.org', 'http://wordpress.org', 'admin@wordpress', '/wordpress/', 'http://wordpresses', 'a//wordpress', 'http://my-wordpress'] as $text) {
        yield $stays($text, $dotless);
    }

    $wide = $urls([$old => 'https://example.test'], true);
    yield $value('sub-domains', 'https://example.com https://a.example.com/x b.a.example.com //c.example.com', 'https://example.test https://a.example.test/x b.a.example.test //c.example.test', $wide);
    yield $value('sub-domains, JSON-escaped', 'https:\/\/a.example.com\/x', 'https:\/\/a.example.test\/x', $wide);
    yield $value('sub-domains, percent-encoded', 'https%3A%2F%2Fa.example.com%2Fx', 'https%3A%2F%2Fa.example.test%2Fx', $wide);
    foreach (['https://notexample.com', 'bob@example.com', 'bob@a.example.com', 'https://a.example.com.au', 'a-example.com'] as $text) {
        yield $stays($text, $wide);
    }
    yield $value('an identity rule', 'https://cdn.example.com/a https://x.cdn.example.com/a https://example.com cdn.example.com', 'https://cdn.example.com/a https://x.cdn.example.com/a https://example.test cdn.example.com', $urls([$old => 'https://example.test', 'https://cdn.example.com' => 'https://cdn.example.com'], true));
    yield $value('an identity rule for a path', 'https://example.com/keep/a https://example.com/b', 'https://example.com/keep/a https://example.test/b', $urls([$old => 'https://example.test', 'https://example.com/keep' => 'https://example.com/keep']));
    yield $value('a sub-domain with its own rule', 'https://a.example.com https://b.example.com https://x.a.example.com', 'https://other.test https://b.example.test https://x.other.test', $urls([$old => 'https://example.test', 'https://a.example.com' => 'https://other.test'], true));

    $emails = ['emails' => true];
    yield $value('e-mail addresses', 'bob@example.com bob@sub.example.com bob@example.com.au', 'bob@localhost bob@sub.example.com bob@example.com.au', $emails);
    yield $value('e-mail addresses, no path', 'mailto:bob@example.com, https://example.com', 'mailto:bob@b.test, http://b.test/wp', $emails + $urls([$old => 'http://b.test/wp']));
    yield $value('e-mail addresses of sub-domains', 'bob@a.example.com', 'bob@a.b.test', $emails + $urls([$old => 'http://b.test'], true));

    $idn = $urls(['https://müller.example' => 'https://größe.test']);
    yield $value('a Unicode host', 'https://müller.example/a müller.example', 'https://größe.test/a größe.test', $idn);
    yield $value('its punycode', 'https://xn--mller-kva.example/a', 'https://xn--gre-6ka8i.test/a', $idn);
    yield $value('a punycode rule', 'https://müller.example/a https://xn--mller-kva.example', 'http://b.test/a http://b.test', $urls(['https://xn--mller-kva.example' => 'http://b.test']));
    yield $value('a Unicode host in JSON', json_encode(['u' => 'https://müller.example/a']), json_encode(['u' => 'https://größe.test/a']), $idn);
    yield $value('a Unicode host, serialized', serialize(['https://müller.example/a']), serialize(['https://größe.test/a']), $idn);
    yield $stays('https://xmüller.example https://xxn--mller-kva.example', $idn);

    $locked = 'https://exa_[wc_subscriptions_siteurl]_mple.com';
    yield $stays($locked, ['urls' => ['https://mple.com' => $new], 'literals' => ['mple.com' => 'x', 'https' => 'http', 'exa' => 'y']]);
    yield $value('beside a locked address', "$locked $old/a", "$locked $new/a");
    yield $value('a locked address in a serialized array', serialize([$locked, $old]), serialize([$locked, $new]), ['literals' => ['mple' => 'x']]);

    // A multisite's map: thirty sites, sub-domains, own domains and sub-directories.
    $map = [$old => 'http://site.test', 'https://example.com/shop' => 'http://shop.site.test'];
    $from = "$old/a https://example.com/shop/b https://other.example.com";
    $to = 'http://site.test/a http://shop.site.test/b https://other.example.com';
    for ($i = 1; $i <= 28; $i++) {
        $map["https://s$i.example.com"] = "http://s$i.site.test";
        $from .= " https://s$i.example.com/x s$i.example.com https:\/\/s$i.example.com\/y";
        $to .= " http://s$i.site.test/x s$i.site.test http:\/\/s$i.site.test\/y";
    }
    yield $value('thirty sites', $from, $to, $urls($map));
    yield $value('thirty sites, serialized', serialize([$from]), serialize([$to]), $urls($map));
    yield $value('thirty sites, and all others below', "$from https://s99.example.com", str_replace('https://other.example.com', 'http://other.site.test', $to) . ' http://s99.site.test', $urls($map, true));
    yield $value('a reference is written in the case of the rule', 'https://EXAMPLE.com/Path?Q=Ä', "$new/Path?Q=Ä");
};
