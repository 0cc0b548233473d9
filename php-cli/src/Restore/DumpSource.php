<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Backup\BackupName;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Store\Store;
use WpNormalize\Replacer;

/**
 * The dump that is restored: a stream from anywhere, a folder of files, or a backup in a store, of which parts can be read
 * too.
 */
final class DumpSource
{
    /**
     * @param resource|null      $stream null: it is opened when it is needed
     * @param list<DumpPart>     $parts  the files of a folder
     * @param array<string, int> $rows   of each table, where the folder says so
     */
    private function __construct(
        private $stream,
        public readonly ?Manifest $manifest,
        public readonly ?Store $store = null,
        public readonly ?string $object = null,
        public readonly ?string $environmentFile = null,
        private readonly array $parts = [],
        private readonly array $rows = [],
    ) {
    }

    /** @param resource $stream plain or compressed */
    public static function stream($stream): self
    {
        return new self($stream, null);
    }

    public static function folder(MydumperFolder $folder): self
    {
        return new self(null, null, parts: $folder->parts, rows: $folder->rows);
    }

    public static function backup(Environment $environment, Store $store, BackupName $name, Manifest $manifest): self
    {
        return new self(null, $manifest, $store, $name->dump(), $environment->file);
    }

    /** Stored bytes; 0 where that is not known, as of a pipe. */
    public function size(): int
    {
        return match (true) {
            $this->manifest !== null => $this->manifest->size(),
            $this->parts !== [] => array_sum(array_column($this->parts, 'size')),
            default => fstat($this->stream)['size'],
        };
    }

    /** Not so what comes through a pipe. */
    public function canBeReadTwice(): bool
    {
        return $this->stream === null || stream_get_meta_data($this->stream)['seekable'];
    }

    /** Reads it from its beginning. */
    public function reader(?Replacer $replacer = null): DumpReader
    {
        if ($this->parts !== []) {
            return DumpReader::ofParts($this->parts, $replacer);
        }
        if ($this->stream !== null && $this->canBeReadTwice()) {
            rewind($this->stream);
        }

        return DumpReader::ofStream($this->stream ?? $this->store->open($this->object), $replacer);
    }

    /**
     * What it says itself about its tables must be what was found.
     *
     * @param array<string, int>      $found  rows of each table
     * @param \Closure(string): bool $wanted whether a table was looked for
     */
    public function proveRows(array $found, \Closure $wanted): void
    {
        foreach ($this->manifest?->tables() ?? $this->rows as $table => $rows) {
            if ($wanted((string) $table) && ($found[$table] ?? null) !== $rows) {
                throw Failure::integrity(
                    sprintf(
                        '%s has %s rows, %s says %d',
                        $table,
                        $found[$table] ?? 'no',
                        $this->manifest === null ? "the dump's metadata" : 'its manifest',
                        $rows,
                    ),
                    'take another backup; nothing was changed',
                );
            }
        }
    }
}
