<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use WpNormalize\Cli\Restore\StagingTable;

/** What a worker does next: it loads a table, or a part of one that is shared, or gives it its indexes back. */
final class Task
{
    /**
     * @param list<array{offset: int, size: int, sha256: string}> $head     what a frame needs before it: session, columns
     * @param list<array{offset: int, size: int, sha256: string}> $frames   of rows
     * @param bool                                                $isShared whether other workers fill the same table
     * @param SecondaryIndexes|null                               $indexes  to be given back
     */
    private function __construct(
        public readonly StagingTable $table,
        public readonly array $head,
        public readonly array $frames,
        public readonly bool $isShared,
        public readonly ?SecondaryIndexes $indexes,
    ) {
    }

    public static function whole(StagingTable $table, StoredFrames $frames): self
    {
        return new self($table, $frames->headOf($table->target), $frames->ofTable('rows', $table->target), false, null);
    }

    /** @return list<self> one a frame */
    public static function parts(StagingTable $table, StoredFrames $frames): array
    {
        $head = $frames->headOf($table->target);

        return array_map(
            static fn (array $frame): self => new self($table, $head, [$frame], true, null),
            $frames->ofTable('rows', $table->target),
        );
    }

    public static function indexes(StagingTable $table, SecondaryIndexes $indexes): self
    {
        return new self($table, [], [], true, $indexes);
    }
}
