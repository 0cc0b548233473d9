<?php

declare(strict_types=1);

namespace WpNormalize\Cli\WpCli;

use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Live\RuleOptions;
use WpNormalize\Exception as WpNormalizeException;

/** `wp normalize sql`. */
final class SqlCommand
{
    /**
     * Replaces in a dump, from the standard input to the standard output.
     *
     * Neither WordPress nor a database is needed. A dump that ends in the middle of a statement is an error.
     *
     * ## OPTIONS
     *
     * [<old>]
     * : A string to search for, in all values of the dump.
     *
     * [<new>]
     * : Replace instances of the first string with this new string.
     *
     * [--urls]
     * : <old> and <new> are addresses.
     *
     * [--map=<file>]
     * : Addresses, one `old,new` in each line, all replaced in one pass.
     *
     * ## EXAMPLES
     *
     *     $ wp normalize sql --urls https://www.example.com http://localhost:8080 < production.sql > local.sql
     *
     * @param list<string>         $args
     * @param array<string, mixed> $options
     */
    public function __invoke(array $args, array $options): void
    {
        try {
            Requirements::check();
            RuleOptions::rules($args[0] ?? null, $args[1] ?? null, isset($options['urls']), $options['map'] ?? null)
                ->copySql(STDIN, STDOUT);
        } catch (Failure $failure) {
            \WP_CLI::error($failure->line());
        } catch (WpNormalizeException $exception) {
            \WP_CLI::error($exception->getMessage());
        }
    }
}
