<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Corpus;

/** SQL that must be refused: where, and what the message must name. */
final readonly class Refusal
{
    public function __construct(public int $line, public int $offset, public string $word)
    {
    }
}
