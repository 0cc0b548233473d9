<?php

declare(strict_types=1);

namespace WpNormalize\Cli\After;

use WpNormalize\Cli\Config\Address;
use WpNormalize\Cli\Config\WordPressFolder;
use WpNormalize\Cli\Failure;

/**
 * The object cache of a site whose WordPress is here, flushed by WordPress itself: without its plugins and themes,
 * since what has just been restored is not to run for this.
 */
final class WordPressCache
{
    private const SCRIPT = <<<'PHP'
        define('SHORTINIT', true);
        [, $loader, $_SERVER['HTTP_HOST'], $_SERVER['REQUEST_URI'], $_SERVER['HTTPS']] = $argv;
        require $loader;
        exit(wp_cache_flush() ? 0 : 1);
        PHP;

    private function __construct(private readonly string $loader)
    {
    }

    /** Null where there is none that outlives a request. */
    public static function of(?WordPressFolder $wordpress): ?self
    {
        $loader = $wordpress?->loader();

        return $loader !== null && is_file("$wordpress->content/object-cache.php") ? new self($loader) : null;
    }

    /** @param Address $home where the site is: a network looks for its blog by that */
    public function flush(Address $home): void
    {
        $request = [$home->authority(), "$home->path/", $home->scheme === 'https' ? 'on' : ''];
        $errors = tmpfile();
        $process = @proc_open(
            [PHP_BINARY, '-d', 'display_errors=stderr', '-r', self::SCRIPT, '--', $this->loader, ...$request],
            [['file', '/dev/null', 'r'], $errors, $errors],
            $pipes,
            dirname($this->loader),
        );
        $status = $process === false ? -1 : proc_close($process);
        if ($status !== 0) {
            rewind($errors);
            $said = trim(strip_tags((string) stream_get_contents($errors, 1000)));
            throw Failure::failed(
                "$this->loader did not flush WordPress's object cache (exit status $status)"
                    . ($said === '' ? '' : " and said: $said"),
                'flush it by hand: wp cache flush',
            );
        }
    }
}
