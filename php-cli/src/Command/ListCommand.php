<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Formatter\OutputFormatter;
use Symfony\Component\Console\Helper\Table;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Backup\BackupName;
use WpNormalize\Cli\Backup\Catalogue;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Store\StoreFactory;

#[AsCommand('db:list', 'List the backups in the store, newest first')]
final class ListCommand extends DatabaseCommand
{
    protected function configure(): void
    {
        $this->addOption('site', null, InputOption::VALUE_REQUIRED, 'Only the backups of this site');
        $this->addOption('json', null, InputOption::VALUE_NONE, 'For programs: one JSON array');
        $this->setHelp(<<<'HELP'
            Lists the complete backups in BACKUP_STORE, newest first, of all sites or of one. Times are UTC. It needs no database.
            A backup whose manifest cannot be read is named on the standard error, and the exit status is 3. An empty store is status 4.

            <info>--json</info> prints [{"name", "site", "time", "size" (of the dump, in bytes), "sha256", "tables", "rows", "siteurl", "home",
            "prefix"}, …], newest first.

            Settings: BACKUP_STORE.

            Examples:
              <info>php cli db:list</info>
              <info>php cli db:list --site=www.example.com --json</info>
            HELP);
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $store = StoreFactory::from($this->environment($input));
        $catalogue = new Catalogue($store);
        $backups = [];
        $warnings = [];
        foreach ($catalogue->backups($input->getOption('site')) as $name) {
            try {
                $backups[] = [$name, $catalogue->manifest($name)];
            } catch (Failure $failure) {
                $warnings[] = $failure->line();
            }
        }
        if ($input->getOption('json')) {
            self::sayJson($output, array_map(
                static fn (array $backup): array => self::describe(...$backup),
                $backups,
            ));
        } elseif ($backups !== []) {
            self::table($output, $backups);
        }
        if ($backups === [] && $warnings === []) {
            throw Failure::noBackup("there is no backup in {$store->describe()}", 'db:backup makes one');
        }

        return self::conclude($output, $warnings);
    }

    /** @param list<array{BackupName, Manifest}> $backups */
    private static function table(OutputInterface $output, array $backups): void
    {
        $table = new Table($output);
        $table->setStyle('compact');
        $right = (clone $table->getStyle())->setPadType(STR_PAD_LEFT);
        foreach ([2, 3, 4] as $column) {
            $table->setColumnStyle($column, $right);
        }
        $table->setHeaders(['Backup', 'Taken (UTC)', 'Size', 'Tables', 'Rows', 'Address']);
        foreach ($backups as [$name, $manifest]) {
            $table->addRow([
                (string) $name,
                $name->readableTime(),
                self::readableSize($manifest->size()),
                (string) count($manifest->tables()),
                number_format($manifest->rows()),
                OutputFormatter::escape(preg_replace('/[\x00-\x1f\x7f]/', '?', $manifest->site->home) ?? ''),
            ]);
        }
        $table->render();
    }
}
