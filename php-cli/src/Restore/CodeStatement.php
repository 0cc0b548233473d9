<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;

/**
 * A view or a trigger of a dump, without its DEFINER: it is created anew under whoever restores, who need not have the
 * right to act for others.
 */
final class CodeStatement
{
    /** @param string|null $table the trigger's; null for a view */
    private function __construct(public readonly string $name, public readonly ?string $table, public readonly string $sql)
    {
    }

    public static function parse(string $sql): self
    {
        $tokens = Tokens::of($sql);
        $at = 0;
        while (isset($tokens[$at]) && !$tokens[$at]->isWord('VIEW', 'TRIGGER')) {
            $at++;
        }
        $name = $tokens[$at + 1] ?? null;
        if ($name === null || !$tokens[0]->isWord('CREATE') || ($tokens[$at + 2] ?? null)?->isSymbol('.')) {
            throw new Refusal('it creates no plain view and no plain trigger');
        }
        $rest = self::open(substr($sql, $name->end()), $name->conditional);
        if ($tokens[$at]->isWord('VIEW')) {
            return new self(
                $name->value(),
                null,
                'CREATE OR REPLACE VIEW ' . Connection::quoteName($name->value()) . $rest,
            );
        }
        $table = self::tableOf(array_slice($tokens, $at + 2));

        return new self($name->value(), $table, 'CREATE TRIGGER ' . Connection::quoteName($name->value()) . $rest);
    }

    /**
     * BEFORE INSERT ON `table`.
     *
     * @param list<Token> $tokens
     */
    private static function tableOf(array $tokens): string
    {
        $isPlain = isset($tokens[4])
            && $tokens[0]->isWord('BEFORE', 'AFTER')
            && $tokens[1]->isWord('INSERT', 'UPDATE', 'DELETE')
            && $tokens[2]->isWord('ON')
            && !$tokens[4]->isSymbol('.');

        return $isPlain ? $tokens[3]->value() : throw new Refusal('it is no plain trigger');
    }

    /** The end of a statement, out of the executable comment that it began in. */
    private static function open(string $rest, bool $conditional): string
    {
        return $conditional ? preg_replace('~\*/\s*$~D', '', $rest) ?? $rest : $rest;
    }
}
