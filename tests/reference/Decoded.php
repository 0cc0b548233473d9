<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** What an escaped string stands for, and where in its source each byte comes from. */
final class Decoded
{
    public string $bytes = '';
    /** @var list<int> source offset of each byte; finish() adds the offset after the last */
    private array $at = [];

    public function add(string $bytes, int $sourceOffset): void
    {
        $this->bytes .= $bytes;
        for ($i = 0; $i < strlen($bytes); $i++) {
            $this->at[] = $sourceOffset;
        }
    }

    public function finish(int $sourceEnd): self
    {
        $this->at[] = $sourceEnd;
        return $this;
    }

    /**
     * Edits of the decoded bytes as edits of the source.
     *
     * @param list<Edit> $edits
     * @param callable(Edit $edit, int $matchStart, int $matchEnd): string $encode gets the source offsets of the match
     * @return list<Edit>
     */
    public function toSource(array $edits, callable $encode): array
    {
        $result = [];
        foreach ($edits as $edit) {
            $start = $this->at[$edit->start];
            $end = $this->at[$edit->start + $edit->length];
            $matchStart = $this->at[$edit->matchStart];
            $matchEnd = $this->at[$edit->matchEnd];
            $bytes = $encode($edit, $matchStart, $matchEnd);
            $result[] = new Edit($start, $end - $start, $bytes, $matchStart, $matchEnd);
        }
        return $result;
    }
}
