<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;

/** Who holds the tables that somebody wants. What it runs is not said: statements hold people's data. */
final class Blocker
{
    private const WHO = 'p.ID, p.USER, p.HOST, IF(p.COMMAND = \'Sleep\', \'idle in a transaction\', \'busy\') AS doing';
    /**
     * Sources, the exact ones first. Which of them there are depends on the server, its settings and the user's rights. The
     * last ones know who is connected, not which tables they hold: then the oldest is the most likely.
     */
    private const SOURCES = [
        'SELECT ' . self::WHO . ', p.TIME FROM performance_schema.metadata_locks l
         JOIN performance_schema.threads t ON t.THREAD_ID = l.OWNER_THREAD_ID
         JOIN information_schema.PROCESSLIST p ON p.ID = t.PROCESSLIST_ID
         WHERE l.OBJECT_SCHEMA = DATABASE() AND l.OBJECT_NAME IN (%s) AND l.LOCK_STATUS = \'GRANTED\'
         AND p.ID <> CONNECTION_ID() ORDER BY p.TIME DESC LIMIT 1',
        'SELECT ' . self::WHO . ', p.TIME FROM information_schema.METADATA_LOCK_INFO l
         JOIN information_schema.PROCESSLIST p ON p.ID = l.THREAD_ID
         WHERE l.TABLE_SCHEMA = DATABASE() AND l.TABLE_NAME IN (%s) AND p.ID <> CONNECTION_ID()
         ORDER BY p.TIME DESC LIMIT 1',
        'SELECT ' . self::WHO . ', TIMESTAMPDIFF(SECOND, t.trx_started, NOW()) AS TIME FROM information_schema.INNODB_TRX t
         JOIN information_schema.PROCESSLIST p ON p.ID = t.trx_mysql_thread_id
         WHERE p.DB = DATABASE() AND p.ID <> CONNECTION_ID() ORDER BY t.trx_started LIMIT 1',
        'SELECT ID, USER, HOST, IF(COMMAND = \'Sleep\', \'idle, perhaps in a transaction,\', \'busy\') AS doing, TIME
         FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND ID <> CONNECTION_ID() ORDER BY TIME DESC LIMIT 1',
    ];

    private function __construct(public readonly int $connection, private readonly string $description)
    {
    }

    /** @param list<string> $tables */
    public static function find(Connection $connection, array $tables): ?self
    {
        $names = implode(', ', array_map($connection->quote(...), $tables));
        foreach (self::SOURCES as $source) {
            try {
                $row = $connection->rows(sprintf($source, $names))[0] ?? null;
            } catch (DatabaseError) {
                continue;
            }
            if ($row !== null) {
                return new self((int) $row['ID'], sprintf(
                    'connection %s of %s@%s, %s for %d s',
                    $row['ID'],
                    $row['USER'],
                    $row['HOST'],
                    $row['doing'],
                    $row['TIME'],
                ));
            }
        }

        return null;
    }

    public function __toString(): string
    {
        return $this->description;
    }
}
