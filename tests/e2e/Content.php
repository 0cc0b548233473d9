<?php

/**
 * What a real site stores, and what naive search-and-replace breaks, as a function of the site's address.
 *
 * Built with production's address it fills the site (fill.php); built with the new address it is what the restored
 * site must hold (prove.php), value by value and type by type.
 */

declare(strict_types=1);

namespace WpNormalize\Tests\E2e;

/** An object as plugins store them in options: NUL bytes in the names of its private and protected properties. */
final class Shop
{
    public string $home;
    protected array $links;
    private string $logo;
    private ?Shop $parent = null;

    public function __construct(string $url, bool $withParent = true)
    {
        $this->home = "$url/shop/";
        $this->links = ['terms' => "$url/terms/", 'n' => 3, 'ratio' => 0.25, 'open' => true, 'none' => null];
        $this->logo = "//" . explode('//', $url)[1] . '/logo.png';
        if ($withParent) {
            $this->parent = new self("$url/parent", false);
        }
    }
}

enum Suit
{
    case Hearts;
}

/** Writes itself in the form C:, whose payload only its own class understands. */
final class Payload implements \Serializable
{
    public string $data = '';

    public function serialize(): string
    {
        return $this->data;
    }

    public function unserialize(string $data): void
    {
        $this->data = $data;
    }

    // PHP >= 8.1 warns about a Serializable without __unserialize(); it is called for the form O: only.
    public function __unserialize(array $data): void
    {
    }
}

final class Content
{
    public readonly string $host;

    /** Names that contain the old domain and are other sites; they stay in every place. */
    private const OTHER_SITES = 'https://notexample.com/ https://www.example.com.au/ https://cdn.example.com/x.js'
        . ' https://my-example.com https://www.example.community';

    /** @param string $bare the address without www: the same site, so it moves too */
    public function __construct(public readonly string $url, public readonly string $bare)
    {
        $this->host = explode('//', $url)[1];
    }

    /** @return array<string, mixed> what WordPress's update_option() gets */
    public function options(): array
    {
        $url = $this->url;
        $nested = ['url' => "$url/inner/", 'list' => [1, 2.5, false, null, "$url/a"]];

        return [
            'e2e_text' => "Read $url/about/, http://{$this->host}/plain or {$this->bare}/twin, or just {$this->host} today.",
            'e2e_unicode' => "Grüße 👋 naïve 日本語 — $url/straße/日本?ü=1#é 🏳️‍🌈",
            'e2e_relative' => "//{$this->host}/a.css and '//{$this->host}' (but not //cdn.example.com/b.css)",
            'e2e_percent' => '?once=' . rawurlencode("$url/x y") . '&twice=' . rawurlencode(rawurlencode("$url/z")),
            'e2e_entities' => '<a href="' . str_replace(['/', ':'], ['&#47;', '&#58;'], "$url/entity/") . '">x</a>'
                . ' and ' . str_replace('/', '&#x2F;', "$url/hex/"),
            'e2e_others' => self::OTHER_SITES,
            'e2e_email' => "Write to info@example.com, mailto:shop@www.example.com or see $url/contact/",
            'e2e_quotes' => "It's \"quoted\" \\ back\\\\slashed\r\n\t$url/'q'\"x\"\\",
            'e2e_nul' => "a\0b\0$url/nul\0\x1a\x7f",
            'e2e_array' => ['url' => "$url/", 'depth' => ['urls' => ["$url/1", "$url/2"], 'empty' => [], '' => '']],
            'e2e_types' => ['i' => 42, 'f' => 1.5, 'big' => PHP_INT_MAX, 't' => true, 'n' => null, 'inf' => INF, 's' => $url],
            'e2e_key' => ["$url/page" => 'a URL in a key', 7 => "$url/7", 'plain' => 1],
            'e2e_nested' => ['data' => serialize($nested), 'deeper' => ['x' => serialize(['y' => serialize($nested)])]],
            'e2e_twice' => serialize($nested),
            'e2e_object' => new Shop($url),
            'e2e_objects' => ['shops' => [new Shop($url, false), (object) ['link' => "$url/o"]], 'after' => "$url/after"],
            'e2e_json' => json_encode(['u' => "$url/j", 'h' => "<a href=\"$url/\">é</a>", 'n' => 1.0, 'e' => (object) []]),
            'e2e_json_layers' => json_encode(['s' => serialize(['j' => json_encode($nested), 'u' => "$url/l"])]),
        ];
    }

