<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Failure;

/** What a user hears of it when the server does not take what the dump holds. */
final class Rejection
{
    private const TOO_LONG = [DatabaseError::DATA_TOO_LONG, DatabaseError::DATA_TRUNCATED];

    /** @param string $what in words: `the table wp_posts` */
    public static function of(string $what, DatabaseError $error): Failure
    {
        if ($error->isConnectionLost()) {
            return Failure::failed(
                "the connection to the database server was lost while it loaded $what: {$error->getMessage()}",
                'look into its log; the next restore cleans up',
            );
        }

        return Failure::failed(
            "the server rejects $what: {$error->getMessage()}",
            in_array($error->getCode(), self::TOO_LONG, true)
                ? 'the new address makes a value longer than its column; map to a shorter one. Nothing was changed'
                : 'nothing was changed',
        );
    }
}
