<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\NullOutput;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Backup\BackupName;
use WpNormalize\Cli\Backup\Catalogue;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Backup\Verifier;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Output\Progress;
use WpNormalize\Cli\Restore\DumpSource;
use WpNormalize\Cli\Restore\Rehearsal;
use WpNormalize\Cli\Store\Store;
use WpNormalize\Cli\Store\StoreFactory;

#[AsCommand('db:verify', 'Read a backup in the store whole, and compare it with its manifest')]
final class VerifyCommand extends StoredBackupsCommand
{
    protected function configure(): void
    {
        $this->addArgument('backup', InputArgument::OPTIONAL, 'A name from db:list; else the newest');
        $this->addSiteOption('Whose backups, a name from db:list; else BACKUP_SITE');
        $this->addOption('all', null, InputOption::VALUE_NONE, 'All backups of the site');
        $this->addOption(
            'restore',
            null,
            InputOption::VALUE_NONE,
            'Load them too, into tables of their own in DB_NAME, count the rows, and drop the tables',
        );
        $this->addOption('json', null, InputOption::VALUE_NONE, 'For programs: one JSON array');
        $this->setHelp(<<<'HELP'
            Reads the newest backup in BACKUP_STORE, or the one you name, from its first byte to its last, and compares it with its
            manifest: size, SHA-256 of the whole and of each frame, compression, closing line, tables, and the rows of each.
            What is wrong is named in one line, and the exit status is 7; without a backup it is 4. Which site: as <info>db:restore</info> does it.
            It changes nothing and needs no database; a key that may only read the store will do.

            With <info>--restore</info> the backup is loaded too, as <info>db:restore</info> would, into tables of its own (<info>_wpn_…</info>) in DB_NAME; their rows are
            counted by the server, and they are dropped. No other table is read or changed, so it may run beside a live site, at
            night: it needs room for the tables once more. Any database will do, an empty one too.

            <info>--json</info> prints [{"name", "sound", "restored" (null without --restore), "fault" (or null)}, …].

            Settings: BACKUP_STORE, BACKUP_SITE, SITE_URL; with --restore DB_HOST, DB_NAME, DB_USER, DB_PASSWORD, DB_CHARSET, DB_SSL_CA.

            Examples:
              <info>php cli db:verify</info>
              <info>php cli db:verify 20260102T030405Z --site=www.example.com</info>
              <info>php cli db:verify --all --quiet</info>        for cron: silent unless one is damaged
              <info>php cli db:verify --restore --quiet</info>    once a month: backups that were never restored are a hope
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

        // Before anything is read: what is wrong with the database is not wrong with a backup.
        $settings = $input->getOption('restore') ? DatabaseSettings::from($environment) : null;
        $connection = $settings === null ? null : Connection::open($settings);

        $people = $input->getOption('json') ? new NullOutput() : $output;
        $list = [];
        $failures = [];
        foreach ($names as $name) {
            $steps = ['sound' => false, 'restored' => $settings === null ? null : false];
            try {
                $manifest = $catalogue->completeManifest($name);
                self::verify($output, $store, $name, $manifest);
                $steps['sound'] = true;
                self::say($people, "$name is sound: " . self::amount($manifest));
                if ($settings !== null) {
                    $dump = DumpSource::backup($environment, $store, $name, $manifest);
                    $seconds = self::rehearse($output, new Rehearsal($connection, $settings, $dump), $name, $manifest);
                    $steps['restored'] = true;
                    self::say($people, sprintf('%s can be restored: loaded and counted in %.1f s', $name, $seconds));
                }
            } catch (Failure $failure) {
                if (!in_array($failure->exitCode, [ExitCode::INTEGRITY, ExitCode::REFUSED, ExitCode::FAILED], true)) {
                    throw $failure;
                }
                $failures[(string) $name] = $failure;
            }
            $fault = isset($failures[(string) $name]) ? $failures[(string) $name]->getMessage() : null;
            $list[] = ['name' => (string) $name] + $steps + ['fault' => $fault];
        }
        if ($input->getOption('json')) {
            self::sayJson($output, $list);
        }

        return $failures === [] ? ExitCode::DONE : throw self::sum($output, array_values($failures), count($names));
    }

    private static function verify(OutputInterface $output, Store $store, BackupName $name, Manifest $manifest): void
    {
        Progress::during(
            $output,
            "Verifying $name",
            $manifest->size(),
            static fn (\Closure $progress) => (new Verifier($store))->verify($name, $manifest, $progress),
        );
    }

    /** @return float seconds */
    private static function rehearse(
        OutputInterface $output,
        Rehearsal $rehearsal,
        BackupName $name,
        Manifest $manifest,
    ): float {
        $started = microtime(true);
        try {
            Progress::during($output, "Restoring $name", $manifest->size(), $rehearsal->run(...));
        } catch (Failure $failure) {
            // What loads a dump does not know whose it is.
            throw new Failure("$name: {$failure->getMessage()}", $failure->remedy, $failure->exitCode);
        }

        return microtime(true) - $started;
    }

    private static function amount(Manifest $manifest): string
    {
        return sprintf(
            '%d tables with %s rows (%s)',
            count($manifest->tables()),
            number_format($manifest->rows()),
            self::readableSize($manifest->size()),
        );
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
