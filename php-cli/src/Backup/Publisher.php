<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Backup;

use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Store\Store;

/** Puts a backup into a store: the dump first, then the manifest that makes it exist, or nothing at all. */
final class Publisher
{
    public function __construct(private readonly Store $store)
    {
    }

    /** @param \Closure(resource): Manifest $write writes the dump and says what it holds */
    public function publish(BackupName $name, \Closure $write): Manifest
    {
        $dump = $this->store->create($name->dump());
        try {
            $manifest = $write($dump->stream());
            $dump->publish();
        } finally {
            $dump->discard();
        }
        try {
            $this->publishManifest($name, $manifest);
        } catch (\Throwable $throwable) {
            $this->store->delete($name->dump());
            throw $throwable;
        }

        return $manifest;
    }

    private function publishManifest(BackupName $name, Manifest $manifest): void
    {
        $json = $manifest->toJson();
        $object = $this->store->create($name->manifest());
        try {
            if (@fwrite($object->stream(), $json) !== strlen($json)) {
                throw Failure::failed(
                    "cannot write {$name->manifest()} in {$this->store->describe()}",
                    'is the disk full?',
                );
            }
            $object->publish();
        } finally {
            $object->discard();
        }
    }
}
