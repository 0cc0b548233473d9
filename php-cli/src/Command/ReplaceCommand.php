<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Helper\Table as TextTable;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\After\AfterSwap;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Config\Site;
use WpNormalize\Cli\Config\WordPressFolder;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Live\ChangeLog;
use WpNormalize\Cli\Live\ColumnChoice;
use WpNormalize\Cli\Live\ColumnResult;
use WpNormalize\Cli\Live\LiveReplacement;
use WpNormalize\Cli\Live\RuleOptions;
use WpNormalize\Cli\Live\Rules;
use WpNormalize\Cli\Live\Schema;
use WpNormalize\Cli\Live\Table;
use WpNormalize\Cli\Live\TableChoice;
use WpNormalize\Cli\Output\Progress;
use WpNormalize\Cli\Restore\Guard;

#[AsCommand('db:replace', 'Replace a text or an address in the database while the site runs')]
final class ReplaceCommand extends DatabaseCommand
{
    /** What is no content: feed readers know posts by their guid. */
    private const SKIPPED = ['guid', 'user_activation_key'];

    protected function configure(): void
    {
        $this->addArgument('old', InputArgument::OPTIONAL, 'What to replace: these very bytes, or with --urls an address');
        $this->addArgument('new', InputArgument::OPTIONAL, 'What to write in its place');
        $this->addArgument('tables', InputArgument::IS_ARRAY, 'Only these tables, with * and ?; else all of the site');
        $options = [
            'urls' => 'OLD and NEW are addresses: every written form of OLD, and no other site whose name begins alike',
            'all-tables' => 'Every table of the database, not only those with DB_PREFIX',
            'dry-run' => 'Count what would be replaced; change nothing',
            'json' => 'For programs: one JSON object',
        ];
        foreach ($options as $name => $description) {
            $this->addOption($name, null, InputOption::VALUE_NONE, $description);
        }
        $values = [
            'map' => 'A file with addresses, old,new in each line, all replaced in one pass',
            'skip-tables' => 'Not these tables, separated by commas, with * and ?',
            'skip-columns' => 'Not these columns, separated by commas: column or table.column',
            'include-columns' => 'Only these columns, likewise; guid and user_activation_key have to be named',
            'log' => 'A file for each change, before and after; - is the standard output',
            'confirm' => 'The domain whose tables may be changed',
        ];
        foreach ($values as $name => $description) {
            $this->addOption($name, null, InputOption::VALUE_REQUIRED, $description);
        }
        $this->setHelp(<<<'HELP'
            Replaces in all text, binary and JSON columns of the site's tables, in serialized and JSON values too, as
            docs/normalize.md says. Primary keys and passwords stay, and guid and user_activation_key unless they are named.

            The site may run meanwhile: batches are written in transactions, and a row that the site has changed since it was read
            is read again. Ctrl-C leaves whole batches, and the same command again does the rest. Afterwards the object cache
            is flushed (REDIS_HOST, or WordPress in SITE_PATH).

            In production, or where WP_ENVIRONMENT_TYPE is not set, the command wants the domain typed, or <info>--confirm=DOMAIN</info>. There is
            no undo: take a backup first (<info>db:backup</info>).

            Exit status 3: some values stay as they were, and are named.
            Settings: DB_HOST, DB_NAME, DB_USER, DB_PASSWORD, DB_PREFIX, DB_CHARSET, DB_SSL_CA, SITE_URL, WP_ENVIRONMENT_TYPE, REDIS_*.

            Examples:
              <info>php cli db:replace --urls https://www.example.com http://localhost:8080</info>
              <info>php cli db:replace --map=moves.csv --dry-run</info>
              <info>php cli db:replace 'Old Name Ltd' 'New Name plc' 'wp_post*' --skip-columns=post_content_filtered</info>
            HELP);
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $environment = $this->environment($input);
        $settings = DatabaseSettings::from($environment);
        $rules = RuleOptions::rules(
            $input->getArgument('old'),
            $input->getArgument('new'),
            $input->getOption('urls'),
            $input->getOption('map'),
        );
        $isDryRun = $input->getOption('dry-run');
        $connection = Connection::open($settings);
        $tables = self::tables($input, $connection, $settings);
        if (!$isDryRun) {
            self::guard($input, $output, Site::from($environment));
            $connection->lock($settings->site());
        }
        $log = $input->getOption('log');
        $replacement = new LiveReplacement(
            $settings,
            $rules,
            self::columns($input),
            $isDryRun,
            $log === null ? null : new ChangeLog(ChangeLog::open($log), $rules->literals()),
        );
        $results = self::replace($output, $replacement, $rules, $tables);
        $warnings = $replacement->warnings();
        $changed = array_sum(array_map(static fn (ColumnResult $result): int => $result->count, $results));
        if ($changed > 0 && !$isDryRun) {
            $warnings = [...$warnings, ...self::flush($environment, $output, $input->getOption('json'))];
        }
        $input->getOption('json')
            ? self::sayJson($output, self::forPrograms($results, $changed, $warnings))
            : self::report($output, $results, $changed, $isDryRun);

        return self::conclude($output, $warnings);
    }

