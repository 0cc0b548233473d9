<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Database\Connection;

/** The tables and views of the connection's database, in the order in which SHOW TABLES has them. */
final class Schema
{
    /** @return array<string, Table> by name */
    public static function read(Connection $connection): array
    {
        $columns = self::columns($connection);
        $keys = self::keys($connection);
        $tables = [];
        $rows = $connection->rows(
            "SELECT TABLE_NAME AS name, TABLE_TYPE AS type, ENGINE AS engine, DATA_LENGTH AS bytes, AVG_ROW_LENGTH AS rowBytes
             FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()",
        );
        foreach ($rows as $row) {
            $name = (string) $row['name'];
            [$keyName, $key] = self::key($columns[$name] ?? [], $keys[$name] ?? []);
            $tables[$name] = new Table(
                $name,
                $row['type'] === 'VIEW',
                strcasecmp((string) $row['engine'], 'InnoDB') === 0,
                array_values($columns[$name] ?? []),
                $key,
                (int) $row['bytes'],
                (int) $row['rowBytes'],
                $keyName,
            );
        }
        ksort($tables, SORT_STRING);

        return $tables;
    }

    /** @return array<string, array<string, Column>> by table and name */
    private static function columns(Connection $connection): array
    {
        $columns = [];
        $rows = $connection->rows(
            'SELECT TABLE_NAME AS t, COLUMN_NAME AS name, DATA_TYPE AS type, CHARACTER_SET_NAME AS charset, EXTRA AS extra
             FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION',
        );
        foreach ($rows as $row) {
            // MySQL says DEFAULT_GENERATED of what only has an expression for its default.
            $isGenerated = preg_match('/\b(VIRTUAL|STORED|PERSISTENT)\b/i', (string) $row['extra']) === 1;
            $columns[$row['t']][$row['name']]
                = new Column((string) $row['name'], (string) $row['type'], $row['charset'], $isGenerated);
        }

        return $columns;
    }

    /** @return array<string, array<string, list<string|null>>> columns by table and unique index; null: no whole column */
    private static function keys(Connection $connection): array
    {
        $keys = [];
        $rows = $connection->rows(
            "SELECT TABLE_NAME AS t, INDEX_NAME AS i, IF(SUB_PART IS NULL AND NULLABLE <> 'YES', COLUMN_NAME, NULL) AS c
             FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND NON_UNIQUE = 0
             ORDER BY TABLE_NAME, INDEX_NAME = 'PRIMARY' DESC, INDEX_NAME, SEQ_IN_INDEX",
        );
        foreach ($rows as $row) {
            $keys[$row['t']][$row['i']][] = $row['c'];
        }

        return $keys;
    }

    /**
     * PRIMARY, else a unique index of columns that are never NULL.
     *
     * @param array<string, Column>             $columns
     * @param array<string, list<string|null>> $keys
     * @return array{string, list<Column>} its name and columns
     */
    private static function key(array $columns, array $keys): array
    {
        foreach ($keys as $name => $names) {
            $key = array_map(static fn (?string $name): ?Column => $name === null ? null : $columns[$name] ?? null, $names);
            if (array_filter($key, static fn (?Column $column): bool => $column?->canBeKey() !== true) === []) {
                return [(string) $name, $key];
            }
        }

        return ['', []];
    }
}
