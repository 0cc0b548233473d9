<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Failure;

/**
 * The far end of a LoadConnection: a connection to the server that does what it is told, statement by statement.
 *
 * It is a process because LOAD DATA LOCAL blocks until it has read all rows, while another one has to write them.
 */
final class ConnectionHelper
{
    public function __construct(private readonly Messages $messages)
    {
    }

    public function run(): void
    {
        $first = $this->messages->receive();
        if ($first === null) {
            return;
        }
        try {
            $this->serve(LoadSession::open($first['settings'], $first['folder']));
        } catch (Failure $failure) {
            $this->messages->send(['failure' => [$failure->getMessage(), $failure->remedy, $failure->exitCode]]);
        }
        (new Fifo($first['folder']))->remove();
    }

    private function serve(Connection $connection): void
    {
        $answer = ['id' => (int) $connection->value('SELECT CONNECTION_ID()')];
        while ($this->messages->send($answer) && ($request = $this->messages->receive()) !== null) {
            try {
                $answer = ['affected' => $connection->execute($request['execute'])];
                LoadSession::refuseWarnings($connection);
                // MySQL takes two LOAD DATA for one transaction, and warns where their engines differ.
                $connection->execute('COMMIT');
            } catch (DatabaseError $error) {
                $answer = ['error' => $error->getMessage(), 'code' => $error->getCode()];
            }
        }
    }
}
