<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** Rewrites the string literals in the rows of INSERT and REPLACE statements. */
final class Sql
{
    private readonly SqlSession $session;
    private readonly SqlLexer $lexer;
    /** @var list<Edit> */
    private array $edits = [];

    public function __construct(
        private readonly string $sql,
        private readonly Options $options,
        private readonly Value $value,
        private readonly bool $isDelimiterOptional,
    ) {
        $this->session = new SqlSession();
        $this->lexer = new SqlLexer($sql, $this->session);
    }

    public function rewrite(): string
    {
        while (($tokens = $this->lexer->statement()) !== []) {
            $last = end($tokens);
            if ($last->type === 'command') {
                $this->session->delimiter = preg_split('~\s+~', $last->text)[1];
                continue;
            }
            if ($last->type === 'end') {
                array_pop($tokens);
            } elseif (!$this->isDelimiterOptional || self::openParentheses($tokens) > 0) {
                throw new SqlError('statement without an end', $tokens[0]->start, $this->sql);
            }
            if ($tokens !== []) {
                $this->statement($tokens);
            }
        }
        usort($this->edits, static fn (Edit $a, Edit $b): int => $a->start <=> $b->start);
        return Edit::apply($this->sql, $this->edits);
    }

    /** @param list<SqlToken> $tokens */
    private function statement(array $tokens): void
    {
        if ($tokens[0]->is('SET')) {
            $this->set(array_slice($tokens, 1));
        } elseif ($tokens[0]->is('CREATE')) {
            $this->createTable($tokens);
        } elseif ($tokens[0]->is('INSERT', 'REPLACE')) {
            $this->insert($tokens);
        }
    }

    /** @param list<SqlToken> $tokens what follows SET */
    private function set(array $tokens): void
    {
        $text = implode(' ', array_map(static fn (SqlToken $token): string => $token->text, $tokens));
        try {
            $this->session->set((string) preg_replace('~ ?([.@=:]) ?~', '$1', $text));
        } catch (\DomainException $refused) {
            foreach ($tokens as $token) {
                if (strtolower(trim($token->text, '\'"')) === $refused->getMessage()) {
                    throw new SqlError('character set ' . $refused->getMessage(), $token->start, $this->sql);
                }
            }
        }
    }

    /** @param list<SqlToken> $tokens */
    private function createTable(array $tokens): void
    {
        $i = 1;
        while (isset($tokens[$i]) && $tokens[$i]->is('OR', 'REPLACE', 'TEMPORARY')) {
            $i++;
        }
        if (!isset($tokens[$i]) || !$tokens[$i]->is('TABLE')) {
            return;
        }
        $i++;
        while ($tokens[$i]->is('IF', 'NOT', 'EXISTS')) {
            $i++;
        }
        [$table, $i] = self::tableName($tokens, $i);
        $columns = [];
        $depth = 0;
        for (; $i < count($tokens); $i++) {
            $token = $tokens[$i];
            $depth += $token->is('(') ? 1 : ($token->is(')') ? -1 : 0);
            $isFirst = $depth === 1 && $tokens[$i - 1]->is('(', ',');
            $isKey = $token->is('PRIMARY', 'KEY', 'INDEX', 'UNIQUE', 'CONSTRAINT', 'FULLTEXT', 'SPATIAL', 'CHECK', 'FOREIGN', 'PERIOD');
            if ($isFirst && in_array($token->type, ['word', 'name'], true) && !$isKey) {
                $columns[] = $token->name();
            }
        }
        $this->session->columns[$table] = $columns;
    }

    /** @param list<SqlToken> $tokens */
    private function insert(array $tokens): void
    {
        $i = 1;
        while (isset($tokens[$i]) && $tokens[$i]->is('LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY', 'IGNORE', 'INTO')) {
            $i++;
        }
        [$table, $i] = self::tableName($tokens, $i);
        $columns = $this->session->columns[$table] ?? [];
        if (isset($tokens[$i]) && $tokens[$i]->is('PARTITION')) {
            for ($i++; !$tokens[$i]->is(')'); $i++) {
            }
            $i++;
        }
        if (isset($tokens[$i]) && $tokens[$i]->is('(')) {
            $columns = [];
            for ($i++; !$tokens[$i]->is(')'); $i++) {
                if (!$tokens[$i]->is(',')) {
                    $columns[] = $tokens[$i]->name();
                }
            }
            $i++;
        }
        if (!isset($tokens[$i])) {
            return;
        }
        if ($tokens[$i]->is('SET')) {
            $this->assignments($table, array_slice($tokens, $i + 1));
        } elseif ($tokens[$i]->is('VALUES', 'VALUE')) {
            $this->rows($table, $columns, array_slice($tokens, $i + 1));
        }
    }

