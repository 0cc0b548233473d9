<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

/** A row of the journal. */
final class JournalItem
{
    /** @param int $number of the table that it belongs to */
    public function __construct(public readonly int $id, public readonly int $number, public readonly string $text)
    {
    }
}
