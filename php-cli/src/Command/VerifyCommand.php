<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Backup\BackupName;
use WpNormalize\Cli\Backup\Catalogue;
use WpNormalize\Cli\Backup\Verifier;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Output\Progress;
use WpNormalize\Cli\Store\StoreFactory;

#[AsCommand('db:verify', 'Read a backup in the store whole, and compare it with its manifest')]
final class VerifyCommand extends StoredBackupsCommand
{
    protected function configure(): void
    {
        $this->addArgument('backup', InputArgument::OPTIONAL, 'A name from db:list; else the newest');
        $this->addSiteOption('Whose backups, a name from db:list; else BACKUP_SITE');
        $this->addOption('all', null, InputOption::VALUE_NONE, 'All backups of the site');
        $this->addOption('json', null, InputOption::VALUE_NONE, 'For programs: one JSON array');
        $this->setHelp(<<<'HELP'
            Reads the newest backup in BACKUP_STORE, or the one you name, from its first byte to its last, and compares it with its
            manifest: size, SHA-256 of the whole and of each frame, compression, closing line, tables, and the rows of each.
            What is wrong is named in one line, and the exit status is 7; without a backup it is 4. Which site: as <info>db:restore</info> does it.
            It changes nothing and needs no database; a key that may only read the store will do.

            Settings: BACKUP_STORE, BACKUP_SITE, SITE_URL.

            Examples:
              <info>php cli db:verify</info>
              <info>php cli db:verify 20260102T030405Z --site=www.example.com</info>
              <info>php cli db:verify --all --quiet</info>     for cron: silent unless one is damaged
            HELP);
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $environment = $this->environment($input);
        $store = StoreFactory::from($environment);
        $catalogue = new Catalogue($store);
        $wanted = $input->getArgument('backup');
        $all = $input->getOption('all');
        if ($all && $wanted !== null) {
            throw Failure::usage("--all and $wanted exclude each other", 'leave one out');
        }
        $name = $catalogue->find($wanted, self::namedSite($input, $environment), self::ownSite($environment) ?? '');
        $names = $all ? $catalogue->backups($name->site) : [$name];

        return $this->verify($input, $output, $catalogue, new Verifier($store), $names);
    }

    /** @param list<BackupName> $names */
    private function verify(
        InputInterface $input,
        OutputInterface $output,
        Catalogue $catalogue,
        Verifier $verifier,
        array $names,
    ): int {
        $json = $input->getOption('json');
        $list = [];
        $failures = [];
        foreach ($names as $name) {
            try {
                $manifest = $catalogue->completeManifest($name);
                Progress::during(
                    $output,
                    "Verifying $name",
                    $manifest->size(),
                    static fn (\Closure $progress) => $verifier->verify($name, $manifest, $progress),
                );
            } catch (Failure $failure) {
                if (!in_array($failure->exitCode, [ExitCode::INTEGRITY, ExitCode::REFUSED, ExitCode::FAILED], true)) {
                    throw $failure;
                }
                $failures[] = $failure;
                $list[] = ['name' => (string) $name, 'sound' => false, 'fault' => $failure->getMessage()];
                continue;
            }
            $list[] = ['name' => (string) $name, 'sound' => true, 'fault' => null];
            if (!$json) {
                self::say($output, sprintf(
                    '%s is sound: %d tables with %s rows (%s)',
                    $name,
                    count($manifest->tables()),
                    number_format($manifest->rows()),
                    self::readableSize($manifest->size()),
                ));
            }
        }
        if ($json) {
            self::sayJson($output, $list);
        }

        return $failures === [] ? ExitCode::DONE : throw self::sum($output, $failures, count($names));
    }

    /**
     * One failure is reported as it is; several as a warning each, and the gravest exit status.
     *
     * @param non-empty-list<Failure> $failures
     */
    private static function sum(OutputInterface $output, array $failures, int $count): Failure
    {
        if (count($failures) === 1) {
            return $failures[0];
        }
        self::conclude($output, array_map(static fn (Failure $failure): string => $failure->line(), $failures));

        return new Failure(
            sprintf('%d of %d backups could not be verified', count($failures), $count),
            'see the warnings above',
            max(array_map(static fn (Failure $failure): int => $failure->exitCode, $failures)),
        );
    }
}
