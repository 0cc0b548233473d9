<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Store;

use WpNormalize\Cli\Failure;

/** A store in a folder of this machine: file:///var/backups. */
final class FileStore implements Store
{
    public function __construct(private readonly string $folder)
    {
    }

    public function describe(): string
    {
        return "file://$this->folder";
    }

    /** The first backup makes the folder. */
    public function exists(): bool
    {
        return is_dir($this->folder);
    }

    public function names(?string $site = null): array
    {
        $names = [];
        foreach ($this->sites($site) as $folder) {
            foreach ($this->entries("$this->folder/$folder") as $file) {
                if (ObjectName::isPart($file)) {
                    $names[] = "$folder/$file";
                }
            }
        }

        return $names;
    }

    public function size(string $name): ?int
    {
        $path = $this->path($name);
        clearstatcache(true, $path);

        return is_file($path) ? (int) filesize($path) : null;
    }

    public function read(string $name): ?string
    {
        $size = $this->size($name);
        if ($size === null) {
            return null;
        }
        if ($size > self::LARGEST_READ) {
            throw ObjectName::tooLarge($name);
        }
        $content = @file_get_contents($this->path($name));

        return $content === false ? throw $this->unreadable($name) : $content;
    }

    public function open(string $name)
    {
        $stream = @fopen($this->path($name), 'r');

        return $stream === false ? throw $this->unreadable($name) : $stream;
    }

    public function part(string $name, int $offset, int $length)
    {
        $stream = $this->open($name);

        return fseek($stream, $offset) === 0 ? $stream : throw $this->unreadable($name);
    }

    public function create(string $name, int $expectedSize = 0): PendingObject
    {
        $path = $this->path($name);
        $folder = dirname($path);
        if (!is_dir($folder) && !@mkdir($folder, 0700, true) && !is_dir($folder)) {
            throw Failure::failed(
                "cannot create the folder $folder",
                'create it, or check the owner and permissions of the store',
            );
        }

        return new PendingFile($path);
    }

    public function delete(string $name): void
    {
        if (!@unlink($this->path($name))) {
            throw Failure::failed("cannot remove {$this->path($name)}", 'remove it by hand');
        }
    }

    public function removeUnfinished(string $site, \Closure $isOurs): void
    {
        foreach ($this->entries($this->path($site)) as $file) {
            $path = "{$this->path($site)}/$file";
            $name = PendingFile::finalName($file);
            $isOld = (int) @filemtime($path) < time() - self::UNFINISHED_SECONDS;
            if ($name !== null && $isOld && $isOurs("$site/$name")) {
                @unlink($path);
            }
        }
    }

    /** @return list<string> the sites that have a folder: this one, or all */
    private function sites(?string $site): array
    {
        $isSite = fn (string $name): bool => ObjectName::isPart($name) && is_dir("$this->folder/$name");
        if ($site !== null && $isSite($site)) {
            return [$site];
        }
        $all = array_values(array_filter($this->entries($this->folder), $isSite));

        return $site === null ? $all : [];
    }

    /** @return list<string> */
    private function entries(string $folder): array
    {
        $entries = @scandir($folder);
        if ($entries === false) {
            throw is_dir($folder)
                ? Failure::failed("cannot read the folder $folder", 'check its owner and permissions')
                : Failure::failed(
                    "the store $folder does not exist",
                    'check BACKUP_STORE; db:backup creates the folder',
                );
        }

        return $entries;
    }

    private function path(string $name): string
    {
        return "$this->folder/" . ObjectName::check($name);
    }

    private function unreadable(string $name): Failure
    {
        return Failure::failed("cannot read {$this->path($name)}", 'check its owner and permissions');
    }
}
