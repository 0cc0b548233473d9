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
        $manifestObject = $this->store->create($name->manifest());
        try {
            $manifest = $write($dump->stream());
            $json = $manifest->toJson();
            if (@fwrite($manifestObject->stream(), $json) !== strlen($json)) {
                throw Failure::failed("cannot write {$name->manifest()} in {$this->store->describe()}", 'is the disk full?');
            }
            $dump->publish();
            try {
                $manifestObject->publish();
            } catch (\Throwable $throwable) {
                $this->store->delete($name->dump());
                throw $throwable;
            }

            return $manifest;
        } finally {
            $dump->discard();
            $manifestObject->discard();
        }
    }
}
