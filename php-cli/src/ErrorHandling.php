<?php

declare(strict_types=1);

namespace WpNormalize\Cli;

/**
 * Makes sure that whatever goes wrong ends as one line on stderr: PHP's own notices and traces, which may hold
 * passwords and rows, are never printed.
 */
final class ErrorHandling
{
    /** PHP names them only where pcntl is there. */
    private const SIGNALS = ['SIGINT' => 2, 'SIGTERM' => 15, 'SIGHUP' => 1];

    public static function install(): void
    {
        error_reporting(E_ALL & ~E_DEPRECATED & ~E_USER_DEPRECATED);
        ini_set('display_errors', '0');
        ini_set('log_errors', '0');
        ini_set('html_errors', '0');
        ini_set('zend.exception_ignore_args', '1');

        set_error_handler(self::toException(...));
        set_exception_handler(self::reportUncaught(...));
        register_shutdown_function(self::reportFatalError(...));
        self::catchSignals();
    }

    /** Calls that check their own result are written with @ and stay silent. */
    private static function toException(int $level, string $message, string $file, int $line): bool
    {
        if ((error_reporting() & $level) === 0) {
            return false;
        }
        throw new \ErrorException($message, 0, $level, $file, $line);
    }

    /** A signal can arrive outside the application, or while it reports another failure. */
    private static function reportUncaught(\Throwable $throwable): never
    {
        $failure = Application::toFailure($throwable);
        fwrite(STDERR, "error: {$failure->line()}\n");
        exit($failure->exitCode);
    }

    private static function reportFatalError(): void
    {
        $error = error_get_last();
        if ($error === null || ($error['type'] & (E_ERROR | E_PARSE | E_CORE_ERROR | E_COMPILE_ERROR)) === 0) {
            return;
        }
        $message = strtok($error['message'], "\n");
        fwrite(
            STDERR,
            sprintf("error: PHP stopped in %s, line %d: %s\n", basename($error['file']), $error['line'], $message),
        );
        exit(ExitCode::FAILED);
    }

    /**
     * For the extension's calls to make between pieces of a long job: a signal is acted upon only while PHP code runs,
     * and this is some.
     */
    public static function heedSignals(): void
    {
        if (function_exists('pcntl_signal_dispatch')) {
            pcntl_signal_dispatch();
        }
    }

    /**
     * A progress callback of the extension that heeds signals, and passes on how many bytes were read.
     *
     * @param (\Closure(int, ?string=): void)|null $progress
     */
    public static function heedingSignals(?\Closure $progress): \Closure
    {
        return static function (int $bytes) use ($progress): void {
            self::heedSignals();
            $progress?->__invoke($bytes);
        };
    }

    /** From here on the work is brought to its end: an interruption would only leave more to clean up. */
    public static function ignoreSignals(): void
    {
        if (function_exists('pcntl_signal')) {
            foreach (self::SIGNALS as $signal) {
                pcntl_signal($signal, SIG_IGN);
            }
        }
    }

    /**
     * Runs what must not be interrupted half-way; a signal that comes meanwhile waits, or is dropped if it calls
     * ignoreSignals().
     */
    public static function uninterrupted(\Closure $work): void
    {
        if (!function_exists('pcntl_sigprocmask')) {
            $work();

            return;
        }
        pcntl_sigprocmask(SIG_BLOCK, array_values(self::SIGNALS));
        try {
            $work();
        } finally {
            pcntl_sigprocmask(SIG_UNBLOCK, array_values(self::SIGNALS));
        }
    }

    /** The first signal becomes a Failure, so that `finally` blocks clean up; further ones do not disturb them. */
    public static function catchSignals(): void
    {
        if (!function_exists('pcntl_async_signals')) {
            return;
        }
        pcntl_async_signals(true);
        foreach (self::SIGNALS as $name => $signal) {
            pcntl_signal($signal, static function () use ($name): never {
                self::ignoreSignals();
                throw Failure::interrupted($name);
            });
        }
    }
}
