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
use WpNormalize\Cli\Map\UrlMap;
use WpNormalize\Cli\Safety\SearchEnginesOff;

/** What db:restore and db:import share: the map, the guard, and the report. */
abstract class RestoringCommand extends DatabaseCommand
{
    protected const SETTINGS_HELP = <<<'HELP'
        The dump's address becomes this environment's (SITE_URL, SITE_HOME) in posts, options, meta: everywhere, in
        serialized and JSON values too, with and without www. The tables are loaded beside the live ones and swapped in at
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
            'OLD=NEW: an address to replace, beside the site\'s own',
        );
        $this->addOption('no-map', null, InputOption::VALUE_NONE, 'Replace only what --map says; without it nothing');
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

        $map = $addresses === null || $input->getOption('no-map') ? UrlMap::none() : UrlMap::between($addresses, $site);
        $map = $map->with($input->getOption('map'));
        foreach ($map->rules as $from => $to) {
            self::say($output, "  $from -> $to");
        }
        $unmapped = $addresses === null ? [] : $map->unmappedBlogs($addresses);
        if ($unmapped !== []) {
            self::say(
                $output,
                'note: blogs keep their addresses, map them with --map=OLD=NEW: ' . implode(', ', $unmapped),
            );
        }
        // A site that keeps its address is the site itself, restored after a loss.
        $isCopy = !$site->isProduction() && ($site->environmentType !== null || $map->rules !== []);

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
