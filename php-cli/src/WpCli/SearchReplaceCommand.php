<?php

declare(strict_types=1);

namespace WpNormalize\Cli\WpCli;

use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Config\WordPressFolder;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\ErrorHandling;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Live\ColumnChoice;
use WpNormalize\Cli\Live\ColumnResult;
use WpNormalize\Cli\Live\LiveReplacement;
use WpNormalize\Cli\Live\RuleOptions;
use WpNormalize\Cli\Live\Rules;
use WpNormalize\Cli\Live\Schema;
use WpNormalize\Cli\Live\Table;
use WpNormalize\Cli\Live\TableExport;

/** `wp normalize search-replace`: what `wp search-replace` does, by the extension. */
final class SearchReplaceCommand
{
    private const ROWS_PER_INSERT = 50;

    /**
     * Searches/replaces strings in the database, without loading WordPress.
     *
     * A drop-in for `wp search-replace`: the same tables and columns, options, output and exit codes. Objects of any class are
     * rewritten without creating them, several rules in one pass, and values that the site changes meanwhile are kept.
     * See docs/wp-cli.md for the differences.
     *
     * ## OPTIONS
     *
     * [<old>]
     * : A string to search for within the database.
     *
     * [<new>]
     * : Replace instances of the first string with this new string.
     *
     * [<table>...]
     * : List of database tables to restrict the replacement to. Wildcards are supported, e.g. 'wp_*options'.
     *
     * [--old=<value>]
     * : The string to search for, when it starts with '--'.
     *
     * [--new=<value>]
     * : The replacement, when it starts with '--' or is empty.
     *
     * [--urls]
     * : <old> and <new> are addresses: every written form of <old> is replaced, and no site whose name only begins alike.
     *
     * [--map=<file>]
     * : Addresses, one `old,new` in each line, all replaced in one pass. Positional arguments are then tables.
     *
     * [--dry-run]
     * : Show the report, but don't save changes to the database.
     *
     * [--network]
     * : Search/replace through all the tables registered to $wpdb in a multisite install.
     *
     * [--all-tables-with-prefix]
     * : Enable replacement on any tables that match the table prefix even if not registered on $wpdb.
     *
     * [--all-tables]
     * : Enable replacement on ALL tables in the database, regardless of the prefix.
     *
     * [--export[=<file>]]
     * : Write transformed data as SQL file instead of saving replacements to the database. Without <file>, to STDOUT.
     *
     * [--export_insert_size=<rows>]
     * : Number of rows in a single INSERT statement when doing SQL export. Default: 50
     *
     * [--skip-tables=<tables>]
     * : Do not perform the replacement on specific tables. Use commas to specify multiple tables. Wildcards are supported.
     *
     * [--skip-columns=<columns>]
     * : Do not perform the replacement on specific columns. Use commas to specify multiple columns; table.column too.
     *
     * [--include-columns=<columns>]
     * : Perform the replacement on specific columns. Use commas to specify multiple columns; table.column too.
     *
     * [--precise]
     * : Accepted; the replacement is always precise.
     *
     * [--recurse-objects]
     * : Accepted; --no-recurse-objects hands over to `wp search-replace`.
     *
     * [--verbose]
     * : Prints tables as they're looked at.
     *
     * [--regex]
     * : Hands over to `wp search-replace`.
     *
     * [--regex-flags=<regex-flags>]
     * : For --regex.
     *
     * [--regex-delimiter=<regex-delimiter>]
     * : For --regex.
     *
     * [--regex-limit=<regex-limit>]
     * : For --regex.
     *
     * [--format=<format>]
     * : Render output in a particular format.
     * ---
     * default: table
     * options:
     *   - table
     *   - count
     * ---
     *
     * [--report]
     * : Produce report. Defaults to true.
     *
     * [--report-changed-only]
     * : Report changed fields only. Defaults to false, unless logging, when it defaults to true.
     *
     * [--log[=<file>]]
     * : Log the items changed. If <file> is not supplied or is "-", will output to STDOUT.
     *
     * [--before_context=<num>]
     * : For logging, number of characters to display before a change. Default 40.
     *
     * [--after_context=<num>]
     * : For logging, number of characters to display after a change. Default 40.
     *
     * ## EXAMPLES
     *
     *     # Every written form of an address, in posts, options, meta
     *     $ wp normalize search-replace --urls https://www.example.com http://localhost:8080 --all-tables-with-prefix
     *
     *     # Many addresses in one pass
     *     $ wp normalize search-replace --map=moves.csv --network
     *
     *     # What wp search-replace would do
     *     $ wp normalize search-replace 'http://example.test' 'http://example.com' --skip-columns=guid
     *
     * @param list<string>         $args
     * @param array<string, mixed> $options
     */
    public function __invoke(array $args, array $options): void
    {
        if (isset($options['regex']) || ($options['recurse-objects'] ?? true) === false) {
            exit(StockCommand::run('search-replace'));
        }
        try {
            ErrorHandling::catchSignals();
            $this->run($args, $options);
        } catch (Failure $failure) {
            \WP_CLI::error($failure->line(), false);
            \WP_CLI::halt($failure->exitCode === ExitCode::INTERRUPTED ? ExitCode::INTERRUPTED : 1);
        } catch (\RuntimeException $exception) {
            \WP_CLI::error($exception->getMessage());
        }
    }

