<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\ErrorHandling;
use WpNormalize\Cli\Failure;

/**
 * Statements that want a table for themselves. While one waits for a reader, all later readers wait for it: so it waits
 * for a short time only, lets them pass, and tries again, until its patience is at an end.
 */
final class Patience
{
    private const LOCK_WAIT_SECONDS = 3;
    private const LONGEST_PAUSE_SECONDS = 15;

    public function __construct(private readonly Connection $connection, private readonly int $seconds)
    {
    }

    /**
     * @param list<string>         $tables that the statement wants for itself
     * @param (\Closure(): void)|null $then   what belongs to it: no signal comes in between
     */
    public function execute(string $sql, array $tables, ?\Closure $then = null): void
    {
        $this->connection->execute('SET SESSION lock_wait_timeout = ' . self::LOCK_WAIT_SECONDS);
        $deadline = time() + $this->seconds;
        for ($pause = 1;; $pause = min($pause * 2, self::LONGEST_PAUSE_SECONDS)) {
            try {
                ErrorHandling::uninterrupted(function () use ($sql, $then): void {
                    $this->connection->execute($sql);
                    $then === null || $then();
                });

                return;
            } catch (DatabaseError $error) {
                if ($error->getCode() !== DatabaseError::LOCK_WAIT_TIMEOUT) {
                    throw $error;
                }
            }
            $blocker = Blocker::find($this->connection, $tables);
            if (time() >= $deadline) {
                throw Failure::failed(
                    'the live tables are in use without a pause' . ($blocker === null ? '' : ": by $blocker"),
                    $blocker === null
                        ? 'end long transactions (SHOW PROCESSLIST) and try again'
                        : "wait until it has ended, or end it (KILL $blocker->connection), and try again",
                );
            }
            sleep($pause);
        }
    }
}