    /** @return list<Table> */
    private static function tables(InputInterface $input, Connection $connection, DatabaseSettings $settings): array
    {
        $schema = Schema::read($connection);
        $site = new SiteTables($settings->prefix, array_keys($schema));
        $names = $input->getOption('all-tables') ? $site->all() : $site->own();
        foreach ($input->getArgument('tables') as $pattern) {
            if ((new TableChoice([$pattern]))->of($names) === []) {
                throw Failure::usage(
                    "there is no table $pattern of the site",
                    'with --all-tables those of others are looked at too',
                );
            }
        }
        $choice = new TableChoice($input->getArgument('tables'), self::list($input->getOption('skip-tables')));

        return array_map(static fn (string $name): Table => $schema[$name], $choice->of($names));
    }

    private static function columns(InputInterface $input): ColumnChoice
    {
        $included = self::list($input->getOption('include-columns'));
        $named = array_map(static fn (string $name): string => ltrim((string) strrchr(".$name", '.'), '.'), $included);

        return new ColumnChoice(
            [...self::list($input->getOption('skip-columns')), ...array_diff(self::SKIPPED, $named)],
            $included,
        );
    }

    /**
     * @param list<Table> $tables
     * @return list<ColumnResult>
     */
    private static function replace(OutputInterface $output, LiveReplacement $replacement, Rules $rules, array $tables): array
    {
        try {
            return Progress::during(
                $output,
                'Replacing',
                array_sum(array_column($tables, 'bytes')),
                static fn (\Closure $progress): array => array_merge(
                    ...array_map(static fn (Table $table): array => $replacement->run($table, $progress), $tables),
                ),
            );
        } catch (Failure $failure) {
            if ($failure->exitCode !== ExitCode::INTERRUPTED) {
                throw $failure;
            }
            throw new Failure($failure->getMessage(), $rules->afterInterruption(), $failure->exitCode);
        }
    }

    private static function guard(InputInterface $input, OutputInterface $output, Site $site): void
    {
        (new Guard($site))->check(true, $input->getOption('confirm'), self::asker($input, $output));
    }

    /** @return list<string> warnings */
    private static function flush(Environment $environment, OutputInterface $output, bool $isForPrograms): array
    {
        $site = Site::from($environment);

        return AfterSwap::from($environment, WordPressFolder::find($environment))->run(
            $site->home ?? $site->url,
            static fn (string $line) => $isForPrograms ? null : self::say($output, $line),
        );
    }

    /** @param list<ColumnResult> $results */
    private static function report(OutputInterface $output, array $results, int $changed, bool $isDryRun): void
    {
        $rows = [];
        foreach ($results as $result) {
            if ($result->count > 0 || $result->skipped !== null) {
                $rows[] = [$result->table, $result->column, $result->skipped ?? number_format($result->count)];
            }
        }
        if ($rows !== []) {
            (new TextTable($output))->setHeaders(['Table', 'Column', 'Values'])->setRows($rows)->setStyle('compact')->render();
        }
        self::say($output, ($isDryRun ? 'Would change ' : 'Changed ') . number_format($changed) . ' values');
    }

    /**
     * @param list<ColumnResult> $results
     * @param list<string>       $warnings
     * @return array<string, mixed>
     */
    private static function forPrograms(array $results, int $changed, array $warnings): array
    {
        $tables = $skipped = [];
        foreach ($results as $result) {
            if ($result->skipped !== null) {
                $skipped[$result->table] = $result->skipped;
            } else {
                $tables[$result->table][$result->column] = $result->count;
            }
        }

        return ['tables' => (object) $tables, 'skipped' => (object) $skipped, 'changed' => $changed, 'warnings' => $warnings];
    }

    /** @return list<string> */
    private static function list(?string $names): array
    {
        return array_values(array_filter(array_map('trim', explode(',', (string) $names))));
    }
}
