<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Backup;

/** What pruning would do with each backup of a site. */
final class PrunePlan
{
    /**
     * @param array<string, list<string>> $kept      the rules that keep each
     * @param list<BackupName>            $surplus   oldest first
     * @param array<string, string>       $leftAlone why each is not understood, and so neither counted nor deleted
     */
    public function __construct(
        public readonly array $kept,
        public readonly array $surplus,
        public readonly array $leftAlone,
    ) {
    }

    /** @return list<string> */
    public function notes(): array
    {
        return array_map(
            static fn (string $name, string $why): string => "note: $name is left alone: $why",
            array_keys($this->leftAlone),
            $this->leftAlone,
        );
    }
}
