<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Backup;

use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Store\Store;

/** The backups in a store. Only one with a manifest exists. */
final class Catalogue
{
    public function __construct(private readonly Store $store)
    {
    }

    /**
     * @return list<BackupName> newest first
     */
    public function backups(?string $site = null): array
    {
        $backups = [];
        $objects = $this->store->names($site);
        $exists = array_flip($objects);
        foreach ($objects as $object) {
            $name = BackupName::ofManifest($object);
            if ($name !== null && ($site === null || $name->site === $site)) {
                $gzip = $name->asGzip();
                $backups[] = isset($exists[$gzip->dump()]) && !isset($exists[$name->dump()]) ? $gzip : $name;
            }
        }
        usort($backups, static fn (BackupName $a, BackupName $b): int => [$b->time, $a->site] <=> [$a->time, $b->site]);

        return $backups;
    }

    public function manifest(BackupName $name): Manifest
    {
        $json = $this->store->read($name->manifest())
            ?? throw Failure::noBackup("there is no backup $name in {$this->store->describe()}", 'see db:list');

        return Manifest::fromJson($json, $name->manifest());
    }

    /** The manifest of a backup whose dump is there, with the size that it should have. */
    public function completeManifest(BackupName $name): Manifest
    {
        $manifest = $this->manifest($name);
        $size = $this->store->size($name->dump());
        if ($size !== $manifest->size()) {
            throw Failure::integrity(
                $size === null
                    ? "{$name->dump()} is missing in {$this->store->describe()}"
                    : "{$name->dump()} has $size bytes, its manifest says {$manifest->size()}",
                'the backup is of no use; take another one (db:list)',
            );
        }

        return $manifest;
    }

    /** The same, or what is wrong with the backup: it may have been pruned meanwhile. What is wrong with the store is thrown. */
    public function completeManifestOrFault(BackupName $name): Manifest|Failure
    {
        try {
            return $this->completeManifest($name);
        } catch (Failure $failure) {
            return in_array($failure->exitCode, [ExitCode::NO_BACKUP, ExitCode::INTEGRITY, ExitCode::REFUSED], true)
                ? $failure
                : throw $failure;
        }
    }

    /**
     * The backup that a user means.
     *
     * @param string|null $wanted a name; the newest without one
     * @param string|null $site   whose backups, where the user says it
     * @param string      $own    whose backups are taken if the store holds any; else those of the only other site; may be empty
     */
    public function find(?string $wanted, ?string $site, string $own): BackupName
    {
        $time = null;
        if ($wanted !== null) {
            [$namedSite, $time] = BackupName::parse($wanted);
            $site = $namedSite ?? $site;
        }
        $site ??= $this->onlySite($own);
        foreach ($this->backups($site) as $backup) {
            if ($time === null || $backup->time === $time) {
                return $backup;
            }
        }
        $what = match (true) {
            $time !== null => "no backup $site/$time",
            $site === '' => 'no backup',
            default => "no backup of $site",
        };
        throw Failure::noBackup("there is $what in {$this->store->describe()}", 'see db:list for what there is');
    }

    /**
     * Where no backup is named: those that may be meant, newest first. A name that is no time is not newer than others.
     *
     * @param string|null $site as in find()
     * @return non-empty-list<BackupName>
     */
    public function candidates(?string $site, string $own, ?\DateTimeImmutable $before = null): array
    {
        $site ??= $this->onlySite($own);
        $found = array_values(array_filter(
            $this->backups($site),
            static fn (BackupName $name): bool
                => $name->takenAt() !== null && ($before === null || $name->takenAt() < $before),
        ));
        if ($found === []) {
            $when = $before === null ? '' : ' before ' . $before->format('Y-m-d H:i:s T');
            $whose = $site === '' ? '' : " of $site";
            throw Failure::noBackup(
                "there is no backup$whose$when in {$this->store->describe()}",
                'see db:list for what there is',
            );
        }

        return $found;
    }

    private function onlySite(string $own): string
    {
        if ($own !== '' && $this->backups($own) !== []) {
            return $own;
        }
        $sites = array_values(
            array_unique(array_map(static fn (BackupName $name): string => $name->site, $this->backups())),
        );
        if ($sites === []) {
            return $own;
        }
        if (count($sites) > 1) {
            throw Failure::usage(
                "{$this->store->describe()} holds backups of several sites (" . implode(', ', $sites) . ')',
                "choose one with --site or BACKUP_SITE, for example --site=$sites[0]",
            );
        }

        return $sites[0];
    }
}
