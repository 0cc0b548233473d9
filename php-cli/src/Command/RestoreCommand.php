<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\NullOutput;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\After\AfterSwap;
use WpNormalize\Cli\Backup\BackupName;
use WpNormalize\Cli\Backup\Catalogue;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Config\Site;
use WpNormalize\Cli\Config\WordPressFolder;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Restore\DumpSource;
use WpNormalize\Cli\Restore\Journal;
use WpNormalize\Cli\Restore\KeptTables;
use WpNormalize\Cli\Restore\Turn;
use WpNormalize\Cli\Store\StoreFactory;

#[AsCommand('db:restore', 'Restore a backup from the store under this environment\'s address')]
final class RestoreCommand extends RestoringCommand
{
    /** What --undo and --drop-old know; of all other options they would do the opposite, or nothing. */
    private const OPTIONS_OF_KEPT_TABLES = ['env-file', 'undo', 'drop-old', 'after', 'json', 'confirm', 'lock-wait'];

    protected function configure(): void
    {
        $this->addArgument('backup', InputArgument::OPTIONAL, 'A name from db:list; else the newest');
        $this->addOption(
            'site',
            null,
            InputOption::VALUE_REQUIRED,
            'Whose backups, a name from db:list; else BACKUP_SITE',
        );
        $this->addOption(
            'before',
            null,
            InputOption::VALUE_REQUIRED,
            'The newest backup made before this time (UTC unless it says otherwise)',
        );
        $this->addOption(
            'undo',
            null,
            InputOption::VALUE_NONE,
            'Swap the tables back that the last restore or import has replaced',
        );
        $this->addOption(
            'drop-old',
            null,
            InputOption::VALUE_NONE,
            'Drop the tables that the last restore or import has replaced; nothing else',
        );
        $this->addRestoreOptions();
        $this->setHelp(<<<'HELP'
            Restores a backup from BACKUP_STORE into this environment's database: the newest complete one, or the one you name.
            Without --site and BACKUP_SITE it takes backups of this site (SITE_URL) if the store holds any, else those of the
            only other site there.

            The tables that it replaces are kept until the next restore: <info>--undo</info> swaps them back, once more brings
            the restored ones back, and <info>--drop-old</info> drops what is kept. <info>--into-prefix</info> and
            <info>--into-database</info> leave the site alone and put the backup's tables beside it, unchanged but for the map.

            HELP . self::SETTINGS_HELP . <<<'HELP'


            Settings: DB_HOST, DB_NAME, DB_USER, DB_PASSWORD, DB_PREFIX, DB_CHARSET, DB_SSL_CA, SITE_URL, SITE_HOME, WP_ENVIRONMENT_TYPE,
            BACKUP_STORE, BACKUP_SITE.

            Examples:
              <info>php cli db:restore</info>
              <info>php cli db:restore 20260102T030405Z --site=www.example.com</info>
              <info>php cli db:restore --before='2026-01-02 03:00'</info>
              <info>php cli db:restore --map=https://cdn.example.com=http://localhost:8080</info>
              <info>php cli db:restore --confirm=www.example.com</info>     in production
              <info>php cli db:restore --undo</info>
              <info>php cli db:restore --into-prefix=old_ --before=yesterday</info>
            HELP);
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $environment = $this->environment($input);
        if ($input->getOption('undo') || $input->getOption('drop-old')) {
            return $this->workOnKeptTables($input, $output, $environment);
        }
        $store = StoreFactory::from($environment);
        [$name, $manifest, $warnings] = self::choose($input, $environment, new Catalogue($store));
        $dump = DumpSource::backup($environment, $store, $name, $manifest);
        if (!$input->getOption('json')) {
            self::say($output, "Restoring $name from {$store->describe()}");
        }
        $status = self::conclude($output, $warnings);

        return max($status, $this->restore($input, $output, $environment, $dump, $manifest->site));
    }

    /** @return array{BackupName, Manifest, list<string>} the last are warnings about newer ones that are damaged */
    private static function choose(InputInterface $input, Environment $environment, Catalogue $catalogue): array
    {
        $site = $input->getOption('site') ?? $environment->get('BACKUP_SITE');
        $own = Site::from($environment)->url->fileName();
        $wanted = $input->getArgument('backup');
        $before = self::time($input->getOption('before'));
        if ($wanted !== null) {
            if ($before !== null) {
                throw Failure::usage("--before and $wanted exclude each other", 'leave one out');
            }
            $name = $catalogue->find($wanted, $site, $own);

            return [$name, $catalogue->manifest($name), []];
        }
        $faults = [];
        foreach ($catalogue->candidates($site, $own, $before) as $name) {
            $manifest = $catalogue->completeManifestOrFault($name);
            if ($manifest instanceof Manifest) {
                $warnings = array_map(
                    static fn (Failure $fault): string => "a newer backup is passed over: {$fault->line()}",
                    $faults,
                );

                return [$name, $manifest, $warnings];
            }
            $faults[] = $manifest;
        }
        throw $faults[0];
    }

    private static function time(?string $text): ?\DateTimeImmutable
    {
        if ($text === null) {
            return null;
        }
        // PHP takes nothing for now.
        $time = $text === '' ? false : date_create_immutable($text, new \DateTimeZone('UTC'));

        return $time !== false
            ? $time
            : throw Failure::usage("--before=$text is no time", "write it like '2026-01-02 03:04', or 20260102T030405Z");
    }

    /** --undo and --drop-old. */
    private function workOnKeptTables(InputInterface $input, OutputInterface $output, Environment $environment): int
    {
        foreach ($this->getNativeDefinition()->getOptions() as $name => $option) {
            $isKnown = in_array($name, self::OPTIONS_OF_KEPT_TABLES, true);
            if (!$isKnown && $input->getOption($name) !== $option->getDefault()) {
                throw Failure::usage(
                    "--undo and --drop-old restore no backup, so --$name means nothing",
                    'leave it out',
                );
            }
        }
        if ($input->getArgument('backup') !== null || ($input->getOption('undo') && $input->getOption('drop-old'))) {
            throw Failure::usage(
                '--undo, --drop-old and the name of a backup exclude each other',
                'leave all but one out',
            );
        }
        $settings = DatabaseSettings::from($environment);
        $connection = Connection::open($settings);
        $turn = new Turn($connection, $settings);
        if ($input->getOption('drop-old')) {
            [$count, $warnings] = $turn->take(
                static fn (Journal $journal): int => (new KeptTables($connection, $journal))->drop(),
            );
            $line = $count === 0 ? 'No tables were kept' : "Dropped $count tables that were kept";
            $data = ['dropped' => $count];
        } else {
            $site = Site::from($environment);
            $after = AfterSwap::from($environment, WordPressFolder::find($environment), $input->getOption('after'));
            self::guard($input, $output, $site, $connection, $settings->prefix);
            $patience = SwapOptions::plan($input, $settings)->patience;
            [[$count, $warnings], $recovered] = $turn->take(
                static fn (Journal $journal): array => (new KeptTables($connection, $journal))->swapBack($patience),
            );
            $lines = $input->getOption('json') ? new NullOutput() : $output;
            $warnings = [...$recovered, ...$warnings, ...self::runAfter($after, $site, $lines)];
            $line = "Undone: $count tables are back as they were; --undo again brings back what had been restored";
            $data = ['undone' => $count];
        }
        $input->getOption('json')
            ? self::sayJson($output, $data + ['warnings' => $warnings])
            : self::say($output, $line);

        return self::conclude($output, $warnings);
    }
}
