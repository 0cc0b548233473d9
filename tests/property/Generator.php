<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Property;

use WpNormalize\Tests\Corpus\LegacyBox;
use WpNormalize\Tests\Corpus\Settings;

/** Random rules, texts, values and statements; the same seed gives the same ones. */
final class Generator
{
    private const HOSTS = [
        'example.com', 'example.com', 'example.com', 'EXAMPLE.com', 'www.example.com', 'cdn.example.com', 'a.b.example.com',
        'example.com.au', 'notexample.com', 'shop.test', 'localhost', 'wordpress', 'müller.example', 'xn--mller-kva.example',
        '127.0.0.1', 'example.org',
    ];
    private const SCHEMES = ['https://', 'https://', 'http://', 'HTTPS://', '//', '', 'ftp://'];
    private const PATHS = ['', '', '/', '/blog', '/blog/x', '/blogger', '/blog.html', '/a?b=c#d', '/wp-content/uploads/a.jpg'];
    private const PORTS = ['', '', '', '', ':443', ':80', ':8443', ':8080'];
    private const USERS = ['', '', '', '', '', 'bob@', 'bob:pw@'];
    private const MAPS = [
        ['https://example.com' => 'http://localhost:8080'],
        ['https://example.com' => 'https://shop.test'],
        ['example.com' => 'shop.test'],
        ['https://example.com/blog' => 'http://shop.test'],
        ['https://example.com' => 'http://shop.test/wp', 'https://example.com/blog' => 'http://blog.test'],
        ['https://example.com' => 'http://shop.test', 'https://cdn.example.com' => 'https://cdn.example.com'],
        ['http://example.com' => 'http://plain.test', 'https://example.com' => 'https://secure.test'],
        ['https://example.com:8443' => 'http://shop.test', 'https://www.example.com' => 'http://www.shop.test:81'],
        ['http://wordpress' => 'http://wordpress.localhost', 'http://localhost:8080' => 'https://example.com'],
        ['https://müller.example' => 'https://größe.test', 'https://example.com' => 'http://b.test:81/x'],
        ['https://example.com' => 'https://example.com.test', 'http://shop.test' => 'https://example.com'],
    ];
    private const ADDRESSES = [
        'https://example.com', 'http://example.com', 'https://example.com/blog', 'https://example.com/blog/x', 'https://www.example.com',
        'https://cdn.example.com', 'http://localhost', 'http://localhost:8080', 'https://example.com:8443', 'http://wordpress',
        'https://müller.example', 'https://127.0.0.1', 'http://shop.test/wp', 'https://example.org:81/a/b', 'https://example.com.au',
    ];
    private const SCALARS = [null, true, false, 0, -5, PHP_INT_MIN, 0.1, 1e25, -INF, NAN, ''];
    private const JSON_FLAGS = [0, 0, JSON_UNESCAPED_SLASHES, JSON_UNESCAPED_UNICODE, JSON_PRETTY_PRINT];
    private const SQL_MODES = [
        [],
        ['NO_BACKSLASH_ESCAPES'],
        ['ANSI_QUOTES'],
        ['ANSI_QUOTES', 'NO_BACKSLASH_ESCAPES'],
        ['STRICT_ALL_TABLES'],
    ];
    private const MAILBOXES = ['mailto:bob@', ' bob@', 'bob%40', 'bob%2540', 'bob&#64;', '<bob.b@'];
    private const WORDS = [
        ' ', ' ', "\n", '"', "'", '<a href="', '">', '</a>', ',', '.', ';', ':', '/', '\\', '\\\\', '\\n', '\\"', '%20', '%3D',
        '-', '_', 'a', '0', 'ä', '“', '中', "\0", "\xff", '&amp;', '&gt;', 'hello', 's:5:"', '{"a":"', 'a:1:{', '}', '[', ']',
        '=', '?u=', '|', '%', '\\u003d',
    ];

    public function __construct(int $seed)
    {
        mt_srand($seed);
    }

    /** @return array<string, mixed> arguments of a Replacer */
    public function arguments(): array
    {
        return [
            'urls' => $this->chance(2) ? $this->pick(self::MAPS) : $this->map(),
            'literals' => $this->pick([
                [],
                [],
                [],
                ['hello' => 'good/bye'],
                ['/wp-content' => '/app', 'bob' => ''],
                ['a' => 'aa', 'example' => 'x'],
                ['Größe' => 'l"ä"nge/', '<a href="' => "<'\\"],
            ]),
            'keys' => $this->chance(3),
            'subdomains' => $this->chance(3),
            'emails' => $this->chance(4),
            'base64' => $this->chance(4),
        ];
    }

