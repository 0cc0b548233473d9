<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;

/**
 * A view or a trigger: of a dump, or of this server. One from elsewhere loses its DEFINER: it is created anew under whoever
 * restores, who need not have the right to act for others.
 */
final class CodeStatement
{
    /**
     * @param string|null $table   the trigger's; null for a view
     * @param string      $definer DEFINER=…, what else stands before a view's name, and a space; or nothing
     * @param string      $event   BEFORE INSERT ON; nothing for a view
     * @param string      $body    what follows the name, or the trigger's table
     */
    private function __construct(
        public readonly string $name,
        public readonly ?string $table,
        private readonly string $definer,
        private readonly string $event,
        private readonly string $body,
    ) {
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
        $from = $tokens[1]->isWord('OR') ? $tokens[3] : $tokens[1];
        $definer = substr($sql, $from->offset, $tokens[$at]->offset - $from->offset);
        if ($tokens[$at]->isWord('VIEW')) {
            $body = self::open(substr($sql, $name->end()), $name->conditional);

            return new self($name->value(), null, $definer, '', $body);
        }
        $rest = array_slice($tokens, $at + 2);
        $table = self::tableOf($rest);

        return new self(
            $name->value(),
            $table->value(),
            $definer,
            ' ' . trim(substr($sql, $rest[0]->offset, $table->offset - $rest[0]->offset)) . ' ',
            self::open(substr($sql, $table->end()), $table->conditional),
        );
    }

    /** For whoever runs it. */
    public function sql(): string
    {
        return $this->as($this->name, (string) $this->table);
    }

    /** For whoever runs it, under another name; a trigger on another table. */
    public function as(string $name, string $table): string
    {
        return $this->build('', $name, $table);
    }

    /** The same for whom it was written, which not everybody may say. */
    public function originalAs(string $name, string $table): string
    {
        return $this->build($this->definer, $name, $table);
    }

    private function build(string $definer, string $name, string $table): string
    {
        return $this->table === null
            ? "CREATE OR REPLACE {$definer}VIEW " . Connection::quoteName($name) . $this->body
            : "CREATE {$definer}TRIGGER " . Connection::quoteName($name) . $this->event . Connection::quoteName($table)
                . $this->body;
    }

    /**
     * BEFORE INSERT ON `table`.
     *
     * @param list<Token> $tokens
     */
    private static function tableOf(array $tokens): Token
    {
        $isPlain = isset($tokens[4])
            && $tokens[0]->isWord('BEFORE', 'AFTER')
            && $tokens[1]->isWord('INSERT', 'UPDATE', 'DELETE')
            && $tokens[2]->isWord('ON')
            && !$tokens[4]->isSymbol('.');

        return $isPlain ? $tokens[3] : throw new Refusal('it is no plain trigger');
    }

    /** The end of a statement, out of the executable comment that it began in. */
    private static function open(string $rest, bool $conditional): string
    {
        return $conditional ? preg_replace('~\*/\s*$~D', '', $rest) ?? $rest : $rest;
    }
}
