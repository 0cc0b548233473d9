<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Config\Site;
use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\Map\RuleFile;
use WpNormalize\Cli\Map\UrlMap;

/** The options that say under which addresses a site is restored. */
final class MapOptions
{
    public static function addTo(Command $command): void
    {
        $command
            ->addOption(
                'map',
                null,
                InputOption::VALUE_REQUIRED | InputOption::VALUE_IS_ARRAY,
                'OLD=NEW: an address to replace, beside the site\'s own and those of SITE_MAP; OLD=OLD keeps it',
            )
            ->addOption('no-map', null, InputOption::VALUE_NONE, 'Replace only what --map says; without it nothing');
    }

    /**
     * The site's own addresses, then SITE_MAP, then --map: what comes later wins.
     *
     * @param SiteAddresses|null $addresses those of the dump; null where they are not known
     */
    public static function map(
        InputInterface $input,
        Environment $environment,
        ?SiteAddresses $addresses,
        Site $site,
    ): UrlMap {
        $named = UrlMap::none()->with($input->getOption('map'))->rules;
        $file = $input->getOption('no-map') ? null : $environment->path('SITE_MAP');
        $further = $named + ($file === null ? [] : RuleFile::read($file));
        $map = match (true) {
            $input->getOption('no-map') => UrlMap::none(),
            $addresses === null => UrlMap::none()->withRules($further),
            default => UrlMap::between($addresses, $site, $further),
        };
        $map = $map->withRules($named);
        if ($addresses !== null) {
            $map->refuseMerging($addresses);
        }

        return $map;
    }
}
