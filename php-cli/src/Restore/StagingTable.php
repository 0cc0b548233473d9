<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

/**
 * A table of a run: it waits under one name, is swapped in under its place's, and what was there steps aside under a third.
 *
 * A restore loads the waiting table. `db:restore --undo` finds it: it is what stepped aside before.
 */
final class StagingTable
{
    public readonly string $place;
    private readonly string $set;

    /**
     * @param string      $target what the dump calls it
     * @param string|null $place  the name it gets, where that is another one
     * @param string|null $set    where it waits, if this run has not loaded it
     */
    public function __construct(
        public readonly string $run,
        public readonly int $number,
        public readonly string $target,
        ?string $place = null,
        ?string $set = null,
    ) {
        $this->place = $place ?? $target;
        $this->set = $set ?? $run;
    }

    public function staging(): string
    {
        return "_wpn_{$this->set}_$this->number";
    }

    public function old(): string
    {
        return '_wpn_' . self::aside($this->run) . "_$this->number";
    }

    /** The set of tables that a run moves aside. */
    public static function aside(string $run): string
    {
        return "{$run}_old";
    }
}
