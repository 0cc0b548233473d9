<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Database\Connection;

/** A column of a live table, and how its values are compared and written without a change of a byte. */
final class Column
{
    private const TEXTS = ['char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext'];
    private const BINARIES = ['binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob'];
    private const NUMBERS = ['tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'decimal', 'year'];
    /** Character sets in which letters are not the bytes that ASCII has for them. */
    private const WIDE = ['ucs2', 'utf16', 'utf16le', 'utf32'];
    private const TIMES = ['date', 'time', 'datetime', 'timestamp'];

    private readonly string $type;

    /**
     * @param string      $type    DATA_TYPE of the information schema
     * @param string|null $charset of text
     */
    public function __construct(
        public readonly string $name,
        string $type,
        private readonly ?string $charset,
        public readonly bool $isGenerated = false,
    ) {
        $this->type = strtolower($type);
    }

    public function quoted(): string
    {
        return Connection::quoteName($this->name);
    }

    /** Whether it may hold what is looked for. */
    public function holdsText(): bool
    {
        return !$this->isGenerated
            && ($this->type === 'json' || in_array($this->type, [...self::TEXTS, ...self::BINARIES], true));
    }

    public function isBinary(): bool
    {
        return in_array($this->type, [...self::BINARIES, 'bit'], true);
    }

    public function isNumber(): bool
    {
        return in_array($this->type, self::NUMBERS, true);
    }

    /** Whether rows can be found and put in order by it; not so by what is compared otherwise than it is printed. */
    public function canBeKey(): bool
    {
        return in_array($this->type, [...self::NUMBERS, ...self::TEXTS, ...self::BINARIES, ...self::TIMES], true);
    }

    /** Whether the server finds ASCII in its bytes. */
    public function holdsAscii(): bool
    {
        return $this->type !== 'json' && !in_array($this->charset, self::WIDE, true);
    }

    /** Whether the server holds the very bytes that the connection gives. */
    public function isStoredAsRead(string $connectionCharset): bool
    {
        return match (true) {
            $this->type === 'json' => false,
            $this->charset === null, $this->charset === $connectionCharset => true,
            default => $connectionCharset === 'utf8mb4' && in_array($this->charset, ['utf8', 'utf8mb3', 'ascii'], true),
        };
    }

    /** An expression for the bytes that the connection gives. */
    public function bytes(string $connectionCharset): string
    {
        return $this->isStoredAsRead($connectionCharset)
            ? "CAST({$this->quoted()} AS BINARY)"
            : "CAST(CONVERT({$this->quoted()} USING $connectionCharset) AS BINARY)";
    }

    /** A condition: nothing was lost on the way into the connection's character set; '' where nothing can be. */
    public function isWholeIn(string $connectionCharset): string
    {
        if ($this->charset === null || $this->isStoredAsRead($connectionCharset)) {
            return '';
        }
        $thereAndBack = "CONVERT(CONVERT({$this->quoted()} USING $connectionCharset) USING $this->charset)";

        return "CAST($thereAndBack AS BINARY) = CAST({$this->quoted()} AS BINARY)";
    }
}
