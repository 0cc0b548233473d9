<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Database;

/** What the server answered to a statement: its own message and error number. */
final class DatabaseError extends \RuntimeException
{
    public const LOCK_WAIT_TIMEOUT = 1205;
    public const DEADLOCK = 1213;
    public const DATA_TOO_LONG = 1406;
    /** The same, as the warning that LOAD DATA gives. */
    public const DATA_TRUNCATED = 1265;
    /** MariaDB's dumps hold values of generated columns, which are generated all the same. */
    public const GENERATED_VALUE = 1906;
    private const CONNECTION_LOST = [2006, 2013];
    /** To a database, a table, a column, whatever takes a right of its own, a routine. */
    private const DENIED = [1044, 1142, 1143, 1227, 1370];

    /** Whether no further statement can be run on that connection. */
    public function isConnectionLost(): bool
    {
        return in_array($this->getCode(), self::CONNECTION_LOST, true);
    }

    /** Whether the user lacks a right. */
    public function isDenied(): bool
    {
        return in_array($this->getCode(), self::DENIED, true);
    }

    /** What a user can do about it, as far as that is known here. */
    public function remedy(): string
    {
        return match (true) {
            $this->isDenied() => 'php cli db:doctor prints the grants that are missing',
            $this->isConnectionLost() => 'see why in the log of the database server, and run the command again',
            default => 'see the log of the database server; php cli db:doctor examines what it can',
        };
    }
}
