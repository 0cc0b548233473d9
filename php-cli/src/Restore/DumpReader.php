<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Replacer;
use WpNormalize\SqlReader;
use WpNormalize\Statement;

/** The statements of a dump, be it one stream or files that follow each other. */
final class DumpReader
{
    private ?DumpPart $part = null;

    /** @param list<DumpPart> $following the files behind the one that is read */
    private function __construct(public readonly SqlReader $sql, private array $following = [])
    {
    }

    /** @param resource $stream plain or compressed */
    public static function ofStream($stream, ?Replacer $replacer = null): self
    {
        return new self(new SqlReader($stream, $replacer));
    }

    /** @param non-empty-list<DumpPart> $parts */
    public static function ofParts(array $parts, ?Replacer $replacer = null): self
    {
        $first = array_shift($parts);
        $reader = new self(new SqlReader($first->open(), $replacer), $parts);
        $reader->part = $first;

        return $reader;
    }

    public function next(): ?Statement
    {
        while (($statement = $this->sql->next()) === null) {
            $part = array_shift($this->following);
            if ($part === null) {
                return null;
            }
            $this->part = $part;
            $this->sql->append($part->open(), $part->delimiter);
        }

        return $statement;
    }

    /** What is being read, in words. */
    public function name(): string
    {
        return $this->part === null ? 'the dump' : $this->part->name;
    }
}
