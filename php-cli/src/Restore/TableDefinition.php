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
        $at = self::skipWords($tokens, 0, 'CREATE', 'TABLE');
        if (($tokens[$at] ?? null)?->isWord('IF')) {
            $at = self::skipWords($tokens, $at, 'IF', 'NOT', 'EXISTS');
        }
        $name = $tokens[$at] ?? null;
        if ($name === null || ($name->type !== Token::NAME && $name->type !== Token::WORD)) {
            throw new Refusal('it names no table');
        }
        $open = $at + 1;
        if (!($tokens[$open] ?? null)?->isSymbol('(')) {
            throw new Refusal('only columns and keys in parentheses may follow the name of a table');
        }
        TableClauses::judge(array_slice($tokens, $open));
        $close = self::closing($tokens, $open);

        $keys = [];
        $others = [];
        foreach (TableClauses::split(array_slice($tokens, $open + 1, $close - $open - 1)) as $clause) {
            if (TableClauses::isForeignKey($clause)) {
                $keys[] = $clause;
            } else {
                $others[] = $clause;
            }
        }
        $after = substr($sql, $name->end());
        if ($keys !== []) {
            $after = " (\n  " . implode(",\n  ", self::texts($sql, $others)) . "\n" . substr(
                $sql,
                $tokens[$close]->offset,
            );
        }

        return new self($name->value(), substr($sql, 0, $name->offset), $after, self::texts($sql, $keys));
    }

    /** @param list<Token> $tokens */
    private static function skipWords(array $tokens, int $at, string ...$words): int
    {
        foreach ($words as $word) {
            if (!($tokens[$at++] ?? null)?->isWord($word)) {
                throw new Refusal('it is not a plain ' . implode(' ', $words));
            }
        }

        return $at;
    }

    /**
     * Which token closes the parenthesis that one opens.
     *
     * @param list<Token> $tokens
     */
    private static function closing(array $tokens, int $open): int
    {
        $depth = 0;
        for ($at = $open; isset($tokens[$at]); $at++) {
            $depth += $tokens[$at]->isSymbol('(') ? 1 : ($tokens[$at]->isSymbol(')') ? -1 : 0);
            if ($depth === 0) {
                return $at;
            }
        }
        throw new Refusal('its list of columns does not end');
    }

    /**
     * @param list<non-empty-list<Token>> $clauses
     * @return list<string>
     */
    private static function texts(string $sql, array $clauses): array
    {
        return array_map(static fn (array $clause): string => TableClauses::text($sql, $clause), $clauses);
    }
}
