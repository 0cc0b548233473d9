<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Restore\Load\Rejection;
use WpNormalize\Statement;

/**
 * Carries the statements of a dump into staging tables. A dump is code, and comes from elsewhere: what is not known to be
 * harmless is refused, with its line.
 */
final class DumpLoader
{
    /** What a dump program writes around its tables; a restore has its own ways for all of it. */
    public const IGNORED = ['begin', 'commit', 'delimiter', 'drop_table', 'lock_tables', 'unlock_tables'];
    private const CODE = [
        'create_view', 'create_trigger', 'create_routine', 'create_event',
        'drop_view', 'drop_trigger', 'drop_routine', 'drop_event',
    ];
    /** Modes in which quotes and backslashes mean something else than usual. */
    private const OTHER_QUOTES = '/ANSI|NO_BACKSLASH_ESCAPES|DB2|MAXDB|MSSQL|ORACLE|POSTGRESQL/';

    private string $sqlMode = '';
    /** @var array<string, true> tables that are not this site's: dumps of a whole database hold them */
    private array $otherTables = [];
    /** @var array<string, true> tables that the user has not chosen */
    private array $unchosenTables = [];
    /** @var array<string, CodeStatement> the last definition of each view and trigger: dumps create views twice */
    private array $code = [];
    /** @var array<string, string> SQL mode of each */
    private array $codeModes = [];
    private bool $codeLeftOut = false;

    /**
     * @param bool $own      whether it is a backup of ours: then code that is not restored is left out, not refused
     * @param bool $withCode whether views and triggers are restored
     */
    public function __construct(
        private readonly Staging $staging,
        private readonly Collations $collations,
        private readonly SiteTables $site,
        private readonly TableChoice $choice,
        private readonly string $prefix,
        private readonly bool $own,
        private readonly bool $withCode,
    ) {
    }

    /** @param (\Closure(int, ?string=): void)|null $progress */
    public function load(DumpReader $reader, ?\Closure $progress = null): void
    {
        while (($statement = $reader->next()) !== null) {
            try {
                $this->take($statement, $reader);
            } catch (Refusal $refusal) {
                throw Failure::refused(
                    "line $statement->line of {$reader->name()} is not allowed: {$refusal->getMessage()}",
                    'nothing was changed',
                );
            } catch (DatabaseError $error) {
                throw Rejection::of(self::place($statement, $reader), $error);
            }
            if ($progress !== null) {
                $progress($reader->sql->bytesRead(), $statement->table);
            }
        }
        $this->staging->finishRows();
        foreach ($this->code as $name => $code) {
            $this->staging->createAfterwards($code, $this->codeModes[$name]);
        }
    }

    /** Refuses rows of anything but literals. */
    public static function judgeRows(Statement $statement): void
    {
        if ($statement->schema !== null) {
            throw new Refusal("it names the database $statement->schema");
        }
        if (!$statement->literal) {
            throw new Refusal('it is no plain INSERT INTO or REPLACE INTO of literals');
        }
    }

    /** @return list<string> tables that are not this site's, which were left out */
    public function otherTables(): array
    {
        return array_keys($this->otherTables);
    }

    /** @return list<string> warnings */
    public function warnings(): array
    {
        $warnings = [];
        if ($this->otherTables !== []) {
            $warnings[] = 'left out, not being tables of this site: ' . implode(', ', $this->otherTables());
        }
        if ($this->codeLeftOut) {
            $warnings[] = $this->withCode
                ? 'left out, being code: routines and events'
                : 'left out, being code: views, triggers, routines or events (see --with-code)';
        }

        return $warnings;
    }

    private function take(Statement $statement, DumpReader $reader): void
    {
        if ($statement->schema !== null) {
            throw new Refusal("it names the database $statement->schema");
        }
        match (true) {
            $statement->kind === 'insert', $statement->kind === 'replace' => $this->insert($statement, $reader),
            $statement->kind === 'create_table' => $this->createTable($statement),
            $statement->kind === 'set' => $this->set($statement),
            $statement->kind === 'alter_table' => $this->alterTable($statement),
            in_array($statement->kind, self::IGNORED, true) => null,
            in_array($statement->kind, self::CODE, true) => $this->code($statement),
            default => throw new Refusal('only tables and their rows are restored, this is ' . self::firstWord($statement->sql)),
        };
    }

    private function isLeftOut(Statement $statement): bool
    {
        return isset($this->otherTables[$statement->table]) || isset($this->unchosenTables[$statement->table]);
    }

    private function createTable(Statement $statement): void
    {
        $definition = TableDefinition::parse($this->collations->adapt($statement->sql));
        if (!$this->site->has($definition->name)) {
            $this->otherTables[$definition->name] = true;

            return;
        }
        if (!$this->choice->has($definition->name)) {
            $this->unchosenTables[$definition->name] = true;

            return;
        }
        $this->staging->create($definition);
    }

    private function insert(Statement $statement, DumpReader $reader): void
    {
        if ($this->isLeftOut($statement)) {
            return;
        }
        if (preg_match(self::OTHER_QUOTES, $this->sqlMode) === 1) {
            throw new Refusal('rows written in an SQL mode with ANSI_QUOTES or NO_BACKSLASH_ESCAPES are not supported');
        }
        self::judgeRows($statement);
        $this->staging->insert($statement, $reader->sql, self::place($statement, $reader));
    }

    private function set(Statement $statement): void
    {
        $set = SetStatement::parse($statement->sql);
        $this->sqlMode = $set->sqlMode ?? $this->sqlMode;
        $sql = $set->sql();
        if ($sql !== null) {
            $this->staging->set($sql);
        }
    }

    private function code(Statement $statement): void
    {
        if (!$this->withCode && !$this->own) {
            throw new Refusal('views, triggers, routines and events are code; --with-code restores views and triggers');
        }
        if (str_starts_with($statement->kind, 'drop_') || !$this->choice->isAll()) {
            return;
        }
        if (!$this->withCode || ($statement->kind !== 'create_view' && $statement->kind !== 'create_trigger')) {
            $this->codeLeftOut = true;

            return;
        }
        $code = CodeStatement::parse($statement->sql);
        if (!$this->site->has($code->table ?? $code->name)) {
            throw new Refusal("$code->name is not of this site, whose DB_PREFIX is $this->prefix");
        }
        $this->code[$code->name] = $code;
        $this->codeModes[$code->name] = $this->sqlMode;
    }

    private function alterTable(Statement $statement): void
    {
        if (!$this->isLeftOut($statement)) {
            $this->staging->change(
                (string) $statement->table,
                TableChange::parse($this->collations->adapt($statement->sql)),
            );
        }
    }

    /** Where a statement stands, for messages. */
    private static function place(Statement $statement, DumpReader $reader): string
    {
        $what = $statement->table === null ? 'a statement' : "the table $statement->table";

        return "$what, line $statement->line of {$reader->name()}";
    }

    private static function firstWord(string $sql): string
    {
        return preg_match('/[a-z]++/i', $sql, $match) === 1 ? strtoupper($match[0]) : 'none of either';
    }
}
