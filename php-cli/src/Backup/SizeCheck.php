<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Backup;

use WpNormalize\Cli\Failure;
use WpNormalize\S3\S3Exception;

/** Compares a backup with the one before: a dump of half a site is a valid dump. */
final class SizeCheck
{
    private const LEAST = 0.5;

    public function __construct(private readonly Catalogue $catalogue)
    {
    }

    /** @return list<string> warnings */
    public function warnings(BackupName $made, Manifest $manifest): array
    {
        $before = $this->before($made);
        if ($before === null) {
            return [];
        }
        [$name, $last] = $before;
        $compared = [
            'rows' => [$manifest->rows(), $last->rows()],
            'bytes, decompressed,' => [$manifest->rawSize(), $last->rawSize()],
        ];
        foreach ($compared as $what => [$now, $then]) {
            if ($now < $then * self::LEAST) {
                return [sprintf(
                    'the backup has %s %s less than half of the %s of %s: has the site lost something?',
                    number_format($now),
                    $what,
                    number_format($then),
                    $name,
                )];
            }
        }

        return [];
    }

    /**
     * The newest complete backup of the site before this one, if the key may read it: one that may only write is the
     * safest for a server.
     *
     * @return array{BackupName, Manifest}|null
     */
    private function before(BackupName $made): ?array
    {
        try {
            foreach ($this->catalogue->backups($made->site) as $name) {
                $manifest = $name->time < $made->time ? $this->catalogue->completeManifestOrFault($name) : null;
                if ($manifest instanceof Manifest) {
                    return [$name, $manifest];
                }
            }
        } catch (Failure | S3Exception) {
        }

        return null;
    }
}
