<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

/** A row that is to change. */
final class Change
{
    /**
     * @param list<?string>                $row  as it was read: the values of TableRows::columns()
     * @param array<int, string>           $new  what some of them become
     */
    public function __construct(public readonly array $row, public readonly array $new)
    {
    }

    public function bytes(): int
    {
        $bytes = 0;
        foreach ($this->new as $at => $value) {
            $bytes += strlen($value) + strlen((string) $this->row[$at]);
        }

        return $bytes;
    }
}
