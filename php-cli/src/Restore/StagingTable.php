<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

/** A table of a run: loaded under one name, swapped in under its own, while the old one steps aside under a third. */
final class StagingTable
{
    public function __construct(public readonly string $run, public readonly int $number, public readonly string $target)
    {
    }

    public function staging(): string
    {
        return "_wpn_{$this->run}_$this->number";
    }

    public function old(): string
    {
        return "_wpn_{$this->run}_old_$this->number";
    }
}
