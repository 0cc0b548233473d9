<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Backup\Catalogue;
use WpNormalize\Cli\Config\Site;
use WpNormalize\Cli\Store\StoreFactory;

#[AsCommand('db:restore', 'Restore a backup from the store under this environment\'s address')]
final class RestoreCommand extends RestoringCommand
{
    protected function configure(): void
    {
        $this->addArgument('backup', InputArgument::OPTIONAL, 'A name from db:list; else the newest');
        $this->addOption(
            'site',
            null,
            InputOption::VALUE_REQUIRED,
            'Whose backups, a name from db:list; else BACKUP_SITE',
        );
        $this->addRestoreOptions();
        $this->setHelp(<<<'HELP'
            Restores a backup from BACKUP_STORE into this environment's database: the newest, or the one you name. Without --site and
            BACKUP_SITE it takes backups of this site (SITE_URL) if the store holds any, else those of the only other site there.

            HELP . self::SETTINGS_HELP . <<<'HELP'


            Settings: DB_HOST, DB_NAME, DB_USER, DB_PASSWORD, DB_PREFIX, DB_CHARSET, DB_SSL_CA, SITE_URL, SITE_HOME, WP_ENVIRONMENT_TYPE,
            BACKUP_STORE, BACKUP_SITE.

            Examples:
              <info>php cli db:restore</info>
              <info>php cli db:restore 20260102T030405Z --site=www.example.com</info>
              <info>php cli db:restore --map=https://cdn.example.com=http://localhost:8080</info>
              <info>php cli db:restore --confirm=www.example.com</info>     in production
            HELP);
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $environment = $this->environment($input);
        $store = StoreFactory::from($environment);
        $catalogue = new Catalogue($store);
        $name = $catalogue->find(
            $input->getArgument('backup'),
            $input->getOption('site') ?? $environment->get('BACKUP_SITE'),
            Site::from($environment)->url->fileName(),
        );
        $manifest = $catalogue->manifest($name);
        $dump = $store->open($name->dump());
        self::say($output, "Restoring $name from {$store->describe()}");

        return $this->restore($input, $output, $environment, $dump, $manifest, $manifest->site);
    }
}