    /** @return array<string, string> rules that do not contradict each other */
    private function map(): array
    {
        $map = [];
        for ($i = $this->number(1, 4); $i > 0; $i--) {
            $map[$this->pick(self::ADDRESSES)] = $this->pick(self::ADDRESSES);
        }
        return $map;
    }

    public function text(int $words): string
    {
        $text = '';
        for ($i = $this->number(0, $words); $i > 0; $i--) {
            $text .= match ($this->number(0, 8)) {
                0, 1, 2 => $this->reference(),
                3 => ' ' . $this->pick(self::MAILBOXES) . $this->pick(self::HOSTS) . ' ',
                default => $this->pick(self::WORDS),
            };
        }
        return $text;
    }

    /** Sentences with whole references, such as sites hold: no near misses, no escapes cut in two. */
    public function plainText(): string
    {
        $text = '';
        for ($i = $this->number(0, 5); $i > 0; $i--) {
            $text .= $this->pick(['Größe ', "it's ", '"', "line\n", '<b>', '(']);
            $text .= $this->spell('https://example.com' . $this->pick(self::PATHS)) . ' ';
        }
        return $text;
    }

    /** One reference, or something close to one. */
    public function reference(): string
    {
        $host = $this->pick(self::HOSTS);
        $scheme = $this->pick(self::SCHEMES);
        $user = $scheme === '' ? '' : $this->pick(self::USERS);
        return $this->spell($scheme . $user . $host . $this->pick(self::PORTS) . $this->pick(self::PATHS));
    }

    private function spell(string $url): string
    {
        return match ($this->number(0, 11)) {
            0 => str_replace('/', '\\/', $url),
            1 => str_replace('/', '\\\\\\/', $url),
            2 => str_replace('/', '\\u002f', $url),
            3 => rawurlencode($url),
            4 => str_replace(['/', ':', '@'], ['%2f', '%3a', '%40'], $url),
            5 => rawurlencode(rawurlencode($url)),
            6 => str_replace('/', '&#x2F;', $url),
            7 => strtr($url, ['/' => '&#47;', ':' => '&#58;']),
            default => $url,
        };
    }

    /**
     * A value in up to $depth layers.
     *
     * @param callable(): string $text
     */
    public function value(int $depth, callable $text): string
    {
        if ($depth === 0) {
            return $text();
        }
        $inner = fn (): mixed => $this->structure(2, fn (): string => $this->value($this->number(0, $depth - 1), $text), $text);
        return match ($this->number(0, 7)) {
            0, 1, 2 => serialize($inner()),
            3 => (string) json_encode($this->valid($inner()), $this->pick(self::JSON_FLAGS)),
            4 => serialize(new Settings($this->value($depth - 1, $text))),
            5 => serialize(new LegacyBox($this->value($depth - 1, $text))),
            6 => base64_encode($this->value($depth - 1, $text)),
            default => serialize($inner()) . $text(),
        };
    }

    /**
     * @param callable(): string $string
     * @param callable(): string $key
     */
    private function structure(int $depth, callable $string, callable $key): mixed
    {
        if ($depth === 0 || $this->chance(4)) {
            return $this->chance(3) ? $this->pick(self::SCALARS) : $string();
        }
        $array = [];
        for ($i = $this->number(0, 4); $i > 0; $i--) {
            $item = $this->structure($depth - 1, $string, $key);
            if ($this->chance(2)) {
                $array[] = $item;
            } else {
                $array[$key()] = $item;
            }
        }
        return $this->chance(4) ? (object) $array : $array;
    }

    /** The same without what JSON cannot hold. */
    private function valid(mixed $data): mixed
    {
        if (is_string($data)) {
            return mb_scrub($data, 'UTF-8');
        }
        if (is_float($data)) {
            return is_finite($data) ? $data : 0.5;
        }
        if (!is_array($data) && !is_object($data)) {
            return $data;
        }
        $valid = [];
        foreach ((array) $data as $key => $item) {
            $valid[is_string($key) ? ltrim(mb_scrub($key, 'UTF-8'), "\0") . '.' : $key] = $this->valid($item);
        }
        return $valid;
    }

    /** The same with some bytes removed, changed or repeated. */
    public function damaged(string $value): string
    {
        for ($i = $this->number(1, 3); $i > 0 && $value !== ''; $i--) {
            $at = $this->number(0, strlen($value) - 1);
            $length = $this->number(0, 3);
            $value = substr_replace($value, $this->pick(['', '0', '"', '\\', ';', '}', ':', "\xc3", '9']), $at, $length);
        }
        return $value;
    }

