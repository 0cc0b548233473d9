<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Restore\Refusal;
use WpNormalize\Cli\Restore\StagingTable;
use WpNormalize\Cli\Restore\TableClauses;
use WpNormalize\Cli\Restore\Token;
use WpNormalize\Cli\Restore\Tokens;

/**
 * The indexes of a table that are faster built at once, when its rows are there, than row by row.
 *
 * Kept are those that say where rows are stored (PRIMARY, or the first UNIQUE without NULL) and what AUTO_INCREMENT needs.
 */
final class SecondaryIndexes
{
    /**
     * @param string       $target     what the dump calls the table
     * @param string       $definition what SHOW CREATE TABLE said before
     * @param list<string> $names
     * @param list<string> $additions  ALTER TABLE … to run, one after the other
     */
    private function __construct(
        private readonly string $target,
        private readonly string $table,
        private readonly string $definition,
        private readonly array $names,
        private readonly array $additions,
    ) {
    }

    /** Those of a table; null where there is nothing to gain. */
    public static function of(Connection $connection, StagingTable $staging): ?self
    {
        $table = Connection::quoteName($staging->staging());
        $definition = self::definition($connection, $table);
        try {
            [$names, $together, $alone] = self::choose($definition);
        } catch (Refusal) {
            // A clause that cannot be moved, such as one with an executable comment inside.
            return null;
        }
        if ($names === [] || preg_match('/\n\).* ENGINE=InnoDB\b/', $definition) !== 1) {
            return null;
        }

        $additions = [...$together === [] ? [] : [implode(', ', $together)], ...$alone];

        return new self($staging->target, $table, $definition, $names, $additions);
    }

    public function drop(Connection $connection): void
    {
        $drops = array_map(static fn (string $name): string => "DROP INDEX $name", $this->names);
        $connection->execute("ALTER TABLE $this->table " . implode(', ', $drops));
    }

    /** Puts them back, and proves that the table is defined as it was. */
    public function add(Connection $connection): void
    {
        try {
            foreach ($this->additions as $addition) {
                $connection->execute("ALTER TABLE $this->table $addition");
            }
            if (self::lines($this->definition) !== self::lines(self::definition($connection, $this->table))) {
                throw new DatabaseError('they are not what they were before they were taken off');
            }
        } catch (DatabaseError $error) {
            throw Rejection::of("the indexes of $this->target", $error);
        }
    }

    private static function definition(Connection $connection, string $table): string
    {
        return (string) $connection->rows("SHOW CREATE TABLE $table")[0]['Create Table'];
    }

    /**
     * What a definition says, in no particular order; AUTO_INCREMENT has grown with the rows.
     *
     * @return list<string>
     */
    private static function lines(string $definition): array
    {
        $definition = preg_replace('/(\n\).*) AUTO_INCREMENT=\d+/', '$1', $definition) ?? $definition;
        $lines = array_map(static fn (string $line): string => rtrim($line, ','), explode("\n", $definition));
        sort($lines);

        return $lines;
    }

    /**
     * @return array{list<string>, list<string>, list<string>} names, what is added in one ALTER TABLE, what needs one each
     */
    private static function choose(string $definition): array
    {
        $clauses = self::clauses($definition);
        $notNull = self::columnsWith($clauses, 'NOT', 'NULL');
        $counted = self::columnsWith($clauses, 'AUTO_INCREMENT');
        $hasPrimary = array_filter($clauses, static fn (array $clause): bool => $clause[0]->isWord('PRIMARY')) !== [];
        $names = $together = $alone = [];
        foreach ($clauses as $clause) {
            if (!self::isIndex($clause)) {
                continue;
            }
            $columns = self::columnsOf($clause);
            $isUnique = $clause[0]->isWord('UNIQUE');
            $clusters = !$hasPrimary && $isUnique && array_diff($columns, $notNull) === [];
            $hasPrimary = $hasPrimary || $clusters;
            if ($clusters || array_intersect($columns, $counted) !== []) {
                continue;
            }
            $names[] = $clause[$clause[0]->isWord('KEY') ? 1 : 2]->text;
            $addition = 'ADD ' . TableClauses::text($definition, $clause);
            if ($clause[0]->isWord('FULLTEXT', 'SPATIAL')) {
                $alone[] = $addition;
            } else {
                $together[] = $addition;
            }
        }

        return [$names, $together, $alone];
    }

    /** @return list<non-empty-list<Token>> columns, keys and constraints */
    private static function clauses(string $definition): array
    {
        $tokens = Tokens::of($definition);
        $open = 0;
        while (!$tokens[$open]->isSymbol('(')) {
            $open++;
        }
        $depth = 0;
        for ($close = $open; $depth > 0 || $close === $open; $close++) {
            $depth += $tokens[$close]->isSymbol('(') ? 1 : ($tokens[$close]->isSymbol(')') ? -1 : 0);
        }

        return TableClauses::split(array_slice($tokens, $open + 1, $close - $open - 2));
    }

    /** @param non-empty-list<Token> $clause */
    private static function isIndex(array $clause): bool
    {
        return $clause[0]->isWord('KEY') || ($clause[0]->isWord('UNIQUE', 'FULLTEXT', 'SPATIAL') && $clause[1]->isWord('KEY'));
    }

    /**
     * Names of the columns whose definition holds these words in a row.
     *
     * @param list<non-empty-list<Token>> $clauses
     * @return list<string>
     */
    private static function columnsWith(array $clauses, string ...$words): array
    {
        $columns = [];
        foreach ($clauses as $clause) {
            for ($at = 1; $clause[0]->type === Token::NAME && isset($clause[$at + count($words) - 1]); $at++) {
                $isThere = array_filter(
                    $words,
                    static fn (string $word, int $offset): bool => !$clause[$at + $offset]->isWord($word),
                    ARRAY_FILTER_USE_BOTH,
                ) === [];
                if ($isThere) {
                    $columns[] = $clause[0]->value();
                    break;
                }
            }
        }

        return $columns;
    }

    /**
     * @param non-empty-list<Token> $clause of an index
     * @return list<string>
     */
    private static function columnsOf(array $clause): array
    {
        $names = array_filter($clause, static fn (Token $token): bool => $token->type === Token::NAME);

        return array_map(static fn (Token $token): string => $token->value(), array_slice(array_values($names), 1));
    }
}
