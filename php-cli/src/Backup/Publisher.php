<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Backup;

use WpNormalize\Cli\ErrorHandling;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Store\PendingObject;
use WpNormalize\Cli\Store\Store;
use WpNormalize\S3\S3Exception;

/** Puts a backup into a store: the dump first, then the manifest that makes it exist, or nothing at all. */
final class Publisher
{
    public function __construct(private readonly Store $store)
    {
    }

    /**
     * @param \Closure(PendingObject): Manifest $write        writes the dump and says what it holds
     * @param int                               $expectedSize about how many bytes the dump will have at most; 0: not known
     */
    public function publish(BackupName $name, \Closure $write, int $expectedSize = 0): Manifest
    {
        $dump = $this->store->create($name->dump(), $expectedSize);
        try {
            $manifest = $write($dump);
            // A signal in between would leave a dump without its manifest.
            ErrorHandling::uninterrupted(function () use ($name, $dump, $manifest): void {
                $dump->publish();
                $this->publishManifest($name, $manifest);
                ErrorHandling::ignoreSignals();
            });
        } finally {
            $dump->discard();
        }
        $this->store->removeUnfinished(
            $name->site,
            static fn (string $object): bool => BackupName::isObjectOf($name->site, $object),
        );

        return $manifest;
    }

    private function publishManifest(BackupName $name, Manifest $manifest): void
    {
        try {
            $this->write($name->manifest(), $manifest->toJson());
        } catch (\Throwable $throwable) {
            $this->withdraw($name->dump());
            throw $throwable;
        }
    }

    private function write(string $name, string $content): void
    {
        $object = $this->store->create($name);
        try {
            $object->write($content);
            $object->publish();
        } finally {
            $object->discard();
        }
    }

    /** After a failure, which is what the user must hear of. A dump that stays is no backup without its manifest. */
    private function withdraw(string $name): void
    {
        try {
            $this->store->delete($name);
        } catch (Failure | S3Exception) {
        }
    }
}
