<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;

/** What holds for every connection that loads rows: no value is cut to fit, and no warning is overlooked. */
final class LoadSession
{
    /** Silent truncation, the dump's own mode, is never accepted; nor is a rewritten zero in AUTO_INCREMENT. */
    public const SQL_MODE = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES';

    /** @param string|null $loadFolder the only folder that LOAD DATA LOCAL may read from */
    public static function open(DatabaseSettings $settings, ?string $loadFolder = null): Connection
    {
        $connection = Connection::open($settings, $loadFolder);
        // Notes are no reason to fail.
        $connection->execute('SET SESSION sql_notes = 0, foreign_key_checks = 0');
        try {
            // As many as a server can. MySQL lets few users say so, and remembers 1024: more than that fail the restore.
            $connection->execute('SET SESSION max_error_count = 65535');
        } catch (DatabaseError) {
        }
        $connection->execute("SET SESSION sql_mode = '" . self::SQL_MODE . "'");

        return $connection;
    }

    /** Throws the first warning of the last statement that matters. */
    public static function refuseWarnings(Connection $connection): void
    {
        $count = $connection->warnings();
        $warnings = $count === 0 ? [] : $connection->rows('SHOW WARNINGS');
        foreach ($warnings as $warning) {
            if ((int) $warning['Code'] !== DatabaseError::GENERATED_VALUE) {
                throw new DatabaseError((string) $warning['Message'], (int) $warning['Code']);
            }
        }
        if ($count > count($warnings)) {
            throw new DatabaseError('there are more warnings than the server shows', 0);
        }
    }
}
