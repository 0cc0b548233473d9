<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Failure;

/**
 * A folder that mydumper has written: one database of it, as the files of one dump.
 *
 *     DB-schema-create.sql                          the database itself, which a restore has no use for
 *     DB.TABLE-schema.sql                           for a view: a table that stands in for it
 *     DB.TABLE.sql, DB.TABLE.00000.sql, DB.TABLE.00000.00001.sql
 *     DB.TABLE-schema-view.sql, DB.TABLE-schema-triggers.sql, DB-schema-triggers.sql, DB-schema-post.sql
 *
 * Each may have .gz or .zst behind it. Tables whose names would be no names for files are numbers there.
 */
final class MydumperFolder
{
    private const SQL = '/^(?<stem>.+)\.sql(?:\.gz|\.zst)?$/Ds';
    /** Rows for LOAD DATA, and compressions that are not read here. */
    private const UNREADABLE = '/\.(?:sql|dat|csv)(?:\.\w+)?$/D';
    private const NOT_NEEDED = '/-schema-create(?:-tablespace)?$/D';
    private const OF_DATABASE = '/^(?<database>[^.]+)(?<table>)-schema-(?<kind>post|triggers)$/Ds';
    private const OF_TABLE = '/^(?<database>[^.]+)\.(?<table>.+)-(?<kind>schema|schema-(?:sequence|view|triggers|post))$/Ds';
    private const ROWS = '/^(?<database>[^.]+)\.(?<table>.+?)(?:\.(?<part>\d{5,18}))?(?:\.(?<subpart>\d{5,18}))?$/Ds';
    private const CODE = ['schema-view', 'schema-triggers', 'triggers', 'schema-post', 'post'];
    private const SYSTEM_DATABASES = ['information_schema', 'mysql', 'performance_schema', 'sys'];
    /** A ; may stand inside of triggers and routines; mydumper sees to it that none ends a line there. */
    private const DELIMITER_OF_CODE = ";\n";

    /** @var non-empty-list<DumpPart> in the order in which they are to be read */
    public readonly array $parts;
    /** @var array<string, int> of each table, where mydumper has noted them */
    public readonly array $rows;
    /** @var array<string, array<string, array<string, list<string>>>> names of files by database, kind and table */
    private array $files = [];

    private function __construct(private readonly string $folder)
    {
    }

    /** @param string|null $database which one; null: the only one */
    public static function open(string $path, ?string $database): self
    {
        $metadata = MydumperMetadata::read($path);
        $folder = new self($path);
        $folder->list();
        $database = $folder->choose($database);
        $folder->rows = $folder->rowsOf($database, $metadata);
        $folder->parts = $folder->partsOf($database);

        return $folder;
    }

    private function list(): void
    {
        $names = @scandir($this->folder);
        if ($names === false) {
            throw Failure::failed("cannot read the folder $this->folder", 'check its permissions');
        }
        natsort($names);
        foreach ($names as $name) {
            if (preg_match(self::SQL, $name, $match) === 1) {
                $this->add($name, $match['stem']);
            } elseif (preg_match(self::UNREADABLE, $name) === 1) {
                throw Failure::refused(
                    "$name is in a form that is not read",
                    'let mydumper write INSERT statements (no --load-data, no --csv), plain, .gz or .zst',
                );
            }
        }
    }

    private function add(string $name, string $stem): void
    {
        if (preg_match(self::NOT_NEEDED, $stem) === 1) {
            return;
        }
        $isKnown = preg_match(self::OF_DATABASE, $stem, $match) === 1
            || preg_match(self::OF_TABLE, $stem, $match) === 1
            || preg_match(self::ROWS, $stem, $match) === 1;
        if (!$isKnown) {
            throw Failure::refused("$name is not named as mydumper names files", 'put it elsewhere');
        }
        $this->files[$match['database']][$match['kind'] ?? 'rows'][$match['table']][] = $name;
    }

    private function choose(?string $database): string
    {
        $there = array_map('strval', array_keys($this->files));
        $candidates = array_values(array_diff($there, self::SYSTEM_DATABASES));
        if ($database !== null && !in_array($database, $there, true)) {
            throw Failure::usage(
                "the folder holds no database $database",
                'it holds ' . (implode(', ', $candidates) ?: 'none at all'),
            );
        }
        if ($database === null && count($candidates) > 1) {
            throw Failure::usage(
                'the folder holds several databases: ' . implode(', ', $candidates),
                'say which one: --from-database=NAME',
            );
        }

        return $database ?? $candidates[0] ?? throw Failure::integrity(
            "$this->folder holds the tables of no database",
            'take another dump; nothing was changed',
        );
    }

    /** @return array<string, int> by name of the table itself */
    private function rowsOf(string $database, MydumperMetadata $metadata): array
    {
        $rows = [];
        // Views have a section, too, and files of their own.
        foreach (array_diff_key($metadata->rows($database), $this->files[$database]['schema-view'] ?? []) as $file => $count) {
            $isThere = isset($this->files[$database]['schema'][$file]);
            if ($isThere || $count > 0) {
                $rows[$metadata->tableName($database, (string) $file)] = $count;
            }
        }

        return $rows;
    }

    /** @return non-empty-list<DumpPart> table by table, as other dump programs write them; code at the end */
    private function partsOf(string $database): array
    {
        $kinds = $this->files[$database];
        $definitions = array_diff_key($kinds['schema'] ?? [], $kinds['schema-view'] ?? []);
        $rows = $kinds['rows'] ?? [];
        $tables = array_keys($definitions + $rows);
        if ($tables === []) {
            throw Failure::integrity("the folder holds no table of $database", 'take another dump; nothing was changed');
        }
        sort($tables, SORT_STRING);
        $parts = $this->parts(array_merge(...array_values($kinds['schema-sequence'] ?? [])));
        foreach ($tables as $table) {
            array_push($parts, ...$this->parts([...$definitions[$table] ?? [], ...$rows[$table] ?? []]));
        }
        foreach (self::CODE as $kind) {
            $code = array_merge(...array_values($kinds[$kind] ?? []));
            array_push($parts, ...$this->parts($code, self::DELIMITER_OF_CODE));
        }

        return $parts;
    }

    /**
     * @param list<string> $names
     * @return list<DumpPart>
     */
    private function parts(array $names, string $delimiter = ';'): array
    {
        return array_map(fn (string $name): DumpPart => new DumpPart("$this->folder/$name", $delimiter), $names);
    }
}
