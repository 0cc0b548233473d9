<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Config\Site;

/** What commands about one site's backups share. They need the store only, no database. */
abstract class StoredBackupsCommand extends DatabaseCommand
{
    protected function addSiteOption(string $description): void
    {
        $this->addOption('site', null, InputOption::VALUE_REQUIRED, $description);
    }

    /** The site that is named; null where neither the user nor BACKUP_SITE says one. */
    protected static function namedSite(InputInterface $input, Environment $environment): ?string
    {
        return $input->getOption('site') ?? $environment->get('BACKUP_SITE');
    }

    /** This environment's own site, as stores call it; null where SITE_URL is not set, as it need not be here. */
    protected static function ownSite(Environment $environment): ?string
    {
        return $environment->get('SITE_URL', 'WP_SITEURL') === null ? null : Site::from($environment)->url->fileName();
    }
}
