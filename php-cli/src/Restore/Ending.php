<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

/** What is left to do once the tables are swapped. It stands in the journal, for it may be another process that does it. */
final class Ending
{
    /**
     * @param list<int> $newTables which tables come in where none was
     * @param bool      $keepsOld  whether the replaced tables stay, to be swapped back on request
     * @param bool      $isBeside  whether the tables stand beside those of the site
     */
    public function __construct(
        public readonly array $newTables,
        public readonly bool $keepsOld,
        public readonly bool $isBeside = false,
    ) {
    }

    public function toJson(): string
    {
        return json_encode(get_object_vars($this), JSON_THROW_ON_ERROR);
    }

    public static function fromJson(string $json): self
    {
        $data = json_decode($json, true, 4, JSON_THROW_ON_ERROR);

        return new self($data['newTables'], $data['keepsOld'], $data['isBeside']);
    }
}
