<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

/** The clauses of CREATE TABLE and ALTER TABLE: columns, keys, options. */
final class TableClauses
{
    private const ENGINES = ['INNODB', 'MYISAM', 'ARIA', 'MEMORY'];
    /** Words that make a table more than columns and keys: other data, other files, other servers. */
    private const FORBIDDEN = ['SELECT', 'TABLE', 'DIRECTORY', 'CONNECTION', 'UNION', 'INSERT_METHOD', 'TABLESPACE'];

    /** @param list<Token> $tokens what follows the table's name */
    public static function judge(array $tokens): void
    {
        // CREATE TABLE a (LIKE b); elsewhere it is an operator, of checks and generated columns.
        if (($tokens[1] ?? null)?->isWord('LIKE')) {
            throw new Refusal('LIKE is not allowed in place of columns');
        }
        foreach ($tokens as $at => $token) {
            if ($token->isWord(...self::FORBIDDEN)) {
                throw new Refusal(strtoupper($token->text) . ' is not allowed in a table');
            }
            if ($token->isWord('ENGINE', 'TYPE')) {
                $value = $tokens[$at + 1] ?? null;
                if ($value?->isSymbol('=')) {
                    $value = $tokens[$at + 2] ?? null;
                }
                if ($value !== null && !in_array(strtoupper($value->value()), self::ENGINES, true)) {
                    throw new Refusal(
                        "the storage engine {$value->value()} is not allowed (InnoDB, MyISAM, Aria and MEMORY are)",
                    );
                }
            }
        }
    }

    /**
     * Cuts at the commas outside of parentheses.
     *
     * @param list<Token> $tokens
     * @return non-empty-list<non-empty-list<Token>>
     */
    public static function split(array $tokens): array
    {
        $clauses = [[]];
        $depth = 0;
        foreach ($tokens as $token) {
            $depth += $token->isSymbol('(') ? 1 : ($token->isSymbol(')') ? -1 : 0);
            if ($depth === 0 && $token->isSymbol(',')) {
                $clauses[] = [];
            } else {
                $clauses[array_key_last($clauses)][] = $token;
            }
        }
        if (in_array([], $clauses, true)) {
            throw new Refusal('a list of it holds nothing');
        }

        return $clauses;
    }

    /**
     * FOREIGN KEY or CONSTRAINT name FOREIGN KEY. No other clause may refer to another table.
     *
     * @param list<Token> $clause
     */
    public static function isForeignKey(array $clause): bool
    {
        $at = 0;
        if (($clause[0] ?? null)?->isWord('CONSTRAINT')) {
            $at = ($clause[1] ?? null)?->isWord('FOREIGN') ? 1 : 2;
        }
        $isOne = ($clause[$at] ?? null)?->isWord('FOREIGN') ?? false;
        foreach ($clause as $position => $token) {
            if (!$token->isWord('REFERENCES')) {
                continue;
            }
            if (!$isOne) {
                throw new Refusal('REFERENCES is allowed in a FOREIGN KEY clause only');
            }
            if (($clause[$position + 2] ?? null)?->isSymbol('.')) {
                throw new Refusal('a foreign key leads to another database');
            }
        }

        return $isOne;
    }

    /**
     * A clause as it stands in the statement.
     *
     * @param non-empty-list<Token> $clause
     */
    public static function text(string $sql, array $clause): string
    {
        foreach ($clause as $token) {
            if ($token->conditional !== $clause[0]->conditional) {
                throw new Refusal('an executable comment begins or ends inside a clause that has to be moved');
            }
        }

        return substr($sql, $clause[0]->offset, end($clause)->end() - $clause[0]->offset);
    }
}
