<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\ErrorHandling;

/**
 * Statements that a server works on while the caller does something else: a generator yields each one, is given the number
 * of rows it changed, or thrown its error, and returns what became of all.
 *
 * A signal waits until a step is done, so that the generator always knows what the server has done.
 *
 * @template T
 */
final class BackgroundStatements
{
    /** A wait is cut up so, since signals are not acted upon within. */
    private const WAIT_SECONDS = 0.5;

    /** @var \Generator<int, string, int, T>|null */
    private ?\Generator $statements = null;

    public function __construct(private readonly Connection $connection)
    {
    }

    /** @param \Generator<int, string, int, T> $statements */
    public function start(\Generator $statements): void
    {
        $this->statements = $statements;
        ErrorHandling::uninterrupted($this->sendNext(...));
    }

    public function isRunning(): bool
    {
        return $this->statements !== null;
    }

    /** Takes what the server has answered, if it has, and sends the next statement. */
    public function advance(): void
    {
        if ($this->statements?->valid() === true && $this->connection->hasExecuted()) {
            ErrorHandling::uninterrupted($this->step(...));
        }
    }

    /** @return T once all is done */
    public function finish(): mixed
    {
        while ($this->statements->valid()) {
            if ($this->connection->hasExecuted(self::WAIT_SECONDS)) {
                ErrorHandling::uninterrupted($this->step(...));
            }
        }
        $result = $this->statements->getReturn();
        $this->statements = null;

        return $result;
    }

    private function step(): void
    {
        try {
            $rows = $this->connection->executed();
        } catch (DatabaseError $error) {
            $this->statements->throw($error);
            $this->sendNext();

            return;
        }
        $this->statements->send($rows);
        $this->sendNext();
    }

    private function sendNext(): void
    {
        if ($this->statements->valid()) {
            $this->connection->send($this->statements->current());
        }
    }
}
