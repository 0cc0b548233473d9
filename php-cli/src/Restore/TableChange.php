<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;

/**
 * An ALTER TABLE of a dump. Dump programs switch keys off and on, which a restore does not need; phpMyAdmin adds the keys
 * and AUTO_INCREMENT in this way, after the rows.
 */
final class TableChange
{
    /**
     * @param list<string> $clauses     what is done to the table
     * @param list<string> $foreignKeys what is added when the old tables are gone
     */
    private function __construct(public readonly array $clauses, public readonly array $foreignKeys)
    {
    }

    /** ENABLE KEYS and DISABLE KEYS alone. */
    public function isEmpty(): bool
    {
        return $this->clauses === [] && $this->foreignKeys === [];
    }

    public function sql(string $name): string
    {
        return 'ALTER TABLE ' . Connection::quoteName($name) . ' ' . implode(', ', $this->clauses);
    }

    public static function parse(string $sql): self
    {
        $tokens = Tokens::of($sql);
        if (!isset($tokens[3]) || !$tokens[0]->isWord('ALTER') || !$tokens[1]->isWord('TABLE')) {
            throw new Refusal('it is not a plain ALTER TABLE');
        }
        TableClauses::judge(array_slice($tokens, 3));
        $clauses = [];
        $keys = [];
        foreach (TableClauses::split(array_slice($tokens, 3)) as $clause) {
            if ($clause[0]->isWord('ADD') && TableClauses::isForeignKey(array_slice($clause, 1))) {
                $keys[] = TableClauses::text($sql, array_slice($clause, 1));
            } elseif (self::isAllowed($clause)) {
                $clauses[] = TableClauses::text($sql, $clause);
            } elseif (count($clause) !== 2 || !$clause[0]->isWord('DISABLE', 'ENABLE') || !$clause[1]->isWord('KEYS')) {
                throw new Refusal('ALTER TABLE may add keys and AUTO_INCREMENT only');
            }
        }

        return new self($clauses, $keys);
    }

    /** @param non-empty-list<Token> $clause */
    private static function isAllowed(array $clause): bool
    {
        if ($clause[0]->isWord('ADD') && isset($clause[1])) {
            return $clause[1]->isWord('PRIMARY', 'UNIQUE', 'KEY', 'INDEX', 'FULLTEXT', 'SPATIAL', 'CONSTRAINT');
        }

        return $clause[0]->isWord('MODIFY', 'AUTO_INCREMENT');
    }
}
