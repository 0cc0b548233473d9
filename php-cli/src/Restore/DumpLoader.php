<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\Failure;
use WpNormalize\SqlReader;
use WpNormalize\Statement;

/**
 * Carries the statements of a dump into staging tables. A dump is code, and comes from elsewhere: what is not known to be
 * harmless is refused, with its line.
 */
final class DumpLoader
{
    /** What a dump program writes around its tables; a restore has its own ways for all of it. */
    private const IGNORED = ['begin', 'commit', 'delimiter', 'drop_table', 'lock_tables', 'unlock_tables'];
    private const CODE = [
        'create_view', 'drop_view', 'create_trigger', 'drop_trigger', 'create_routine', 'drop_routine', 'create_event', 'drop_event',
    ];

    private bool $plainMode = true;
    /** @var array<string, true> tables of other sites, which a dump of all tables holds */
    private array $skipped = [];

    /** @param bool $skipOthers whether tables of other sites are left out; they are refused otherwise */
    public function __construct(
        private readonly Connection $connection,
        private readonly Staging $staging,
        private readonly SiteTables $site,
        private readonly string $prefix,
        private readonly bool $skipOthers,
    ) {
    }

    public function load(SqlReader $reader): void
    {
        while (($statement = $reader->next()) !== null) {
            try {
                $this->take($statement);
            } catch (Refusal $refusal) {
                throw Failure::refused("line $statement->line of the dump is not allowed: {$refusal->getMessage()}", 'nothing was changed');
            } catch (DatabaseError $error) {
                throw self::rejected($statement, $error);
            }
        }
    }

    /** @return list<string> tables that were left out */
    public function skipped(): array
    {
        return array_keys($this->skipped);
    }

    private function take(Statement $statement): void
    {
        if ($statement->schema !== null) {
            throw new Refusal("it names the database $statement->schema");
        }
        match (true) {
            $statement->kind === 'insert', $statement->kind === 'replace' => $this->insert($statement),
            $statement->kind === 'create_table' => $this->createTable($statement),
            $statement->kind === 'set' => $this->set($statement),
            $statement->kind === 'alter_table' => self::alterTable($statement),
            in_array($statement->kind, self::IGNORED, true) => null,
            in_array($statement->kind, self::CODE, true) => throw new Refusal(
                'views, triggers, routines and events are code, which is not restored; back up without --with-code',
            ),
            default => throw new Refusal("only tables and their rows are restored, this is $statement->kind"),
        };
    }

    private function createTable(Statement $statement): void
    {
        $definition = TableDefinition::parse($statement->sql);
        if (!$this->site->has($definition->name)) {
            if (!$this->skipOthers) {
                throw new Refusal("the table $definition->name is not of this site, whose DB_PREFIX is $this->prefix");
            }
            $this->skipped[$definition->name] = true;

            return;
        }
        $this->staging->create($definition);
    }

    private function insert(Statement $statement): void
    {
        if (isset($this->skipped[$statement->table])) {
            return;
        }
        if (!$this->plainMode) {
            throw new Refusal('rows written in an SQL mode with ANSI_QUOTES or NO_BACKSLASH_ESCAPES are not supported');
        }
        LiteralRows::check($statement);
        $this->staging->insert($statement);
    }

    private function set(Statement $statement): void
    {
        $set = SetStatement::parse($statement->sql);
        $this->plainMode = $set->plainMode ?? $this->plainMode;
        $sql = $set->sql();
        if ($sql !== null) {
            $this->connection->execute($sql);
        }
    }

    /** DISABLE KEYS and ENABLE KEYS, which do nothing for InnoDB. */
    private static function alterTable(Statement $statement): void
    {
        $tokens = Tokens::of($statement->sql);
        $isKeys = count($tokens) === 5
            && $tokens[0]->isWord('ALTER')
            && $tokens[1]->isWord('TABLE')
            && $tokens[3]->isWord('DISABLE', 'ENABLE')
            && $tokens[4]->isWord('KEYS');
        if (!$isKeys) {
            throw new Refusal('of ALTER TABLE only DISABLE KEYS and ENABLE KEYS are');
        }
    }

    private static function rejected(Statement $statement, DatabaseError $error): Failure
    {
        $what = $statement->table === null ? 'a statement' : "the table $statement->table";

        return Failure::failed(
            "the server rejects $what, line $statement->line of the dump: {$error->getMessage()}",
            $error->getCode() === DatabaseError::DATA_TOO_LONG
                ? 'the new address makes a value longer than its column; map to a shorter one. Nothing was changed'
                : 'nothing was changed',
        );
    }
}
