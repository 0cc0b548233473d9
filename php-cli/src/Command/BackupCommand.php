<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Backup\BackupName;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Backup\Publisher;
use WpNormalize\Cli\Config\Site;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Store\PendingObject;
use WpNormalize\Cli\Store\StoreFactory;

#[AsCommand('db:backup', 'Back the site\'s database up into the store')]
final class BackupCommand extends DumpingCommand
{
    protected function configure(): void
    {
        $this->addDumpOptions();
        $this->setHelp(<<<'HELP'
            Dumps the tables of the site (those with DB_PREFIX) with <info>mariadb-dump</info> or <info>mysqldump</info>, in one consistent
            snapshot, and stores the dump, compressed, in BACKUP_STORE as <info>SITE/TIME.sql.zst</info> with a manifest <info>SITE/TIME.json</info>.
            The backup exists once the manifest does: what fails half-way leaves nothing behind.

            Settings: DB_HOST, DB_NAME, DB_USER, DB_PASSWORD, DB_PREFIX, DB_CHARSET, DB_SSL_CA, SITE_URL, BACKUP_STORE, and
            BACKUP_EXCLUDE: tables to leave out, separated by commas, with * and ?.

            Examples:
              <info>php cli db:backup</info>
              <info>php cli db:backup --quiet --env-file=/srv/www/example.com/.env</info>       for cron: silent unless it fails
              <info>zstd -dc www.example.com/20260102T030405Z.sql.zst | mariadb example</info>  restore by hand, without this tool
            HELP);
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $environment = $this->environment($input);
        $site = Site::from($environment);
        $store = StoreFactory::from($environment);
        $writer = $this->backupWriter($input, $environment);

        $name = BackupName::at($site->url->fileName(), new \DateTimeImmutable());
        $manifest = (new Publisher($store))->publish(
            $name,
            static fn (PendingObject $dump): Manifest => $writer->write($dump->target()),
        );
        $this->report($output, $writer, $manifest, "$name in {$store->describe()}");

        return ExitCode::DONE;
    }
}
