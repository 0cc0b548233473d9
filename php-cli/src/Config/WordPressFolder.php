<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Config;

use WpNormalize\Cli\Failure;

/** Where this environment's WordPress lies: what a restore adds to its files, and asks of it. */
final class WordPressFolder
{
    /** Below the folder of .env, where SITE_PATH does not say it. */
    private const USUAL = ['', '/public', '/web', '/wordpress', '/htdocs', '/public_html'];

    /** @param string $content the folder wp-content, by whatever name */
    private function __construct(public readonly string $root, public readonly string $content)
    {
    }

    /** Null where it is on another machine, or somewhere unusual. */
    public static function find(Environment $environment): ?self
    {
        $path = $environment->path('SITE_PATH');
        $content = $environment->path('WP_CONTENT_DIR');
        if ($content !== null && !is_dir($content)) {
            throw Failure::usage("WP_CONTENT_DIR $content is no folder", 'set it to the folder wp-content');
        }
        if ($path !== null || $content !== null) {
            $root = rtrim($path ?? dirname((string) $content), '/');
            $content ??= self::contentOf($root);

            return $content !== null ? new self($root, $content) : throw Failure::usage(
                "SITE_PATH $root is no folder of WordPress",
                'set it to the one that holds wp-content, or set WP_CONTENT_DIR',
            );
        }
        $base = $environment->file === null ? (string) getcwd() : dirname($environment->file);
        foreach (self::USUAL as $usual) {
            $content = self::contentOf($base . $usual);
            if ($content !== null) {
                return new self($base . $usual, $content);
            }
        }

        return null;
    }

    /** What brings WordPress up; Bedrock has it in a folder of its own. */
    public function loader(): ?string
    {
        foreach (['/wp-load.php', '/wp/wp-load.php'] as $name) {
            if (is_file($this->root . $name)) {
                return $this->root . $name;
            }
        }

        return null;
    }

    private static function contentOf(string $root): ?string
    {
        return match (true) {
            is_dir("$root/wp-content") => "$root/wp-content",
            // Bedrock.
            is_dir("$root/app") && is_file("$root/wp-config.php") => "$root/app",
            default => null,
        };
    }
}
