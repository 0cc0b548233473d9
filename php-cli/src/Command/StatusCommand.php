<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Backup\BackupName;
use WpNormalize\Cli\Backup\Catalogue;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Output\Readable;
use WpNormalize\Cli\Store\StoreFactory;

#[AsCommand('db:status', 'Say how old the newest backup is, for monitoring')]
final class StatusCommand extends StoredBackupsCommand
{
    private const UNITS = ['m' => 60, 'h' => 3600, 'd' => 86400];
    /** How far clocks may differ, in seconds. */
    private const SKEW = 300;

    protected function configure(): void
    {
        $this->addOption(
            'max-age',
            null,
            InputOption::VALUE_REQUIRED,
            'How old it may be, in minutes, hours or days: 90m, 26h, 2d',
            '26h',
        );
        $this->addSiteOption('Whose backups, a name from db:list; else BACKUP_SITE, else this site\'s');
        $this->addOption('json', null, InputOption::VALUE_NONE, 'For programs: one JSON object');
        $this->setHelp(<<<'HELP'
            Looks for the newest complete backup in BACKUP_STORE: one with a manifest, and a dump of the size that it says. The exit status is
            0 if it is not older than <info>--max-age</info>; 4 if it is, or there is none; 3 if there is something to look at: it has less than half
            the size of the one before, or a newer one is not complete. A backup's age counts from its start.
            It changes nothing and needs no database; a key that may only read the store will do, from any machine.

            <info>--json</info> prints {"site", "name", "time", "age" (in seconds), "maxAge", "size" (in bytes), "previousSize" (or null), "warnings": […]},
            nothing where there is no backup.

            Settings: BACKUP_STORE, BACKUP_SITE, SITE_URL.

            Examples:
              <info>php cli db:status</info>
              <info>php cli db:status --max-age=8d --site=www.example.com --json</info>
            HELP);
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $environment = $this->environment($input);
        $maxAge = self::seconds($input->getOption('max-age'));
        $store = StoreFactory::from($environment);
        $catalogue = new Catalogue($store);
        // Unlike db:restore, no other site's backups where this one has none: they would hide that.
        $site = self::namedSite($input, $environment)
            ?? self::ownSite($environment)
            ?? $catalogue->find(null, null, '')->site;
        [$newest, $previous, $warnings] = self::newestTwo($catalogue, $site);
        if ($newest === null) {
            self::conclude($output, $warnings);
            throw Failure::noBackup("there is no complete backup of $site in {$store->describe()}", 'db:backup makes one');
        }

        [$name, $manifest] = $newest;
        $age = time() - (int) $name->takenAt()?->getTimestamp();
        $warnings = [...$warnings, ...self::doubts($name, $manifest, $age, $previous)];
        if ($input->getOption('json')) {
            self::sayJson($output, [
                'site' => $site,
                'name' => (string) $name,
                'time' => $name->time,
                'age' => $age,
                'maxAge' => $maxAge,
                'size' => $manifest->size(),
                'previousSize' => $previous === null ? null : $previous[1]->size(),
                'warnings' => $warnings,
            ]);
        } else {
            self::say($output, "$name, " . Readable::age($age) . ' old, ' . self::readableSize($manifest->size()));
        }
        $status = self::conclude($output, $warnings);
        if ($age > $maxAge) {
            throw Failure::noBackup(
                "the newest complete backup, $name, is " . Readable::age($age)
                    . " old, more than {$input->getOption('max-age')}",
                'see why db:backup does not run, or fails',
            );
        }

        return $status;
    }

    /**
     * @return array{array{BackupName, Manifest}|null, array{BackupName, Manifest}|null, list<string>} the newest
     *     complete backup, the one before, and what is wrong with others that are newer than these
     */
    private static function newestTwo(Catalogue $catalogue, string $site): array
    {
        $complete = [];
        $warnings = [];
        foreach ($catalogue->backups($site) as $name) {
            $manifest = $name->takenAt() === null
                ? Failure::integrity("$name has no time for a name", 'remove it by hand')
                : $catalogue->completeManifestOrFault($name);
            if ($manifest instanceof Failure) {
                $warnings[] = $manifest->line();
                continue;
            }
            $complete[] = [$name, $manifest];
            if (count($complete) === 2) {
                break;
            }
        }

        return [$complete[0] ?? null, $complete[1] ?? null, $warnings];
    }

    /**
     * @param array{BackupName, Manifest}|null $previous
     * @return list<string>
     */
    private static function doubts(BackupName $name, Manifest $manifest, int $age, ?array $previous): array
    {
        $doubts = [];
        if ($age < -self::SKEW) {
            $doubts[] = "$name is from the future: set the clock of this machine, or of the one that made it";
        }
        if ($previous !== null && $manifest->size() * 2 < $previous[1]->size()) {
            $doubts[] = sprintf(
                '%s has %s, less than half of the one before (%s, %s): is the site whole?',
                $name,
                self::readableSize($manifest->size()),
                $previous[0],
                self::readableSize($previous[1]->size()),
            );
        }

        return $doubts;
    }

    private static function seconds(string $age): int
    {
        if (preg_match('/^(\d{1,6})([mhd])$/D', $age, $match) !== 1) {
            throw Failure::usage(
                "--max-age=$age is no age",
                'write minutes, hours or days as 90m, 26h or 2d',
            );
        }

        return (int) $match[1] * self::UNITS[$match[2]];
    }
}
