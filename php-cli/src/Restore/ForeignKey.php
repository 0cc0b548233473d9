<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;

/** A FOREIGN KEY clause, taken apart: its name, which is unique in a schema, and the table that it leads to. */
final class ForeignKey
{
    private function __construct(
        public readonly ?string $name,
        public readonly string $references,
        private readonly string $columns,
        private readonly string $rest,
    ) {
    }

    /** The clause under another name, leading to a table of another name. */
    public function sql(?string $name, string $references): string
    {
        return ($name === null ? '' : 'CONSTRAINT ' . Connection::quoteName($name) . ' ')
            . $this->columns . Connection::quoteName($references) . $this->rest;
    }

    public static function parse(string $clause): self
    {
        $tokens = Tokens::of($clause);
        $isNamed = $tokens[0]->isWord('CONSTRAINT') && !$tokens[1]->isWord('FOREIGN');
        $start = $tokens[0]->isWord('CONSTRAINT') ? ($isNamed ? 2 : 1) : 0;
        foreach ($tokens as $at => $token) {
            if ($token->isWord('REFERENCES') && isset($tokens[$at + 1])) {
                $table = $tokens[$at + 1];

                return new self(
                    $isNamed ? $tokens[1]->value() : null,
                    $table->value(),
                    substr($clause, $tokens[$start]->offset, $table->offset - $tokens[$start]->offset),
                    substr($clause, $table->end()),
                );
            }
        }
        throw new Refusal('a foreign key leads nowhere');
    }
}
