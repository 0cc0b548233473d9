<?php

declare(strict_types=1);

namespace WpNormalize\Cli\WpCli;

use WpNormalize\Cli\Failure;

/** Hands this very command line over to a command of WP-CLI's own. */
final class StockCommand
{
    /** @return int its exit status */
    public static function run(string $command): int
    {
        $arguments = array_map('strval', $_SERVER['argv']);
        foreach ($arguments as $at => $argument) {
            if ($argument === 'normalize' && ($arguments[$at + 1] ?? '') === $command) {
                unset($arguments[$at]);
                break;
            }
        }
        $process = @proc_open([PHP_BINARY, ...array_values($arguments)], [STDIN, STDOUT, STDERR], $pipes);

        return $process === false ? throw Failure::failed("cannot start wp $command") : proc_close($process);
    }
}
