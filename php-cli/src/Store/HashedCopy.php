<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Store;

use WpNormalize\Cli\Failure;

/** Copies a stream to its end into a pending object, and knows what went through. */
final class HashedCopy
{
    private const PIECE = 1 << 18;

    private function __construct(public readonly int $size, public readonly string $sha256)
    {
    }

    /**
     * @param resource                              $from
     * @param (\Closure(int, ?string=): void)|null $progress told of bytes copied
     */
    public static function run($from, PendingObject $to, ?\Closure $progress = null): self
    {
        $hash = hash_init('sha256');
        $size = 0;
        while (!feof($from)) {
            $piece = @fread($from, self::PIECE);
            if ($piece === false) {
                throw Failure::failed('the dump cannot be read to its end', 'check the disk it is on');
            }
            $to->write($piece);
            hash_update($hash, $piece);
            $size += strlen($piece);
            $progress?->__invoke($size);
        }

        return new self($size, hash_final($hash));
    }
}
