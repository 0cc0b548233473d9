<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\NullOutput;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\After\AfterSwap;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Config\Site;
use WpNormalize\Cli\Config\WordPressFolder;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Map\UrlMap;
use WpNormalize\Cli\Output\Progress;
use WpNormalize\Cli\Output\RestoreReport;
use WpNormalize\Cli\Restore\DryRun;
use WpNormalize\Cli\Restore\DumpSource;
use WpNormalize\Cli\Restore\Guard;
use WpNormalize\Cli\Restore\KeptTables;
use WpNormalize\Cli\Restore\Load\Processors;
use WpNormalize\Cli\Restore\NewerRows;
use WpNormalize\Cli\Restore\RestorePlan;
use WpNormalize\Cli\Restore\Restored;
use WpNormalize\Cli\Restore\Restorer;
use WpNormalize\Cli\Restore\SwapPlan;
use WpNormalize\Cli\Restore\TableChoice;
use WpNormalize\Cli\Safety\QuarantinePlugin;

/** What db:restore and db:import share: the map, the guard, and the report. */
abstract class RestoringCommand extends DatabaseCommand
{
    protected const SETTINGS_HELP = <<<'HELP'
        The dump's address becomes this environment's (SITE_URL, SITE_HOME) in posts, options, meta: everywhere, in
        serialized and JSON values too, with and without www. Blogs of a multisite and languages with domains of their own go
        below it: shop.example.com to shop.site.test, own-domain.com to own-domain-com.site.test (in production those stay).
        SITE_MAP names a file with further rules, a line <info>old,new</info> each; <info>--map</info> wins over it.
        <info>--dry-run</info> shows the map and what it matches, and changes nothing.

        The tables are loaded beside the live ones and swapped in at once when all of it is proven; until then the site is
        what it was. Before, elsewhere than in production, they are made harmless: search engines and mail off, payments in test
        mode or off, webhooks, newsletters and scheduled actions stopped, API keys deleted; <info>--no-quarantine</info> leaves that out.
        <info>--scrub</info> puts fakes in place of personal data too (docs/personal-data.md).
        Afterwards the object cache is flushed (REDIS_HOST, or WordPress in SITE_PATH), and <info>--after</info> runs.

        Where the site has tables and WP_ENVIRONMENT_TYPE is not local, development or staging, and always in production, the
        command wants the domain typed, or <info>--confirm=DOMAIN</info>.
        HELP;

    protected function addRestoreOptions(): void
    {
        MapOptions::addTo($this);
        SafetyOptions::addTo($this);
        $this->addOption('dry-run', null, InputOption::VALUE_NONE, 'Show what would be restored and replaced; change nothing');
        $this->addOption(
            'after',
            null,
            InputOption::VALUE_REQUIRED | InputOption::VALUE_IS_ARRAY,
            'A command line for /bin/sh, once the site is restored',
        );
        $this->addOption('json', null, InputOption::VALUE_NONE, 'For programs: one JSON object');
        $this->addOption(
            'with-code',
            null,
            InputOption::VALUE_NONE,
            'Views and triggers of the dump too: only if you trust where it comes from',
        );
        $this->addOption(
            'tables',
            null,
            InputOption::VALUE_REQUIRED,
            'Only tables of these names, with commas between; * and ? stand for any letters',
        );
        $this->addOption('jobs', null, InputOption::VALUE_REQUIRED, 'Processes that load a backup side by side; else one a CPU, 4 at most');
        SwapOptions::addTo($this);
        $this->addOption('confirm', null, InputOption::VALUE_REQUIRED, 'The domain whose tables may be replaced');
    }

