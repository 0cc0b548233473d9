<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/**
 * One change to a string: $length bytes at $start become $bytes. It remembers the match it comes from, because an
 * outer layer writes `/` and `:` as they are written in that match.
 */
final readonly class Edit
{
    public function __construct(
        public int $start,
        public int $length,
        public string $bytes,
        public int $matchStart,
        public int $matchEnd,
    ) {
    }

    public function shifted(int $by): self
    {
        return new self($this->start + $by, $this->length, $this->bytes, $this->matchStart + $by, $this->matchEnd + $by);
    }

    /**
     * @param list<Edit> $edits
     * @return list<Edit>
     */
    public static function shiftAll(array $edits, int $by): array
    {
        return array_map(static fn (Edit $edit): Edit => $edit->shifted($by), $edits);
    }

    /** @param list<Edit> $edits in order of their starts, not overlapping */
    public static function apply(string $bytes, array $edits): string
    {
        $result = '';
        $position = 0;
        foreach ($edits as $edit) {
            $result .= substr($bytes, $position, $edit->start - $position) . $edit->bytes;
            $position = $edit->start + $edit->length;
        }
        return $result . substr($bytes, $position);
    }

    /** @param list<Edit> $edits */
    public static function growth(array $edits): int
    {
        return array_sum(array_map(static fn (Edit $edit): int => strlen($edit->bytes) - $edit->length, $edits));
    }
}
