<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** A serialized value: where it stands, and what is in it. */
final readonly class Node
{
    /**
     * @param string           $type          the letter it starts with
     * @param int              $lengthStart   s, S, C: where the digits of its length stand
     * @param int              $contentStart  s, S, C: where its bytes stand, quotes and braces excluded
     * @param list<array{Node, Node}> $entries a, O: keys and values
     */
    public function __construct(
        public string $type,
        public int $start,
        public int $end,
        public int $lengthStart = 0,
        public int $lengthEnd = 0,
        public int $contentStart = 0,
        public int $contentEnd = 0,
        public array $entries = [],
    ) {
    }
}
