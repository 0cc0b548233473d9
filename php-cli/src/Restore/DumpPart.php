<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Failure;

/** One of the files of a dump that comes in several. They may be from elsewhere: what is no plain file is not read. */
final class DumpPart
{
    public readonly string $name;
    public readonly int $size;
    private readonly string $identity;

    /** @param string $delimiter what ends its statements, until it says otherwise */
    public function __construct(private readonly string $path, public readonly string $delimiter = ';')
    {
        $this->name = basename($path);
        $status = @lstat($path);
        if ($status === false || !self::isFile($status)) {
            throw Failure::refused(
                "$this->name in the dump's folder is no file, but a link, a pipe or the like",
                'put the file itself there',
            );
        }
        $this->size = $status['size'];
        $this->identity = self::identity($status);
    }

    /** @return resource */
    public function open()
    {
        // Without n, what has become a pipe since would be waited for.
        $stream = @fopen($this->path, 'rn');
        if ($stream === false) {
            throw Failure::failed("cannot read $this->path", 'check its permissions');
        }
        $status = fstat($stream);
        if ($status === false || self::identity($status) !== $this->identity) {
            throw Failure::failed("$this->path has become another file meanwhile", 'import a folder that nobody writes to');
        }

        return $stream;
    }

    /** @param array<string, int> $status */
    private static function isFile(array $status): bool
    {
        return ($status['mode'] & 0o170000) === 0o100000;
    }

    /** @param array<string, int> $status */
    private static function identity(array $status): string
    {
        return "{$status['dev']}:{$status['ino']}";
    }
}