    /**
     * @param list<string> $columns
     * @param list<SqlToken> $tokens what follows VALUES
     */
    private function rows(string $table, array $columns, array $tokens): void
    {
        $depth = 0;
        $row = [];
        foreach ($tokens as $i => $token) {
            if ($depth === 0 && $token->is('UPDATE')) {
                $this->assignments($table, array_slice($tokens, $i + 1));
                return;
            }
            if ($token->is('(') && $depth++ === 0) {
                $row = [];
                $column = 0;
            } elseif ($token->is(')') && --$depth === 0) {
                $this->row($table, $row);
            } elseif ($depth === 1 && $token->is(',')) {
                $column++;
            } elseif ($depth > 0 && self::isValue($tokens, $i)) {
                $row[] = [$columns[$column] ?? '', $token];
            }
        }
    }

    /**
     * `a = 'x', b = 'y'`, of SET and of ON DUPLICATE KEY UPDATE
     *
     * @param list<SqlToken> $tokens
     */
    private function assignments(string $table, array $tokens): void
    {
        $depth = 0;
        $column = '';
        $row = [];
        foreach ($tokens as $i => $token) {
            $depth += $token->is('(') ? 1 : ($token->is(')') ? -1 : 0);
            if ($depth === 0 && $token->is('UPDATE')) {
                $this->assignments($table, array_slice($tokens, $i + 1));
                break;
            }
            if ($depth === 0 && isset($tokens[$i + 1]) && $tokens[$i + 1]->is('=') && in_array($token->type, ['word', 'name'], true)) {
                $column = $token->name();
            } elseif (self::isValue($tokens, $i)) {
                $row[] = [$column, $token];
            }
        }
        $this->row($table, $row);
    }

    /** @param list<array{string, SqlToken}> $literals column and literal */
    private function row(string $table, array $literals): void
    {
        $backslashes = $this->session->hasBackslashEscapes();
        $hosts = [];
        $paths = [];
        foreach ($literals as [$column, $token]) {
            if ($this->isListed($this->options->hostColumns, $table, $column)) {
                $hosts[] = $token;
            } elseif ($column === 'path') {
                $paths[] = $token;
            }
        }
        $site = count($hosts) === 1 && count($paths) <= 1 ? $this->site($hosts[0], $paths[0] ?? null) : null;
        foreach ($literals as [$column, $token]) {
            if ($this->isListed($this->options->skipColumns, $table, $column)) {
                continue;
            }
            $decoded = SqlLiteral::decode($token->text, $backslashes);
            $new = $site[$token->start] ?? null;
            $edits = $new === null
                ? $this->value->edits($decoded->bytes, 0)
                : ($new === $decoded->bytes ? [] : [new Edit(0, strlen($decoded->bytes), $new, 0, strlen($decoded->bytes))]);
            $encode = static fn (Edit $edit): string => SqlLiteral::encode($edit->bytes, $token->text[0], $backslashes);
            array_push($this->edits, ...Edit::shiftAll($decoded->toSource($edits, $encode), $token->start));
        }
    }

    /**
     * The new values of a host column and its path column, by the offsets of their literals.
     *
     * @return array<int, string>
     */
    private function site(SqlToken $hostToken, ?SqlToken $pathToken): array
    {
        $backslashes = $this->session->hasBackslashEscapes();
        $host = SqlLiteral::decode($hostToken->text, $backslashes)->bytes;
        $path = $pathToken === null ? '/' : SqlLiteral::decode($pathToken->text, $backslashes)->bytes;
        $found = (new HostColumn($this->options))->rewrite($host, $path);
        if ($found === null) {
            return [];
        }
        $this->options->references += $found[0] === $host ? 0 : 1;
        return [$hostToken->start => $found[0]] + ($pathToken === null ? [] : [$pathToken->start => $found[1]]);
    }

    /** @param list<string> $patterns */
    private function isListed(array $patterns, string $table, string $column): bool
    {
        foreach ($patterns as $pattern) {
            if (fnmatch($pattern, str_contains($pattern, '.') ? "$table.$column" : $column)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the token is a string that stands for itself: not x'4d', not b'01'.
     *
     * @param list<SqlToken> $tokens
     */
    private static function isValue(array $tokens, int $i): bool
    {
        $before = $tokens[$i - 1] ?? null;
        return $tokens[$i]->type === 'string'
            && !($before !== null && $before->is('X', 'B') && $before->end() === $tokens[$i]->start);
    }

    /**
     * @param list<SqlToken> $tokens
     * @return array{string, int} the name without its schema, and the index of what follows
     */
    private static function tableName(array $tokens, int $i): array
    {
        if (isset($tokens[$i + 2]) && $tokens[$i + 1]->is('.')) {
            $i += 2;
        }
        return [isset($tokens[$i]) ? $tokens[$i]->name() : '', $i + 1];
    }

    /** @param list<SqlToken> $tokens */
    private static function openParentheses(array $tokens): int
    {
        $depth = 0;
        foreach ($tokens as $token) {
            $depth += $token->is('(') ? 1 : ($token->is(')') ? -1 : 0);
        }
        return $depth;
    }
}
