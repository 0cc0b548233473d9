<?php

declare(strict_types=1);

namespace WpNormalize\Bench;

/**
 * A dump as mariadb-dump writes one of a WordPress site: posts made of blocks and their revisions, metadata of attachments
 * and of a page builder, comments, options with widgets. The same size gives the same bytes.
 */
final class Dump
{
    public const URL = 'https://www.example.com';
    /** Bytes that mariadb-dump gathers in one INSERT. */
    private const STATEMENT = 1_000_000;
    private const WORDS = 'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et '
        . 'dolore magna aliqua größe straße über café naïve enim ad minim veniam quis nostrud exercitation ullamco laboris nisi '
        . 'aliquip ex ea commodo consequat';
    private const COLUMNS = [
        'wp_options' => ['option_id', 'option_name', 'option_value', 'autoload'],
        'wp_posts' => ['ID', 'post_date', 'post_content', 'post_title', 'post_status', 'guid', 'post_type'],
        'wp_postmeta' => ['meta_id', 'post_id', 'meta_key', 'meta_value'],
        'wp_comments' => ['comment_ID', 'comment_author', 'comment_author_email', 'comment_author_url', 'comment_content'],
    ];
    private const ESCAPES = ["\0" => '\\0', "\n" => '\\n', "\r" => '\\r', '\\' => '\\\\', "'" => "\\'", '"' => '\\"'];

    /** @var list<string> */
    private array $paragraphs = [];
    private int $id = 0;

    /**
     * @param string $site     what its URLs begin with
     * @param int    $distance about how many bytes of a post lie between two references
     */
    public function __construct(private readonly string $site = self::URL, private readonly int $distance = 700)
    {
        mt_srand(1);
        $words = explode(' ', self::WORDS);
        for ($i = 0; $i < 3000; $i++) {
            $text = '';
            for ($length = mt_rand(20, 90); $length > 0; $length--) {
                $text .= $words[array_rand($words)] . ($length % 17 === 0 ? ". It's \"so\", " : ' ');
            }
            $this->paragraphs[] = ucfirst(trim($text)) . '.';
        }
    }

    /**
     * @param resource $to
     * @param float    $posts how much of it is posts; of the rest, most is metadata
     */
    public function write($to, int $bytes, float $posts = 0.6): void
    {
        $rest = $bytes * (1 - $posts);
        fwrite($to, "-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)\n/*!40101 SET NAMES utf8mb4 */;\n"
            . "/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;\n\n");
        $this->table($to, 'wp_options', $this->option(...), (int) ($rest * 0.175));
        $this->table($to, 'wp_posts', $this->post(...), (int) ($bytes * $posts));
        $this->table($to, 'wp_postmeta', $this->meta(...), (int) ($rest * 0.625));
        $this->table($to, 'wp_comments', $this->comment(...), (int) ($rest * 0.2));
        fwrite($to, "-- Dump completed on 2024-05-01 12:00:00\n");
    }

    /**
     * A dump in which every row is serialized data in serialized data.
     *
     * @param resource $to
     */
    public function writeNested($to, int $bytes): void
    {
        $value = fn (): string => serialize(['outer' => serialize($this->attachment()), 'url' => $this->link()]);
        $this->table($to, 'wp_postmeta', fn (): array => [++$this->id, $this->id, '_nested', $value()], $bytes);
        fwrite($to, "-- Dump completed on 2024-05-01 12:00:00\n");
    }

    /**
     * @param resource $to
     * @param callable(): list<int|string> $row
     */
    private function table($to, string $table, callable $row, int $bytes): void
    {
        $definition = static fn (string $column): string => "  `$column` longtext";
        $definitions = implode(",\n", array_map($definition, self::COLUMNS[$table]));
        fwrite($to, "CREATE TABLE `$table` (\n$definitions\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\nLOCK TABLES `$table` WRITE;\n");
        for ($written = 0; $written < $bytes; $written += strlen($sql)) {
            $sql = "INSERT INTO `$table` VALUES\n";
            $separator = '';
            while (strlen($sql) < self::STATEMENT && $written + strlen($sql) < $bytes) {
                $sql .= $separator . '(' . implode(',', array_map(self::literal(...), $row())) . ')';
                $separator = ",\n";
            }
            $sql .= ";\n";
            fwrite($to, $sql);
        }
        fwrite($to, "UNLOCK TABLES;\n\n");
    }

