<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Doctor;

use WpNormalize\Cli\Backup\Catalogue;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Output\Readable;
use WpNormalize\Cli\Store\FileStore;
use WpNormalize\Cli\Store\S3Failure;
use WpNormalize\Cli\Store\Store;
use WpNormalize\S3\S3Exception;

/** Whether the store answers, what the newest backup in it is, and, if asked for, whether it can be written. */
final class StoreExamination
{
    /** How far clocks may differ, in seconds. */
    private const SKEW = 300;

    /** The newest complete backup, once it has been looked for. */
    private ?Manifest $newest = null;

    /**
     * @param string|null $site whose backups, where the settings say it
     * @param string      $own  this environment's own site; may be empty
     */
    public function __construct(
        private readonly Store $store,
        private readonly ?string $site,
        private readonly string $own,
        private readonly Purpose $purpose,
    ) {
    }

    public function newest(): ?Manifest
    {
        return $this->newest;
    }

    /** @return iterable<Finding> */
    public function findings(bool $write): iterable
    {
        try {
            yield from $this->backups();
        } catch (Failure | S3Exception $exception) {
            yield $this->mayOnlyWrite($exception)
                ? Finding::note("the key may list and not read {$this->store->describe()}", 'db:backup needs no more')
                : Finding::failure(self::toFailure($exception));
        }
        if ($write) {
            yield from $this->write();
        }
    }

    /** @return iterable<Finding> */
    private function backups(): iterable
    {
        if ($this->store instanceof FileStore && !$this->store->exists()) {
            yield Finding::note("{$this->store->describe()} does not exist yet", 'db:backup creates the folder');

            return;
        }
        $catalogue = new Catalogue($this->store);
        $count = count($catalogue->backups());
        yield Finding::ok("the store {$this->store->describe()} can be read, it holds $count backups");
        try {
            $name = $catalogue->find(null, $this->site, $this->own);
            $this->newest = $catalogue->completeManifest($name);
        } catch (Failure $failure) {
            yield match ($failure->exitCode) {
                ExitCode::NO_BACKUP => Finding::note($failure->getMessage(), 'db:backup makes one'),
                ExitCode::USAGE => Finding::note($failure->getMessage(), $failure->remedy),
                default => Finding::failure($failure),
            };

            return;
        }
        $age = time() - (int) $name->takenAt()?->getTimestamp();
        yield $age < -self::SKEW
            ? Finding::warning("the newest backup, $name, is from the future", 'set the clocks (NTP): names are times')
            : Finding::ok(sprintf(
                'the newest backup is %s, %s old, %s',
                $name,
                Readable::age($age),
                Readable::size($this->newest->size()),
            ));
    }

    /** @return iterable<Finding> */
    private function write(): iterable
    {
        $name = ($this->own === '' ? 'doctor' : $this->own) . '/doctor-' . gmdate('Ymd\THis\Z') . '.txt';
        try {
            $object = $this->store->create($name);
            try {
                $object->write("written by db:doctor --write\n");
                $object->publish();
            } finally {
                $object->discard();
            }
        } catch (Failure | S3Exception $exception) {
            yield Finding::failure(self::toFailure($exception));

            return;
        }
        try {
            $this->store->delete($name);
            yield Finding::ok('the store can be written, and deleted from');
        } catch (Failure | S3Exception $exception) {
            yield Finding::note(
                "the store can be written, but not deleted from: $name stays there",
                'that is the safer key for a server; BACKUP_KEEP and db:prune need another one',
            );
        }
    }

    private function mayOnlyWrite(Failure|S3Exception $exception): bool
    {
        return $this->purpose === Purpose::Backup
            && $exception instanceof S3Exception
            && [$exception->operation, $exception->errorCode] === ['GetObject', 'AccessDenied'];
    }

    private static function toFailure(Failure|S3Exception $exception): Failure
    {
        return $exception instanceof Failure ? $exception : S3Failure::from($exception);
    }
}
