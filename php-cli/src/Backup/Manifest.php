<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Backup;

use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\Failure;

/**
 * What makes a backup exist: written last, it says what the dump holds, where it came from, and its hash.
 *
 * Stores are not trusted: what is read from one is checked before it is used.
 */
final class Manifest
{
    private const FORMAT = 1;

    /**
     * @param array<string, mixed>  $index    as DumpWriter::finish() returns it
     * @param array<string, string> $versions tool, server, client, extension, php
     * @param array<string, mixed>  $altered  what was changed on the way: DumpPlan::alterations()
     */
    public function __construct(
        public readonly SiteAddresses $site,
        public readonly string $prefix,
        public readonly string $charset,
        public readonly array $index,
        public readonly array $versions,
        public readonly string $started,
        public readonly string $finished,
        public readonly array $altered = [],
    ) {
    }

    public function size(): int
    {
        return $this->index['size'];
    }

    public function sha256(): string
    {
        return $this->index['sha256'];
    }

    /** @return array<string, int> rows of each table */
    public function tables(): array
    {
        return $this->index['tables'];
    }

    /** Bytes of the dump itself, decompressed; 0 where it is not known. */
    public function rawSize(): int
    {
        return $this->index['rawSize'] ?? 0;
    }

    public function rows(): int
    {
        return array_sum($this->tables());
    }

    /** @return array<mixed> as stored: whoever uses them checks them; none for a dump from elsewhere */
    public function frames(): array
    {
        return $this->index['frames'];
    }

    public function longestRow(): int
    {
        return $this->index['longestRow'];
    }

    public function toJson(): string
    {
        $manifest = [
            'format' => self::FORMAT,
            'site' => [
                'siteurl' => $this->site->siteUrl,
                'home' => $this->site->home,
                'blogs' => $this->site->blogs,
                'domains' => $this->site->domains,
            ],
            'prefix' => $this->prefix,
            'charset' => $this->charset,
            'started' => $this->started,
            'finished' => $this->finished,
            'versions' => $this->versions,
            'encryption' => null,
            ...$this->altered === [] ? [] : ['altered' => $this->altered],
            // An object even where it is empty.
            'index' => ['tables' => (object) $this->tables()] + $this->index,
        ];

        $flags = JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR;

        return json_encode($manifest, $flags) . "\n";
    }

    /** @param string $name for messages */
    public static function fromJson(string $json, string $name): self
    {
        $data = json_decode($json, true, 32);
        if (!is_array($data) || !is_int($data['format'] ?? null)) {
            throw Failure::integrity("$name is no manifest", 'the backup is damaged; take another one (db:list)');
        }
        if ($data['format'] !== self::FORMAT) {
            throw Failure::refused(
                "$name has the format {$data['format']}, which this version does not know",
                'update this tool',
            );
        }
        if (($data['encryption'] ?? null) !== null) {
            throw Failure::refused("$name is encrypted, which this version does not know", 'update this tool');
        }
        if (!self::isSound($data)) {
            throw Failure::integrity("$name is a damaged manifest", 'take another backup (db:list)');
        }

        return new self(
            new SiteAddresses(
                $data['site']['siteurl'],
                $data['site']['home'],
                $data['site']['blogs'],
                $data['site']['domains'] ?? [],
            ),
            $data['prefix'],
            $data['charset'],
            $data['index'],
            $data['versions'],
            $data['started'],
            $data['finished'],
            $data['altered'] ?? [],
        );
    }

    /** @param array<mixed> $counts */
    private static function areCounts(array $counts): bool
    {
        $sound = array_filter($counts, static fn (mixed $count): bool => is_int($count) && $count >= 0);

        // Even their sum is no more than a number can be.
        return $sound === $counts && is_int(array_sum($counts));
    }

    private static function isListOfStrings(mixed $value): bool
    {
        return is_array($value) && array_filter($value, 'is_string') === $value;
    }

    /** @param array<string, mixed> $data */
    private static function isSound(array $data): bool
    {
        $site = $data['site'] ?? null;
        $index = $data['index'] ?? null;
        foreach (['prefix', 'charset', 'started', 'finished'] as $name) {
            if (!is_string($data[$name] ?? null)) {
                return false;
            }
        }

        return is_array($site)
            && is_string($site['siteurl'] ?? null)
            && is_string($site['home'] ?? null)
            && is_array($site['blogs'] ?? null)
            && count(array_filter(array_column($site['blogs'], 'domain'), 'is_string')) === count($site['blogs'])
            && count(array_filter(array_column($site['blogs'], 'path'), 'is_string')) === count($site['blogs'])
            && self::isListOfStrings($site['domains'] ?? [])
            && is_array($data['versions'] ?? null)
            && is_array($data['altered'] ?? [])
            && is_array($index)
            && self::areCounts([$index['size'] ?? null, $index['longestRow'] ?? null, $index['rawSize'] ?? 0])
            && is_string($index['sha256'] ?? null)
            && preg_match('/^[0-9a-f]{64}$/D', $index['sha256']) === 1
            && is_array($index['tables'] ?? null)
            && self::areCounts($index['tables'])
            && is_array($index['frames'] ?? null);
    }
}
