<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** A place in a text that a rule takes, and what is to change there (nothing, for an identity rule). */
final readonly class TextMatch
{
    /** @param list<Edit> $edits */
    public function __construct(public int $start, public int $end, public array $edits, public int $references)
    {
    }
}
