<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;

/**
 * A CREATE TABLE of a dump, taken apart: the name, to be replaced by that of a staging table, and the foreign keys,
 * whose names must be unique in the schema and which are therefore added when the old tables are gone.
 */
final class TableDefinition
{
    private const ENGINES = ['INNODB', 'MYISAM', 'ARIA', 'MEMORY'];
    /** Words that make a table more than columns and keys: other data, other files, other servers. */
    private const FORBIDDEN = ['SELECT', 'DIRECTORY', 'CONNECTION', 'UNION', 'INSERT_METHOD', 'TABLESPACE', 'LIKE'];

    /** @param list<string> $foreignKeys clauses, as they stand in the statement */
    private function __construct(
        public readonly string $name,
        private readonly string $before,
        private readonly string $after,
        public readonly array $foreignKeys,
    ) {
    }

    /** The statement that creates the table, without its foreign keys, under another name. */
    public function sql(string $name): string
    {
        return $this->before . Connection::quoteName($name) . $this->after;
    }

    public static function parse(string $sql): self
    {
        $tokens = Tokens::of($sql);
        $at = self::skipWords($tokens, ['CREATE', 'TABLE']);
        if (($tokens[$at] ?? null)?->isWord('IF')) {
            $at += self::skipWords(array_slice($tokens, $at), ['IF', 'NOT', 'EXISTS']);
        }
        $name = $tokens[$at] ?? null;
        if ($name === null || ($name->type !== Token::NAME && $name->type !== Token::WORD)) {
            throw new Refusal('it names no table');
        }
        if (!($tokens[$at + 1] ?? null)?->isSymbol('(')) {
            throw new Refusal('only columns and keys in parentheses may follow the name of a table');
        }
        self::judge(array_slice($tokens, $at + 1));
        [$clauses, $close] = self::clauses($tokens, $at + 1);

        $keys = [];
        $others = [];
        foreach ($clauses as $clause) {
            $text = substr($sql, $clause[0]->offset, end($clause)->end() - $clause[0]->offset);
            self::isForeignKey($clause) ? $keys[] = $text : $others[] = $text;
        }
        $after = substr($sql, $name->end());
        if ($keys !== []) {
            self::refuseConditional(array_slice($tokens, $at + 1, $close - $at));
            $after = " (\n  " . implode(",\n  ", $others) . "\n" . substr($sql, $tokens[$close]->offset);
        }

        return new self($name->value(), substr($sql, 0, $name->offset), $after, $keys);
    }

    /**
     * @param list<Token>  $tokens
     * @param list<string> $words
     */
    private static function skipWords(array $tokens, array $words): int
    {
        foreach ($words as $at => $word) {
            if (!($tokens[$at] ?? null)?->isWord($word)) {
                throw new Refusal('it is not a plain ' . implode(' ', $words));
            }
        }

        return count($words);
    }

    /** @param list<Token> $tokens from the opening parenthesis on */
    private static function judge(array $tokens): void
    {
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
                    throw new Refusal("the storage engine {$value->value()} is not allowed (InnoDB, MyISAM, Aria and MEMORY are)");
                }
            }
        }
    }

    /**
     * The definitions between the parentheses.
     *
     * @param list<Token> $tokens
     * @return array{non-empty-list<non-empty-list<Token>>, int} and which token is the closing parenthesis
     */
    private static function clauses(array $tokens, int $open): array
    {
        $clauses = [[]];
        $depth = 0;
        for ($at = $open; isset($tokens[$at]); $at++) {
            $token = $tokens[$at];
            $depth += $token->isSymbol('(') ? 1 : ($token->isSymbol(')') ? -1 : 0);
            if ($depth === 0) {
                break;
            }
            if ($depth === 1 && $token->isSymbol(',')) {
                $clauses[] = [];
            } elseif ($at > $open) {
                $clauses[array_key_last($clauses)][] = $token;
            }
        }
        if (!isset($tokens[$at]) || in_array([], $clauses, true)) {
            throw new Refusal('its list of columns does not end, or holds nothing');
        }

        return [$clauses, $at];
    }

    /** @param non-empty-list<Token> $clause */
    private static function isForeignKey(array $clause): bool
    {
        $at = 0;
        if ($clause[0]->isWord('CONSTRAINT')) {
            $at = isset($clause[1]) && $clause[1]->isWord('FOREIGN') ? 1 : 2;
        }
        $isOne = isset($clause[$at]) && $clause[$at]->isWord('FOREIGN');
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

    /** @param list<Token> $tokens */
    private static function refuseConditional(array $tokens): void
    {
        foreach ($tokens as $token) {
            if ($token->conditional) {
                throw new Refusal('foreign keys beside executable comments are not supported');
            }
        }
    }
}
