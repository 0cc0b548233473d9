<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Restore\DumpLoader;
use WpNormalize\Cli\Restore\Refusal;
use WpNormalize\Cli\Restore\SetStatement;
use WpNormalize\Cli\Restore\StagingTable;
use WpNormalize\Cli\Restore\TableChange;
use WpNormalize\SqlReader;
use WpNormalize\Statement;

/**
 * Carries the rows of one table's frames into its staging table, and judges what stands there as DumpLoader judges a whole
 * dump: rows of literals for that table, settings, and nothing else.
 */
final class FrameLoader
{
    public function __construct(private readonly RowLoader $loader)
    {
    }

    /** @return int rows */
    public function load(SqlReader $reader, StagingTable $table): int
    {
        $rows = 0;
        while (($statement = $reader->next()) !== null) {
            try {
                $rows += $this->take($statement, $reader, $table);
            } catch (Refusal $refusal) {
                throw Failure::refused(
                    "the rows of $table->target in the dump are not allowed: {$refusal->getMessage()}",
                    'nothing was changed',
                );
            } catch (DatabaseError $error) {
                throw Rejection::of("the table $table->target", $error);
            }
        }

        return $rows;
    }

    private function take(Statement $statement, SqlReader $reader, StagingTable $table): int
    {
        if ($statement->kind === 'insert' || $statement->kind === 'replace') {
            DumpLoader::judgeRows($statement);
            if ($statement->table !== $table->target) {
                throw new Refusal("among them are rows of $statement->table");
            }

            return $this->loader->take($table, $statement, $reader, "the table $table->target");
        }
        if ($statement->kind === 'set') {
            $sql = SetStatement::parse($statement->sql)->sql();
            if ($sql !== null) {
                $this->loader->set($sql);
            }
        } elseif ($statement->kind === 'alter_table') {
            if (!TableChange::parse($statement->sql)->isEmpty()) {
                throw new Refusal('among them is an ALTER TABLE');
            }
        } elseif ($statement->kind !== 'create_table' && !in_array($statement->kind, DumpLoader::IGNORED, true)) {
            // What creates the table has been judged, and run, when the tables were created.
            throw new Refusal("among them is a statement of the kind $statement->kind");
        }

        return 0;
    }
}