    /** @return list<int|string> */
    private function post(): array
    {
        $content = '';
        for ($length = mt_rand(2000, 9000); strlen($content) < $length;) {
            $content .= $this->block();
        }
        $type = mt_rand(1, 4) === 1 ? 'revision' : 'post';
        return [++$this->id, '2024-01-02 03:04:05', $content, $this->title(), 'publish', $this->site . '/?p=' . $this->id, $type];
    }

    private function block(): string
    {
        $text = '';
        while (strlen($text) < $this->distance) {
            $text .= "<!-- wp:paragraph -->\n<p>" . $this->paragraph() . "</p>\n<!-- /wp:paragraph -->\n\n";
        }
        return $text . match (mt_rand(0, 2)) {
            0 => '<!-- wp:paragraph --><p><a href="' . $this->link() . '">' . $this->title() . "</a></p><!-- /wp:paragraph -->\n\n",
            1 => "<!-- wp:image {\"id\":{$this->id},\"sizeSlug\":\"large\"} -->\n<figure class=\"wp-block-image\"><img src=\""
                . $this->upload() . "\" alt=\"\"/></figure>\n<!-- /wp:image -->\n\n",
            default => '<!-- wp:button {"url":' . json_encode($this->link()) . '} --><!-- /wp:button -->' . "\n\n",
        };
    }

    /** @return list<int|string> */
    private function meta(): array
    {
        return match (mt_rand(0, 5)) {
            0, 1 => [++$this->id, $this->id, '_wp_attachment_metadata', serialize($this->attachment())],
            2 => [++$this->id, $this->id, '_elementor_data', $this->builder()],
            3 => [++$this->id, $this->id, '_menu_item_url', $this->link()],
            default => [++$this->id, $this->id, '_edit_lock', '1700000000:1'],
        };
    }

    /** @return array<string, mixed> */
    private function attachment(): array
    {
        $sizes = [];
        foreach (['thumbnail' => 150, 'medium' => 300, 'large' => 1024] as $name => $width) {
            $sizes[$name] = [
                'file' => "a-$width.jpg",
                'width' => $width,
                'height' => $width,
                'mime-type' => 'image/jpeg',
                'url' => $this->upload(),
            ];
        }
        return [
            'width' => 2048,
            'height' => 1365,
            'file' => "2024/01/{$this->id}.jpg",
            'sizes' => $sizes,
            'image_meta' => ['aperture' => '0', 'credit' => '', 'keywords' => []],
        ];
    }

    private function builder(): string
    {
        $elements = [];
        for ($count = mt_rand(2, 12); $count > 0; $count--) {
            $elements[] = ['id' => dechex(mt_rand()), 'elType' => 'widget', 'settings' => [
                'image' => ['url' => $this->upload(), 'id' => $this->id],
                'editor' => '<p>' . $this->paragraph() . '</p>',
            ]];
        }
        return json_encode($elements, JSON_THROW_ON_ERROR);
    }

    /** @return list<int|string> */
    private function comment(): array
    {
        $url = mt_rand(1, 3) === 1 ? ' See ' . $this->link() : '';
        return [++$this->id, 'A Commenter', "bob{$this->id}@example.org", 'https://example.org', $this->paragraph() . $url];
    }

    /** @return list<int|string> */
    private function option(): array
    {
        $widgets = [];
        for ($count = mt_rand(1, 6); $count > 0; $count--) {
            $text = "{$this->paragraph()} <a href=\"{$this->link()}\">x</a>";
            $widgets[] = ['title' => $this->title(), 'text' => $text, 'filter' => true];
        }
        return [++$this->id, "widget_text_{$this->id}", serialize($widgets + ['_multiwidget' => 1]), 'yes'];
    }

    private function paragraph(): string
    {
        return $this->paragraphs[array_rand($this->paragraphs)];
    }

    private function title(): string
    {
        return explode("\n", wordwrap($this->paragraph(), 40))[0];
    }

    private function link(): string
    {
        return $this->site . '/2024/01/post-' . mt_rand(1, 9999) . '/';
    }

    private function upload(): string
    {
        return $this->site . '/wp-content/uploads/2024/01/image-' . mt_rand(1, 9999) . '.jpg';
    }

    private static function literal(int|string $value): string
    {
        return is_int($value) ? (string) $value : "'" . strtr($value, self::ESCAPES) . "'";
    }
}
