<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

/** In which forms a table takes the rows of a dump, by the types of its columns and the dump's character set. */
final class RowForm
{
    /** Types that take bytes for the same as text of their character set, or have none. */
    private const TAKE_BYTES = [
        'char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext', 'enum', 'set',
        'binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob', 'bit',
        'tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'decimal', 'float', 'double',
        'date', 'time', 'datetime', 'timestamp', 'year',
    ];
    /** Types that take a number for something else than the same number as text, which LOAD DATA makes of it. */
    private const NUMBERS_DIFFER = ['bit', 'enum', 'set', 'year'];
    private const UTF8 = ['utf8', 'utf8mb3', 'utf8mb4'];

    /**
     * @param bool        $asBytes      whether literals may be sent as bytes: the server does half as much with them
     * @param string|null $loadCharset  the one that LOAD DATA is to be told; null where it would not do the same as INSERT
     * @param bool        $hasGenerated whether it has generated columns
     * @param bool        $isInnoDb     whether rows may be undone
     * @param string      $timeZone     which the rows are written in
     */
    private function __construct(
        public readonly bool $asBytes,
        public readonly ?string $loadCharset,
        public readonly bool $hasGenerated,
        public readonly bool $isInnoDb,
        public readonly string $timeZone,
    ) {
    }

    public static function of(InsertConnection $connection, string $table): self
    {
        $charset = $connection->charset();
        $columns = $connection->idle()->rows(
            "SELECT DATA_TYPE AS type, CHARACTER_SET_NAME AS charset, EXTRA AS extra, ENGINE AS engine, @@time_zone AS time_zone
             FROM information_schema.COLUMNS JOIN information_schema.TABLES USING (TABLE_SCHEMA, TABLE_NAME)
             WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '$table'",
        );
        $types = array_column($columns, 'type');
        $asBytes = array_diff($types, self::TAKE_BYTES) === []
            && self::isIn($charset, array_column($columns, 'charset'));
        $isLoadable = array_intersect($types, self::NUMBERS_DIFFER) === [];

        return new self(
            $asBytes,
            $isLoadable ? ($asBytes ? 'binary' : $charset) : null,
            preg_grep('/GENERATED/', array_column($columns, 'extra')) !== [],
            $columns[0]['engine'] === 'InnoDB',
            (string) $columns[0]['time_zone'],
        );
    }

    /**
     * Whether text in a character set is stored byte for byte.
     *
     * @param list<?string> $charsets of the columns
     */
    private static function isIn(string $charset, array $charsets): bool
    {
        $same = in_array($charset, self::UTF8, true) ? self::UTF8 : [$charset];

        return array_diff(array_filter($charsets, is_string(...)), $same) === [];
    }
}
