<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Doctor;

use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\Output\Readable;
use WpNormalize\Cli\Restore\KeptTables;

/** What the server would need to take the newest backup. */
final class RestoreExamination
{
    /** Beside the rows, a table has indexes, pages that are not full, and a log of what is written. */
    private const SPACE_FACTOR = 2;

    public function __construct(
        private readonly Connection $connection,
        private readonly DatabaseSettings $settings,
        private readonly Manifest $newest,
    ) {
    }

    /** @return iterable<Finding> */
    public function findings(): iterable
    {
        if ($this->newest->prefix !== $this->settings->prefix) {
            yield Finding::fault(
                "the newest backup's tables start with {$this->newest->prefix}, DB_PREFIX is {$this->settings->prefix}",
                'set DB_PREFIX and the $table_prefix of wp-config.php to the former',
            );
        }
        yield from $this->longestRow();
        yield from $this->space();
    }

    /** @return iterable<Finding> */
    private function longestRow(): iterable
    {
        $most = (int) $this->connection->value('SELECT @@max_allowed_packet');
        if ($this->newest->longestRow() <= $most) {
            return;
        }
        $text = sprintf(
            'the newest backup holds a row of %s, the server takes statements of %s (max_allowed_packet)',
            Readable::size($this->newest->longestRow()),
            Readable::size($most),
        );
        $remedy = 'SET GLOBAL max_allowed_packet = 1073741824; and in the configuration of the server';
        // LOAD DATA, where it is allowed, is not bound by it; rows with binary values need an INSERT all the same.
        yield $this->connection->value('SELECT @@local_infile') === '1'
            ? Finding::warning($text, $remedy)
            : Finding::fault($text, $remedy);
    }

    /**
     * What a restore replaces is kept for --undo, until the next one begins: from the second on, there are always two.
     *
     * @return iterable<Finding>
     */
    private function space(): iterable
    {
        $raw = $this->newest->index['rawSize'] ?? 0;
        if (!is_int($raw) || $raw <= 0) {
            return;
        }
        $needed = $raw * self::SPACE_FACTOR;
        $kept = $this->bytes(KeptTables::names($this->connection));
        $live = $this->bytes(SiteTables::of($this->connection, $this->settings->prefix)->own());
        $text = sprintf(
            'to restore the newest backup, a dump of %s, the database server needs about %s beside the live tables '
                . '(%s, kept afterwards for --undo)',
            Readable::size($raw),
            Readable::size($needed),
            Readable::size($live),
        );
        $folder = (string) $this->connection->value('SELECT @@datadir');
        $free = $this->isHere() ? @disk_free_space($folder) : false;
        if ($free === false) {
            yield Finding::note("$text; how much is free cannot be seen from here");

            return;
        }
        $text .= ', and has ' . Readable::size((int) $free) . " in $folder";
        if ($kept > 0) {
            $text .= ', and ' . Readable::size($kept) . ' in tables kept from the last restore, which go first';
        }
        yield match (true) {
            $free + $kept < $needed => Finding::fault($text, 'make room, or enlarge the disk'),
            $live === 0 && $free < 2 * $needed => Finding::warning(
                "$text: enough for one, not for the next, which needs as much again",
                'enlarge the disk before the next restore',
            ),
            default => Finding::ok($text),
        };
    }

    /** @param list<string> $tables */
    private function bytes(array $tables): int
    {
        $names = implode(', ', array_map($this->connection->quote(...), $tables));

        return $tables === [] ? 0 : (int) $this->connection->value(
            "SELECT SUM(DATA_LENGTH + INDEX_LENGTH) FROM information_schema.TABLES
             WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ($names)",
        );
    }

    /** Whether the server's files are on this machine. */
    private function isHere(): bool
    {
        return $this->connection->value('SELECT @@hostname') === gethostname();
    }
}
