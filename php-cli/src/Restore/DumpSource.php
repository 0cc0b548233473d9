<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Backup\BackupName;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Store\Store;

/** The dump that is restored: a stream from anywhere, or a backup in a store, of which parts can be read too. */
final class DumpSource
{
    /** @param resource|null $stream null: it is opened when it is needed */
    private function __construct(
        private $stream,
        public readonly ?Manifest $manifest,
        public readonly ?Store $store = null,
        public readonly ?string $object = null,
        public readonly ?string $environmentFile = null,
    ) {
    }

    /** @param resource $stream plain or compressed */
    public static function stream($stream): self
    {
        return new self($stream, null);
    }

    public static function backup(Environment $environment, Store $store, BackupName $name, Manifest $manifest): self
    {
        return new self(null, $manifest, $store, $name->dump(), $environment->file);
    }

    /** Stored bytes; 0 where that is not known, as of a pipe. */
    public function size(): int
    {
        return $this->manifest?->size() ?? fstat($this->stream)['size'];
    }

    /** @return resource the whole of it */
    public function whole()
    {
        return $this->stream ?? $this->store->open($this->object);
    }
}
