<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Backup;

use WpNormalize\Cli\Failure;

/** Compares the frames of a dump with the SHA-256 that its manifest has of each, while the dump goes by in pieces. */
final class FrameHashes
{
    private int $size = 0;
    private int $frame = 0;
    private \HashContext $hash;
    private ?string $fault = null;

    /**
     * @param list<array{type: string, table: ?string, offset: int, size: int, sha256: string}> $frames without gaps
     * @param int                                                                               $end    where they end
     */
    private function __construct(private readonly array $frames, public readonly int $end)
    {
        $this->hash = hash_init('sha256');
    }

    /** A dump from elsewhere has no frames; there is nothing to compare then. */
    public static function of(Manifest $manifest): self
    {
        return self::ofFrames($manifest->frames(), $manifest->size());
    }

    /**
     * @param array<mixed> $frames as stored
     * @param int          $size   of the dump
     */
    public static function ofFrames(array $frames, int $size): self
    {
        $end = 0;
        foreach ($frames as $frame) {
            if (!self::isSound($frame) || $frame['offset'] !== $end) {
                throw self::damaged("no frame starts at byte $end");
            }
            if ($frame['size'] > $size - $end) {
                throw self::damaged("the frame at byte $end ends behind the end");
            }
            $end += $frame['size'];
        }

        return new self(array_values($frames), $end);
    }

    public function add(string $piece): void
    {
        $length = strlen($piece);
        $at = 0;
        while ($at < $length && $this->frame < count($this->frames)) {
            $frame = $this->frames[$this->frame];
            $rest = $frame['offset'] + $frame['size'] - $this->size;
            $part = substr($piece, $at, $rest);
            hash_update($this->hash, $part);
            $at += strlen($part);
            $this->size += strlen($part);
            if (strlen($part) === $rest) {
                $this->endFrame($frame);
            }
        }
        $this->size += $length - $at;
    }

    /** Bytes that went by. */
    public function size(): int
    {
        return $this->size;
    }

    /** The first frame that is not what it was, in words. */
    public function fault(): ?string
    {
        return $this->fault;
    }

    /** @param array{type: string, table: ?string, offset: int, size: int, sha256: string} $frame */
    private function endFrame(array $frame): void
    {
        if (hash_final($this->hash) !== $frame['sha256']) {
            $what = $frame['type'] . ($frame['table'] === null ? '' : " of {$frame['table']}");
            $end = $frame['offset'] + $frame['size'];
            $this->fault ??= "the bytes {$frame['offset']} to $end ($what) are damaged (SHA-256)";
        }
        $this->hash = hash_init('sha256');
        $this->frame++;
    }

    private static function isSound(mixed $frame): bool
    {
        return is_array($frame)
            && is_int($frame['offset'] ?? null)
            && is_int($frame['size'] ?? null)
            && $frame['size'] > 0
            && is_string($frame['sha256'] ?? null)
            && is_string($frame['type'] ?? null)
            && (!isset($frame['table']) || is_string($frame['table']));
    }

    private static function damaged(string $how): Failure
    {
        return Failure::integrity("its manifest is damaged: $how", 'take another backup (db:list)');
    }
}