    /** @param SiteAddresses|null $addresses those of the dump; null where they are not known */
    protected function restore(
        InputInterface $input,
        OutputInterface $output,
        Environment $environment,
        DumpSource $dump,
        ?SiteAddresses $addresses,
    ): int {
        $own = DatabaseSettings::from($environment);
        $swap = SwapOptions::plan($input, $own);
        $settings = SwapOptions::settings($input, $own);
        $site = Site::from($environment);
        $lines = $input->getOption('json') ? new NullOutput() : $output;
        $map = MapOptions::map($input, $environment, $addresses, $site);
        self::sayAll($lines, RestoreReport::map($map));
        self::sayAll($lines, $addresses === null ? [] : $map->notes($addresses, $site));
        $isCopy = SafetyOptions::isCopy($site, $map, $addresses);
        $scrub = SafetyOptions::scrub($input, $environment, $isCopy || $swap->isBeside, $dump->manifest);
        $map = $scrub === null ? $map : $map->withScrub($scrub);
        if ($input->getOption('dry-run')) {
            Restorer::refuseOtherPrefix($dump, $settings);
            self::dryRun($input, $output, $dump, $map, $settings->prefix);

            return ExitCode::DONE;
        }

        $quarantine = $isCopy && !$swap->isBeside && !$input->getOption('no-quarantine');
        $plan = new RestorePlan(
            $map,
            $input->getOption('with-code'),
            SafetyOptions::precautions($map, $swap, $quarantine, $scrub),
            $swap,
            self::tables($input),
            self::jobs($input),
        );
        $wordpress = WordPressFolder::find($environment);
        $after = AfterSwap::from($environment, $wordpress, $swap->isBeside ? [] : $input->getOption('after'));
        $connection = Connection::open($settings);
        if (!$swap->isBeside) {
            self::guard($input, $lines, $site, $connection, $settings->prefix, $dump->manifest);
        }
        $warnings = $quarantine ? QuarantinePlugin::install($wordpress) : [];

        $started = microtime(true);
        $restored = Progress::during(
            $output,
            'Restoring',
            $dump->size(),
            static fn (\Closure $progress): Restored => (new Restorer($connection, $settings))->restore($dump, $plan, $progress),
        );
        $seconds = microtime(true) - $started;
        self::sayAll($lines, RestoreReport::restored($restored, $map, $seconds));
        self::sayWhereTablesAre($lines, $connection, $settings, $swap);
        $unknown = $scrub?->warnings(array_map('strval', array_keys($restored->tables))) ?? [];
        $warnings = [...$restored->warnings, ...$warnings, ...$unknown];
        if (!$swap->isBeside) {
            array_push($warnings, ...self::runAfter($after, $site, $lines));
        }
        if ($input->getOption('json')) {
            self::sayJson($output, RestoreReport::restoredForPrograms($map, $restored, $seconds, $warnings));
        }

        return self::conclude($output, $warnings);
    }

    /**
     * Commands of the user print to where their lines go, and beside the JSON.
     *
     * @return list<string> warnings
     */
    protected static function runAfter(AfterSwap $after, Site $site, OutputInterface $lines): array
    {
        return $after->run(
            $site->home ?? $site->url,
            static fn (string $line) => self::say($lines, $line),
            $lines instanceof NullOutput ? STDERR : STDOUT,
        );
    }

    private static function tables(InputInterface $input): TableChoice
    {
        $names = $input->getOption('tables');
        $patterns = self::names((string) $names);
        if ($names !== null && $patterns === []) {
            throw Failure::usage('--tables names no table', 'leave it out to restore all of them');
        }
        if ($patterns !== [] && $input->getOption('drop-extra-tables')) {
            throw Failure::usage('--tables and --drop-extra-tables exclude each other', 'leave one out');
        }

        return new TableChoice($patterns);
    }

    private static function jobs(InputInterface $input): int
    {
        $jobs = $input->getOption('jobs') ?? (string) Processors::jobs();

        return preg_match('/^[1-9]\d?$/D', $jobs) === 1
            ? (int) $jobs
            : throw Failure::usage("--jobs=$jobs is no number of processes", 'write one from 1 to 99');
    }

    private static function dryRun(
        InputInterface $input,
        OutputInterface $output,
        DumpSource $dump,
        UrlMap $map,
        string $prefix,
    ): void {
        $tables = self::tables($input);
        $run = Progress::during(
            $output,
            'Reading',
            $dump->size(),
            static fn (\Closure $progress): DryRun => DryRun::of($dump, $map, $prefix, $tables, $progress),
        );
        $input->getOption('json')
            ? self::sayJson($output, RestoreReport::dryRunForPrograms($map, $run))
            : self::sayAll($output, RestoreReport::dryRun($run, $map));
    }

    /** Asks before a live site is replaced, and says what that would cost. */
    protected static function guard(
        InputInterface $input,
        OutputInterface $output,
        Site $site,
        Connection $connection,
        string $prefix,
        ?Manifest $manifest = null,
    ): void {
        $tables = SiteTables::of($connection, $prefix)->own();
        $guard = new Guard($site);
        if ($manifest !== null && $guard->isLive($tables !== [])) {
            $replaced = array_values(array_filter($tables, self::tables($input)->has(...)));
            foreach (NewerRows::lines($connection, $prefix, $replaced, $manifest) as $line) {
                self::say($output, $line);
            }
        }
        $guard->check($tables !== [], $input->getOption('confirm'), self::asker($input, $output));
    }

    private static function sayWhereTablesAre(
        OutputInterface $output,
        Connection $connection,
        DatabaseSettings $settings,
        SwapPlan $swap,
    ): void {
        if ($swap->isBeside) {
            $prefix = $swap->besidePrefix ?? $settings->prefix;
            self::say(
                $output,
                "They are in the database $settings->name with the prefix $prefix, for SQL to look at; the site is as it was",
            );
        } elseif (KeptTables::names($connection) !== []) {
            self::say(
                $output,
                'The replaced tables are kept until the next restore: db:restore --undo swaps them back, --drop-old drops them',
            );
        }
    }

    /** @param list<string> $lines */
    private static function sayAll(OutputInterface $output, array $lines): void
    {
        foreach ($lines as $line) {
            self::say($output, $line);
        }
    }
}
