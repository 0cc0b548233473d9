<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

/** A piece of SQL text that is neither white space nor a comment. */
final class Token
{
    public const WORD = 'word';
    /** An identifier in backticks. */
    public const NAME = 'name';
    public const STRING = 'string';
    public const SYMBOL = 'symbol';

    /** @param bool $conditional whether it stands in an executable comment, which some servers skip */
    public function __construct(
        public readonly string $type,
        public readonly string $text,
        public readonly int $offset,
        public readonly bool $conditional,
    ) {
    }

    public function isWord(string ...$words): bool
    {
        return $this->type === self::WORD && in_array(strtoupper($this->text), $words, true);
    }

    public function isSymbol(string $symbol): bool
    {
        return $this->type === self::SYMBOL && $this->text === $symbol;
    }

    /** What an identifier or a string says, without its quotes. */
    public function value(): string
    {
        return match ($this->type) {
            self::NAME => str_replace('``', '`', substr($this->text, 1, -1)),
            self::STRING => substr($this->text, 1, -1),
            default => $this->text,
        };
    }

    public function end(): int
    {
        return $this->offset + strlen($this->text);
    }
}
