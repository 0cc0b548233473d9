<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Helper\QuestionHelper;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;
use Symfony\Component\Console\Question\Question;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Config\Site;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\Restore\Guard;
use WpNormalize\Cli\Restore\RestorePlan;
use WpNormalize\Cli\Restore\Restorer;
use WpNormalize\Cli\Map\RuleFile;
use WpNormalize\Cli\Map\UrlMap;
use WpNormalize\Cli\Safety\SearchEnginesOff;

/** What db:restore and db:import share: the map, the guard, and the report. */
abstract class RestoringCommand extends DatabaseCommand
{
    protected const SETTINGS_HELP = <<<'HELP'
        The dump's address becomes this environment's (SITE_URL, SITE_HOME) in posts, options, meta: everywhere, in
        serialized and JSON values too, with and without www. Blogs of a multisite and languages with domains of their own go
        below it: shop.example.com to shop.site.test, own-domain.com to own-domain-com.site.test (in production those stay).
        SITE_MAP names a file with further rules, a line <info>old,new</info> each; <info>--map</info> wins over it. The tables are loaded beside the live ones and swapped in at
        once when all of it is proven; until then the site is what it was. Elsewhere than in production, search engines are
        asked to stay away (blog_public).

        In production, or where WP_ENVIRONMENT_TYPE is not set and the site has tables, the command wants the domain typed, or
        <info>--confirm=DOMAIN</info>.
        HELP;

    protected function addRestoreOptions(): void
    {
        $this->addOption(
            'map',
            null,
            InputOption::VALUE_REQUIRED | InputOption::VALUE_IS_ARRAY,
            'OLD=NEW: an address to replace, beside the site\'s own and those of SITE_MAP; OLD=OLD keeps it',
        );
        $this->addOption('no-map', null, InputOption::VALUE_NONE, 'Replace only what --map says; without it nothing, and nothing of SITE_MAP');
        $this->addOption(
            'with-code',
            null,
            InputOption::VALUE_NONE,
            'Views and triggers of the dump too: only if you trust where it comes from',
        );
        $this->addOption('confirm', null, InputOption::VALUE_REQUIRED, 'The domain whose tables may be replaced');
    }

    /**
     * @param resource           $stream
     * @param SiteAddresses|null $addresses those of the dump; null where they are not known
     */
    protected function restore(
        InputInterface $input,
        OutputInterface $output,
        Environment $environment,
        $stream,
        ?Manifest $manifest,
        ?SiteAddresses $addresses,
    ): int {
        $settings = DatabaseSettings::from($environment);
        $site = Site::from($environment);
        $connection = Connection::open($settings);
        $hasTables = SiteTables::of($connection, $settings->prefix)->own() !== [];
        (new Guard($site))->check($hasTables, $input->getOption('confirm'), self::asker($input, $output));

        $map = self::map($input, $environment, $addresses, $site);
        foreach ($map->rules as $from => $to) {
            self::say($output, $from === $to ? "  $from stays" : "  $from -> $to");
        }
        foreach ($addresses === null ? [] : $map->notes($addresses, $site) as $note) {
            self::say($output, $note);
        }
        // A site that keeps its address is the site itself, restored after a loss.
        $isCopy = !$site->isProduction() && ($site->environmentType !== null || $map->changesAnything());

        $started = microtime(true);
        $restored = (new Restorer($connection, $settings))->restore(
            $stream,
            $manifest,
            new RestorePlan($map, $input->getOption('with-code'), $isCopy ? [new SearchEnginesOff()] : []),
        );
        foreach ($restored->collations as $unknown => $substitute) {
            self::say($output, "note: this server does not know $unknown, the tables have $substitute");
        }
        self::say($output, sprintf(
            'Restored %d tables with %s rows, %s values rewritten, in %.1f s%s',
            count($restored->tables),
            number_format(array_sum($restored->tables)),
            number_format($restored->report->changed()),
            microtime(true) - $started,
            implode('', array_map(static fn (string $done): string => "; $done", $restored->precautions)),
        ));

        return self::conclude($output, $restored->warnings);
    }

    /** The site's own addresses, then SITE_MAP, then --map: what comes later wins. */
    private static function map(
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

    /** @return (\Closure(string): ?string)|null */
    private static function asker(InputInterface $input, OutputInterface $output): ?\Closure
    {
        if (!$input->isInteractive() || !stream_isatty(STDIN)) {
            return null;
        }

        return static fn (string $question): ?string => (new QuestionHelper())->ask(
            $input,
            $output,
            new Question($question),
        );
    }
}