    /** @return array<string, string> bytes that plugins wrote past WordPress, put into the options table as they are */
    public function rawOptions(): array
    {
        $payload = "x:{$this->url}/payload;";
        $link = "{$this->url}/card";
        $class = Payload::class;
        $suit = Suit::class . ':Hearts';

        return [
            'e2e_raw_custom' => 'C:' . strlen($class) . ":\"$class\":" . strlen($payload) . ":{{$payload}}",
            'e2e_raw_enum' => 'a:2:{s:4:"suit";E:' . strlen($suit) . ":\"$suit\";s:4:\"link\";s:" . strlen($link) . ":\"$link\";}",
            // Its length has been wrong since some earlier replacement: no unserialize() reads it, so it is text.
            'e2e_raw_malformed' => "a:1:{s:4:\"link\";s:5:\"{$this->url}/broken\";}",
            'e2e_raw_cut' => "a:2:{i:0;s:9:\"complete\";i:1;s:400:\"{$this->url}/cut",
        ];
    }

    /** @return array<string, mixed> what add_post_meta() gets, on the front page */
    public function postMeta(): array
    {
        $url = $this->url;
        $elements = [[
            'id' => '5a1b',
            'elType' => 'widget',
            'settings' => [
                'link' => ['url' => "$url/buy/?a=1&b=2", 'is_external' => '', 'nofollow' => ''],
                'editor' => "<p>\"Grüße\" & <a href='$url/x'>x</a>\n</p>",
                'json' => json_encode(['deep' => "$url/deep", 'again' => json_encode(["$url/deeper"])]),
            ],
            'elements' => [],
        ]];

        return [
            '_elementor_data' => json_encode($elements),
            '_e2e_pretty' => json_encode($elements, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE),
            '_e2e_array' => ['images' => [["src" => "$url/wp-content/uploads/a.jpg", 'w' => 10]], 'html' => "<b title='é'>$url</b>"],
            '_e2e_empty' => '',
            '_e2e_number' => '12.50',
        ];
    }

    /** The front page: blocks whose comments hold JSON, as the block editor escapes it. */
    public function page(string $image): string
    {
        $attributes = json_encode(['url' => "{$this->url}/join/", 'text' => "<em>\"Join\" -- us</em>"]);
        // serialize_block_attributes() of WordPress writes these characters as \u escapes.
        $attributes = strtr($attributes, ['--' => '\u002d\u002d', '<' => '\u003c', '>' => '\u003e', '\"' => '\u0022']);
        $unescaped = json_encode(['href' => "{$this->url}/media/"], JSON_UNESCAPED_SLASHES);

        return <<<HTML
            <!-- wp:paragraph -->
            <p>Welcome to <a href="{$this->url}/about/">{$this->host}</a> 👋 It's “open” to all.</p>
            <!-- /wp:paragraph -->

            <!-- wp:image $unescaped -->
            <figure class="wp-block-image"><img src="$image" alt="logo" srcset="$image 1x, $image?2x 2x"/></figure>
            <!-- /wp:image -->

            <!-- wp:e2e/button $attributes -->
            <div class="wp-block-button"><a class="wp-block-button__link" href="{$this->url}/join/">Join</a></div>
            <!-- /wp:e2e/button -->

            <!-- wp:html -->
            <script>var site = {"home":"{$this->jsonUrl()}\/","cdn":"\/\/{$this->host}\/x"};</script>
            <!-- /wp:html -->
            HTML;
    }

    /** A comment, a user's biography and a category's description hold it. */
    public function note(): string
    {
        return "See {$this->url}/note/ and {$this->host}.";
    }

    private function jsonUrl(): string
    {
        return trim(json_encode($this->url), '"');
    }
}
