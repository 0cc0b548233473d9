<?php

declare(strict_types=1);

namespace WpNormalize\Cli;

use WpNormalize\Cli\Output\Readable;

/**
 * The one way in which a command fails: what happened, what to do about it, and the exit status.
 *
 * The message names the thing; the remedy says what the user can do. Neither ever holds a secret.
 */
final class Failure extends \RuntimeException
{
    public function __construct(string $message, public readonly string $remedy, public readonly int $exitCode)
    {
        parent::__construct($message);
    }

    public static function failed(string $message, string $remedy = ''): self
    {
        return new self($message, $remedy, ExitCode::FAILED);
    }

    public static function usage(string $message, string $remedy = ''): self
    {
        return new self($message, $remedy, ExitCode::USAGE);
    }

    public static function noBackup(string $message, string $remedy = ''): self
    {
        return new self($message, $remedy, ExitCode::NO_BACKUP);
    }

    public static function refused(string $message, string $remedy = ''): self
    {
        return new self($message, $remedy, ExitCode::REFUSED);
    }

    public static function locked(string $message, string $remedy = ''): self
    {
        return new self($message, $remedy, ExitCode::LOCKED);
    }

    public static function integrity(string $message, string $remedy = ''): self
    {
        return new self($message, $remedy, ExitCode::INTEGRITY);
    }

    public static function interrupted(string $signal): self
    {
        return new self("interrupted by $signal", 'nothing was changed or published', ExitCode::INTERRUPTED);
    }

    /** One line: control characters, line breaks among them, become spaces. */
    public function line(): string
    {
        $text = $this->remedy === '' ? $this->getMessage() : $this->getMessage() . ': ' . $this->remedy;

        return Readable::withoutCredentials(trim(preg_replace('/[\x00-\x1f\x7f]+/', ' ', $text) ?? ''));
    }
}
