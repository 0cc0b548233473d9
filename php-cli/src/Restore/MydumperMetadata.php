<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Failure;

/**
 * The file `metadata` of a folder that mydumper has written. It ends with the time when the dump was finished; since 0.12
 * it holds a section of each table too, which says how many rows were written.
 */
final class MydumperMetadata
{
    private const NAME = 'metadata';
    private const NAME_WHILE_DUMPING = 'metadata.partial';
    private const END = '/^(?:# )?Finished dump at: /';
    private const SECTION_OF_TABLE = '/^\[([`"])(?<database>.+?)\1\.\1(?<table>.+)\1\]$/D';
    private const ROWS = '/^rows ?= ?(?<rows>\d{1,18})$/Di';
    private const REAL_NAME = '/^real_table_name ?= ?(?<name>.+)$/D';

    /** @var array<string, array<string, int>> rows by database and table, as files are named after it */
    private array $rows = [];
    /** @var array<string, array<string, string>> what the table itself is called, where that is said */
    private array $names = [];

    private function __construct()
    {
    }

    public static function read(string $folder): self
    {
        if (file_exists("$folder/" . self::NAME_WHILE_DUMPING)) {
            throw self::unfinished($folder);
        }
        if (!file_exists("$folder/" . self::NAME)) {
            throw Failure::failed(
                "$folder is a folder without a file `metadata`, so no dump of mydumper",
                'name the file of a dump, or the folder that mydumper has written',
            );
        }
        $metadata = new self();
        if (!$metadata->take((new DumpPart("$folder/" . self::NAME))->open())) {
            throw self::unfinished($folder);
        }

        return $metadata;
    }

    /** @return array<string, int> by what files are named after */
    public function rows(string $database): array
    {
        return $this->rows[$database] ?? [];
    }

    public function tableName(string $database, string $fileName): string
    {
        return $this->names[$database][$fileName] ?? $fileName;
    }

    /**
     * @param resource $stream
     * @return bool whether it has an end
     */
    private function take($stream): bool
    {
        $section = null;
        $hasEnd = false;
        while (($line = fgets($stream)) !== false) {
            $line = rtrim($line);
            if (str_starts_with($line, '[')) {
                $section = preg_match(self::SECTION_OF_TABLE, $line, $match) === 1 ? $match : null;
            } elseif ($section !== null && preg_match(self::ROWS, $line, $match) === 1) {
                $this->rows[$section['database']][$section['table']] = (int) $match['rows'];
            } elseif ($section !== null && preg_match(self::REAL_NAME, $line, $match) === 1) {
                $this->names[$section['database']][$section['table']] = $match['name'];
            } elseif (preg_match(self::END, $line) === 1) {
                $hasEnd = true;
            }
        }

        return $hasEnd;
    }

    private static function unfinished(string $folder): Failure
    {
        return Failure::integrity(
            "the dump in $folder is not finished: mydumper has not written its last line into `metadata`",
            'wait for it, or take another one; nothing was changed',
        );
    }
}