    /**
     * @param list<string>         $args
     * @param array<string, mixed> $options
     */
    private function run(array $args, array $options): void
    {
        $mapFile = $options['map'] ?? null;
        [$old, $new] = $mapFile === null ? self::pair($args, $options) : [null, null];
        if ($mapFile === null && $old === $new) {
            \WP_CLI::warning("Replacement value '$old' is identical to search value '$new'. Skipping operation.");

            return;
        }
        $export = self::export($options);
        Requirements::check();
        $site = SiteSettings::read();
        $settings = DatabaseSettings::from($site->environment);
        $rules = RuleOptions::rules($old, $new, isset($options['urls']), $mapFile);
        $connection = Connection::open($settings);
        $schema = Schema::read($connection);
        $url = \WP_CLI::get_runner()->config['url'] ?? null;
        $tables = (new RegisteredTables($connection, $site, $settings->prefix, is_string($url) ? $url : null))
            ->choose(array_keys($schema), $args, $options);

        $choice = new ColumnChoice(self::list($options['skip-columns'] ?? ''), self::list($options['include-columns'] ?? ''));
        $log = SearchReplaceLog::from($options, $rules);
        $work = $export === null
            ? new LiveReplacement($settings, $rules, $choice, isset($options['dry-run']), $log)
            : new TableExport($connection, $settings->charset, $rules, $choice, $export, self::rowsPerInsert($options));
        $results = [];
        foreach ($tables as $table) {
            $results[] = $this->look($work, $schema[$table], $rules, $options);
        }
        $report = new SearchReplaceReport($options, $log !== null);
        $report->show(array_merge(...$results));
        foreach ($work instanceof LiveReplacement ? $work->warnings() : [] as $warning) {
            \WP_CLI::warning($warning);
        }
        $hasCache = is_file((WordPressFolder::find($site->environment)?->content ?? '') . '/object-cache.php');
        $report->conclude($hasCache);
    }

    /**
     * @param array<string, mixed> $options
     * @return list<ColumnResult>
     */
    private function look(
        LiveReplacement|TableExport $work,
        Table $table,
        Rules $rules,
        array $options,
    ): array {
        $isVerbose = isset($options['verbose'])
            && ($options['format'] ?? 'table') === 'table'
            && ($options['export'] ?? null) !== true;
        $isVerbose && \WP_CLI::log("Checking: $table->name");
        $started = microtime(true);
        try {
            $results = $work->run($table);
        } catch (Failure $failure) {
            throw $failure->exitCode === ExitCode::INTERRUPTED
                ? new Failure($failure->getMessage(), $rules->afterInterruption(), $failure->exitCode)
                : $failure;
        }
        $isVerbose && \WP_CLI::log(sprintf(
            '%d values changed (in %ss).',
            array_sum(array_map(static fn (ColumnResult $result): int => $result->count, $results)),
            round(microtime(true) - $started, 3),
        ));

        return $results;
    }

    /**
     * OLD and NEW as `wp search-replace` takes them.
     *
     * @param list<string>         $args    the tables are left in it
     * @param array<string, mixed> $options
     * @return array{string, string}
     */
    private static function pair(array &$args, array $options): array
    {
        if (isset($options['old'], $options['new']) && $args !== []) {
            throw Failure::usage(
                'Cannot use both positional arguments and --old/--new flags. Please use one method or the other.',
            );
        }
        $old = $options['old'] ?? array_shift($args);
        $new = $options['new'] ?? array_shift($args);
        $missing = [...in_array($old, [null, ''], true) ? ['<old>'] : [], ...$new === null ? ['<new>'] : []];
        if ($missing !== []) {
            throw Failure::usage(
                count($missing) === 2
                    ? 'Please provide both <old> and <new> arguments.'
                    : "Please provide the $missing[0] argument.",
                "strings that start with '--' are given as --old='--text' --new='replacement'",
            );
        }

        return [(string) $old, (string) $new];
    }

    /**
     * @param array<string, mixed> $options
     * @return resource|null
     */
    private static function export(array $options)
    {
        $file = $options['export'] ?? null;
        if ($file === null) {
            return null;
        }
        if (isset($options['dry-run'])) {
            throw Failure::usage('You cannot supply --dry-run and --export at the same time.');
        }
        $to = $file === true ? STDOUT : @fopen((string) $file, 'w');
        if ($to === false) {
            $why = preg_replace('/^fopen\(.*\): /', '', error_get_last()['message'] ?? '') ?? '';
            throw Failure::failed("Unable to open export file \"$file\" for writing: $why.");
        }

        return $to;
    }

    /** @param array<string, mixed> $options */
    private static function rowsPerInsert(array $options): int
    {
        $rows = (int) ($options['export_insert_size'] ?? self::ROWS_PER_INSERT);

        return $rows > 0 ? $rows : self::ROWS_PER_INSERT;
    }

    /** @return list<string> */
    private static function list(mixed $names): array
    {
        return array_values(array_filter(explode(',', (string) $names)));
    }
}
