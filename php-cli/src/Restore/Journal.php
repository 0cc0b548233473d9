<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;

/**
 * The table `_wpn_restore`: which tables a run works on, written before each is created, so that the next run can
 * finish or undo one that was killed. It is there only while a restore runs, or after one that was killed.
 */
final class Journal
{
    public const TABLE = '_wpn_restore';

    public function __construct(private readonly Connection $connection)
    {
    }

    public function open(): void
    {
        $this->connection->execute(
            'CREATE TABLE IF NOT EXISTS `' . self::TABLE . '` (
                `run` varchar(16) NOT NULL,
                `number` int unsigned NOT NULL,
                `target` varchar(64) NOT NULL,
                `afterwards` longtext NOT NULL,
                `phase` varchar(8) NOT NULL,
                PRIMARY KEY (`run`, `number`)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT=\'tables of a restore that runs or was killed\'',
        );
    }

    /** Only one restore at a time works in a schema, so an empty journal is nobody's. */
    public function close(): void
    {
        if ($this->connection->value('SELECT COUNT(*) FROM `' . self::TABLE . '`') === '0') {
            $this->connection->execute('DROP TABLE `' . self::TABLE . '`');
        }
    }

    /** @param list<string> $afterwards statements that complete the table once it has its name */
    public function add(StagingTable $table, array $afterwards): void
    {
        $this->connection->execute(sprintf(
            "INSERT INTO `%s` VALUES (%s, %d, %s, %s, 'loading')",
            self::TABLE,
            $this->connection->quote($table->run),
            $table->number,
            $this->connection->quote($table->target),
            $this->connection->quote(json_encode($afterwards, JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE)),
        ));
    }

    /** Written before the RENAME: from now on, a run without staging tables has swapped them in. */
    public function markSwapping(string $run): void
    {
        $this->connection->execute(
            'UPDATE `' . self::TABLE . "` SET `phase` = 'swapping' WHERE `run` = " . $this->connection->quote($run),
        );
    }

    public function isSwapping(string $run): bool
    {
        return $this->connection->value(
            'SELECT COUNT(*) FROM `' . self::TABLE . "` WHERE `phase` = 'swapping' AND `run` = " . $this->connection->quote($run),
        ) !== '0';
    }

    public function forget(string $run): void
    {
        $this->connection->execute('DELETE FROM `' . self::TABLE . '` WHERE `run` = ' . $this->connection->quote($run));
    }

    /** @return array<string, list<StagingTable>> tables of each run */
    public function runs(): array
    {
        $runs = [];
        foreach ($this->connection->rows('SELECT * FROM `' . self::TABLE . '` ORDER BY `run`, `number`') as $row) {
            $runs[$row['run']][] = new StagingTable($row['run'], (int) $row['number'], $row['target']);
        }

        return $runs;
    }

    /** @return list<string> */
    public function afterwards(string $run): array
    {
        $lists = $this->connection->column(
            'SELECT `afterwards` FROM `' . self::TABLE . '` WHERE `run` = ' . $this->connection->quote($run) . ' ORDER BY `number`',
        );

        return array_merge(...array_map(static fn (string $json): array => (array) json_decode($json, true), $lists));
    }
}
