<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Backup;

use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Config\Site;
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
        foreach ($this->store->names() as $object) {
            $name = BackupName::ofManifest($object);
            if ($name !== null && ($site === null || $name->site === $site)) {
                $backups[] = $name;
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

    /**
     * The backup that a user means.
     *
     * @param string|null $wanted a name; the newest without one
     * @param string|null $site   whose backups, where the user says it
     * @param string      $own    whose backups are taken if the store holds any; else those of the only other site
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
        $what = $time === null ? "no backup of $site" : "no backup $site/$time";
        throw Failure::noBackup("there is $what in {$this->store->describe()}", 'see db:list for what there is');
    }

    private function onlySite(string $own): string
    {
        $sites = array_values(
            array_unique(array_map(static fn (BackupName $name): string => $name->site, $this->backups())),
        );
        if ($sites === [] || in_array($own, $sites, true)) {
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