    /**
     * Statements with the given values in them; complete, the last delimiter included.
     *
     * @param callable(): string $value
     */
    public function sql(callable $value): string
    {
        $modes = [];
        $sql = $this->pick(['', "\xef\xbb\xbf", "-- dump\n", "/*!40101 SET NAMES utf8mb4 */;\n"]);
        for ($i = $this->number(1, 4); $i > 0; $i--) {
            if ($this->chance(5)) {
                $modes = $this->pick(self::SQL_MODES);
                $list = "'" . implode(',', $modes) . "'";
                $sql .= $this->pick(["SET sql_mode=$list;\n", "/*!50003 SET SESSION sql_mode = $list */ ;\n", "SET @x=5, SQL_MODE=$list;"]);
            }
            $sql .= $this->statement(fn (): string => $this->literal($value(), $modes));
        }
        return $sql;
    }

    /** @param callable(): string $literal */
    private function statement(callable $literal): string
    {
        return match ($this->number(0, 8)) {
            0 => "INSERT INTO `wp_posts` (`ID`,`guid`,`post_content`) VALUES (1,{$literal()},{$literal()});\n",
            1 => "INSERT INTO `wp_blogs` (`blog_id`,`domain`,`path`) VALUES (1,'"
                . $this->pick(['example.com', 'wordpress', 'www.example.com', 'x.test']) . "','"
                . $this->pick(['/', '/blog/', '/x/']) . "');\n",
            2 => "REPLACE INTO t SET a={$literal()},b={$literal()};\r\n",
            3 => "INSERT IGNORE INTO `t` VALUES ({$literal()},NULL),\n({$literal()},0x41) ON DUPLICATE KEY UPDATE a={$literal()};",
            4 => "/*!40000 INSERT INTO `t` VALUES ({$literal()}) */; -- {$this->pick(['it\'s', '"'])}\n",
            5 => "CREATE TABLE IF NOT EXISTS `db`.`x``y` (\n  `guid` text COMMENT 'it''s',\n  b enum('a,b','('),\n  KEY `guid` (`guid`)\n);\n"
                . "INSERT INTO `x``y` VALUES ({$literal()},{$literal()}),({$literal()},{$literal()});\n",
            6 => "DELIMITER //\nCREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW BEGIN INSERT INTO u VALUES ({$literal()}); END//\n"
                . "INSERT INTO t VALUES (1,{$literal()})//\nDELIMITER ;\n",
            7 => "INSERT /* it's */ INTO t -- \"\n (a) # '\n VALUES (CONCAT({$literal()}, {$literal()})),\n\t( {$literal()} ) ;\n",
            default => "UPDATE t SET a={$literal()};\n/* {$this->pick(['\'', '`', ';'])} */\n",
        };
    }

    /** @param list<string> $modes */
    private function literal(string $value, array $modes): string
    {
        $quote = in_array('ANSI_QUOTES', $modes, true) ? "'" : $this->pick(["'", "'", '"']);
        if (in_array('NO_BACKSLASH_ESCAPES', $modes, true)) {
            return $quote . str_replace($quote, "$quote$quote", $value) . $quote;
        }
        $escapes = ['\\' => '\\\\', $quote => $this->pick(["\\$quote", "$quote$quote"])];
        if ($this->chance(2)) {
            $escapes += ["\0" => '\\0', "\n" => '\\n', "\r" => '\\r', "\x1a" => '\\Z', "'" => "\\'", '"' => '\\"'];
        }
        return $this->pick(['', '', '', '_binary ', 'N']) . $quote . strtr($value, $escapes) . $quote;
    }

    /** @return list<string> the text in pieces of random sizes */
    public function pieces(string $text): array
    {
        $pieces = [];
        for ($at = 0; $at < strlen($text); $at += strlen(end($pieces))) {
            $pieces[] = substr($text, $at, $this->number(1, $this->pick([1, 5, 100, 10000])));
        }
        return $pieces;
    }

    public function number(int $from, int $to): int
    {
        return mt_rand($from, $to);
    }

    public function chance(int $oneIn): bool
    {
        return mt_rand(1, $oneIn) === 1;
    }

    /**
     * @template T
     * @param list<T> $items
     * @return T
     */
    public function pick(array $items): mixed
    {
        return $items[mt_rand(0, count($items) - 1)];
    }
}
