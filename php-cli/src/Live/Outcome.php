<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

/** What became of a batch of changes. */
final class Outcome
{
    /**
     * @param list<Change>                  $written
     * @param list<Change>                  $changed rows that are not there any more as they were read
     * @param list<array{Change, string}> $refused those that the server would not take, and its words
     */
    public function __construct(
        public readonly array $written = [],
        public readonly array $changed = [],
        public readonly array $refused = [],
    ) {
    }
}
