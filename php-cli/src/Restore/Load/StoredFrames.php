<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use WpNormalize\Cli\Backup\FrameHashes;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Store\Store;

/**
 * The frames of a stored dump, read one by one, and each proven by its SHA-256 before it is used.
 *
 * They cover the dump without gaps, so that together they prove what the SHA-256 of the whole would.
 */
final class StoredFrames
{
    /** @var array<string, array<string, list<array{type: string, table: ?string, offset: int, size: int, sha256: string}>>> by type and table */
    private array $of = [];

    /** @param list<array{type: string, table: ?string, offset: int, size: int, sha256: string}> $frames */
    private function __construct(private readonly array $frames)
    {
        foreach ($frames as $frame) {
            $this->of[$frame['type']][$frame['table'] ?? ''][] = $frame;
        }
    }

    /** Null for a dump without frames, from elsewhere. */
    public static function of(Manifest $manifest): ?self
    {
        if ($manifest->frames() === []) {
            return null;
        }
        FrameHashes::of($manifest);

        return new self(array_values($manifest->frames()));
    }

    /** @return list<array{type: string, table: ?string, offset: int, size: int, sha256: string}> */
    public function all(): array
    {
        return $this->frames;
    }

    /** @return list<array{type: string, table: ?string, offset: int, size: int, sha256: string}> */
    public function ofTable(string $type, string $table): array
    {
        return $this->of[$type][$table] ?? [];
    }

    /**
     * @return list<array{type: string, table: ?string, offset: int, size: int, sha256: string}> what rows of a table need
     *     before them: what all others need, and its definition
     */
    public function headOf(string $table): array
    {
        return [...$this->ofTable('prologue', ''), ...$this->ofTable('schema', $table)];
    }

    /** Stored bytes of a table's rows. */
    public function sizeOf(string $table): int
    {
        return array_sum(array_column($this->ofTable('rows', $table), 'size'));
    }

    /**
     * @param list<array{offset: int, size: int, sha256: string}> $frames
     * @return string their stored bytes, one frame behind the other
     */
    public static function read(Store $store, string $object, array $frames): string
    {
        return implode(iterator_to_array(self::each($store, $object, $frames), false));
    }

    /**
     * The next frame is asked for before this one is used: a store far away sends it in the meantime.
     *
     * @param list<array{offset: int, size: int, sha256: string}> $frames
     * @return \Generator<int, string> the stored bytes of each
     */
    public static function each(Store $store, string $object, array $frames): \Generator
    {
        $open = static fn (array $frame): mixed => $store->part($object, $frame['offset'], $frame['size']);
        $next = $frames === [] ? null : $open($frames[0]);
        foreach ($frames as $i => $frame) {
            $stream = $next;
            $next = isset($frames[$i + 1]) ? $open($frames[$i + 1]) : null;
            yield self::proven((string) stream_get_contents($stream, $frame['size']), $frame, $object);
        }
    }

    /** @param array{offset: int, size: int, sha256: string} $frame */
    private static function proven(string $bytes, array $frame, string $object): string
    {
        // OpenSSL's is several times as fast, and PHP comes with it nearly everywhere.
        $hash = function_exists('openssl_digest') ? openssl_digest($bytes, 'sha256') : hash('sha256', $bytes);
        if ($hash !== $frame['sha256']) {
            throw Failure::integrity(
                sprintf(
                    'the bytes %d to %d of %s are not what its manifest says (SHA-256)',
                    $frame['offset'],
                    $frame['offset'] + $frame['size'],
                    $object,
                ),
                'take another backup; nothing was changed',
            );
        }

        return $bytes;
    }
}
