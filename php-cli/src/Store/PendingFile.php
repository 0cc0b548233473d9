<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Store;

use WpNormalize\Cli\Failure;

/** A file written under a temporary name beside its final one: 0600, fsync, rename, fsync of the folder. */
final class PendingFile implements PendingObject
{
    private const TEMPORARY = '/^\.(?<name>.+)\.[0-9a-f]{12}\.tmp$/D';

    private readonly string $temporary;
    /** @var resource */
    private $stream;
    private bool $open = true;

    public function __construct(private readonly string $path, private readonly bool $replace = false)
    {
        $this->refuseExisting();
        $this->temporary = dirname($path) . '/.' . basename($path) . '.' . bin2hex(random_bytes(6)) . '.tmp';
        $umask = umask(0177);
        $stream = @fopen($this->temporary, 'x');
        umask($umask);
        if ($stream === false) {
            throw Failure::failed(
                "cannot write in " . dirname($path),
                'check that the folder exists, its owner and its permissions',
            );
        }
        $this->stream = $stream;
    }

    public function target()
    {
        return $this->stream;
    }

    public function write(string $bytes): void
    {
        if (@fwrite($this->stream, $bytes) !== strlen($bytes)) {
            throw Failure::failed("cannot write $this->path", 'is the disk full? nothing was published');
        }
    }

    public function publish(): void
    {
        if (!@fflush($this->stream) || !@fsync($this->stream)) {
            throw Failure::failed("cannot write $this->path to the disk", 'is it full?');
        }
        fclose($this->stream);
        $this->refuseExisting();
        if (!@rename($this->temporary, $this->path)) {
            throw Failure::failed(
                "cannot rename the finished file to $this->path",
                'check the permissions of its folder',
            );
        }
        $this->open = false;
        // A rename is durable only with its folder. Some file systems (shared folders of virtual machines) cannot do that.
        $folder = @fopen(dirname($this->path), 'r');
        if ($folder !== false) {
            @fsync($folder);
            fclose($folder);
        }
    }

    public function discard(): void
    {
        if (!$this->open) {
            return;
        }
        $this->open = false;
        if (is_resource($this->stream)) {
            @fclose($this->stream);
        }
        @unlink($this->temporary);
    }

    /** The name that a temporary file would have got; null for any other file. */
    public static function finalName(string $temporary): ?string
    {
        return preg_match(self::TEMPORARY, $temporary, $match) === 1 ? $match['name'] : null;
    }

    private function refuseExisting(): void
    {
        if (file_exists($this->path) && !is_file($this->path)) {
            throw Failure::failed("$this->path is no file", 'it is not replaced; choose another name');
        }
        if (!$this->replace && file_exists($this->path)) {
            throw Failure::failed(
                "$this->path exists already",
                'nothing is overwritten; choose another name, or remove it',
            );
        }
    }
}
