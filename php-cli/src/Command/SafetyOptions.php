<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Config\Site;
use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Map\UrlMap;
use WpNormalize\Cli\Restore\SwapPlan;
use WpNormalize\Cli\Safety\CachesDropped;
use WpNormalize\Cli\Safety\PersonalRowsDeleted;
use WpNormalize\Cli\Safety\Precaution;
use WpNormalize\Cli\Safety\Quarantine;
use WpNormalize\Cli\Safety\QuarantineLifted;
use WpNormalize\Cli\Safety\Scrub;

/** The options that say whether what is restored is a copy, and what is done so that it does no harm. */
final class SafetyOptions
{
    public static function addTo(Command $command): void
    {
        $command
            ->addOption('scrub', null, InputOption::VALUE_NONE, 'Fakes in place of personal data, in a copy')
            ->addOption(
                'no-quarantine',
                null,
                InputOption::VALUE_NONE,
                'Leave mail, payments, search engines on: this is no copy, the site itself comes back here',
            );
    }

    /** A site whose environment has no name, and which is where it was, is the site itself, restored after a loss. */
    public static function isCopy(Site $site, UrlMap $map, ?SiteAddresses $addresses): bool
    {
        return !$site->isProduction() && (
            $site->environmentType !== null
            || $map->changesAnything()
            || ($addresses !== null && UrlMap::moves($addresses, $site))
        );
    }

    /** What is done about personal data; null where nothing is, or has been done when the backup was made. */
    public static function scrub(
        InputInterface $input,
        Environment $environment,
        bool $isCopy,
        ?Manifest $manifest,
    ): ?Scrub {
        if (!$input->getOption('scrub')) {
            return null;
        }
        if (!$isCopy) {
            throw Failure::refused(
                '--scrub replaces personal data for good, and this is no copy but the site itself',
                'leave it out; WP_ENVIRONMENT_TYPE says what this environment is',
            );
        }

        return ($manifest?->altered['scrubbed'] ?? false) === true ? null : Scrub::from($environment);
    }

    /** @return list<Precaution> */
    public static function precautions(UrlMap $map, SwapPlan $swap, bool $quarantine, ?Scrub $scrub): array
    {
        $ofTheSite = [
            ...$map->changesAnything() ? [new CachesDropped($map->changesPaths())] : [],
            ...$quarantine ? Quarantine::precautions() : [new QuarantineLifted()],
        ];

        return [
            ...$swap->isBeside ? [] : $ofTheSite,
            ...$scrub === null ? [] : [new PersonalRowsDeleted($scrub)],
        ];
    }
}
