<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use WpNormalize\Cli\Failure;

/** A FIFO in a private folder of its own. Both processes that use it remove it: either may be killed. */
final class Fifo
{
    private const NAME = 'rows';

    public function __construct(public readonly string $folder)
    {
    }

    /** Null where this PHP cannot make one. */
    public static function create(): ?self
    {
        if (!function_exists('posix_mkfifo')) {
            return null;
        }
        $fifo = new self(sys_get_temp_dir() . '/wpn-' . bin2hex(random_bytes(8)));
        if (!@mkdir($fifo->folder, 0700) || !@posix_mkfifo($fifo->path(), 0600)) {
            throw Failure::failed("cannot create the FIFO {$fifo->path()}", 'check the permissions and space there');
        }

        return $fifo;
    }

    public function path(): string
    {
        return "$this->folder/" . self::NAME;
    }

    public function remove(): void
    {
        @unlink($this->path());
        @rmdir($this->folder);
    }
}
