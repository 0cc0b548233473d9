<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Backup;

use WpNormalize\Cli\ErrorHandling;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Store\S3Failure;
use WpNormalize\Cli\Store\Store;
use WpNormalize\S3\S3Exception;

/**
 * Deletes the backups of a site that a retention does not keep.
 *
 * Only complete backups count, and only they are deleted: one that is damaged must not outlive a good one because it
 * is newer, and what is not understood may be somebody's last.
 */
final class Pruner
{
    public function __construct(
        private readonly Store $store,
        private readonly Catalogue $catalogue,
        private readonly Retention $retention,
    ) {
    }

    public function plan(string $site, \DateTimeImmutable $now): PrunePlan
    {
        $complete = [];
        $leftAlone = [];
        foreach ($this->catalogue->backups($site) as $name) {
            $fault = $this->fault($name, $now);
            if ($fault === null) {
                $complete[] = $name;
            } else {
                $leftAlone[(string) $name] = $fault;
            }
        }
        $kept = $this->retention->kept($complete);
        $surplus = array_filter($complete, static fn (BackupName $name): bool => !isset($kept[(string) $name]));

        return new PrunePlan($kept, array_reverse($surplus), $leftAlone);
    }

    /**
     * The manifest goes first: what is left when it stops half-way is no backup any more. A signal does not stop it:
     * a dump without its manifest would be nobody's.
     *
     * @param list<BackupName>           $surplus
     * @param \Closure(BackupName): void $deleted told of each
     * @return list<string> warnings: after the first refusal the others are not tried
     */
    public function delete(array $surplus, \Closure $deleted): array
    {
        if ($surplus !== []) {
            ErrorHandling::ignoreSignals();
        }
        foreach ($surplus as $done => $name) {
            try {
                $this->store->delete($name->manifest());
                $this->store->delete($name->dump());
            } catch (Failure | S3Exception $exception) {
                $failure = $exception instanceof Failure ? $exception : S3Failure::from($exception);

                return [sprintf(
                    'pruning stopped after %d of %d backups: %s',
                    $done,
                    count($surplus),
                    $failure->line(),
                )];
            }
            $deleted($name);
        }

        return [];
    }

    /** Why a backup cannot be judged; null where it can. */
    private function fault(BackupName $name, \DateTimeImmutable $now): ?string
    {
        $takenAt = $name->takenAt();
        if ($takenAt === null) {
            return 'its name is no time';
        }
        if ($takenAt > $now) {
            // It would take the place of one that is made today.
            return 'it is from the future';
        }
        $manifest = $this->catalogue->completeManifestOrFault($name);

        return $manifest instanceof Failure ? $manifest->getMessage() : null;
    }
}
