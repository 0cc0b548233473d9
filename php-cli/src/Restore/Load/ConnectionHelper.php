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
            $this->serve(Connection::open($first['settings'], $first['folder']));
        } catch (Failure $failure) {
            $this->messages->send(['failure' => [$failure->getMessage(), $failure->remedy, $failure->exitCode]]);
        }
        if ($first['folder'] !== null) {
            (new Fifo($first['folder']))->remove();
        }
    }

    private function serve(Connection $connection): void
    {
        $answer = ['id' => (int) $connection->value('SELECT CONNECTION_ID()')];
        while ($this->messages->send($answer) && ($request = $this->messages->receive()) !== null) {
            try {
                $answer = isset($request['rows'])
                    ? ['rows' => $connection->rows($request['rows'])]
                    : ['affected' => $connection->execute($request['execute']), 'warning' => self::warning($connection)];
            } catch (DatabaseError $error) {
                $answer = ['error' => $error->getMessage(), 'code' => $error->getCode()];
            }
        }
    }

    /**
     * The first warning of the last statement that matters.
     *
     * @return array{string, int}|null
     */
    private static function warning(Connection $connection): ?array
    {
        $count = $connection->warnings();
        $warnings = $count === 0 ? [] : $connection->rows('SHOW WARNINGS');
        foreach ($warnings as $warning) {
            if ((int) $warning['Code'] !== DatabaseError::GENERATED_VALUE) {
                return [(string) $warning['Message'], (int) $warning['Code']];
            }
        }

        return $count > count($warnings) ? ['there are more warnings than the server shows', 0] : null;
    }
}
