<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Backup;

use WpNormalize\Cli\Application;
use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\ErrorHandling;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Restore\DumpScan;
use WpNormalize\Cli\Store\HashedCopy;
use WpNormalize\Cli\Store\PendingObject;
use WpNormalize\DumpWriter;
use WpNormalize\IoException;
use WpNormalize\SqlException;

/** A dump in a file, which is to become a backup: read whole first, to prove it and to learn what it holds. */
final class DumpFile
{
    private const ZSTD_MAGIC = "\x28\xb5\x2f\xfd";
    private const GZIP_MAGIC = "\x1f\x8b";
    /** The last line of a dump that this tool has written: how long the JSON before it is. */
    private const INDEX_LINE = "/\nwpn-index (\\d{10})\n$/D";
    private const INDEX_LINE_LENGTH = 22;
    /** Of the skippable frame that holds both: its magic number and length. */
    private const FRAME_HEAD_LENGTH = 8;

    private function __construct(
        private readonly string $path,
        private readonly string $magic,
        private readonly DumpScan $scan,
        private readonly string $prefix,
    ) {
    }

    /**
     * @param string                                $prefix   the site that is meant, where the dump holds several
     * @param (\Closure(int, ?string=): void)|null $progress told of bytes read and the table
     */
    public static function read(string $path, string $prefix, ?\Closure $progress = null): self
    {
        $stream = self::open($path);
        $magic = (string) fread($stream, 4);
        rewind($stream);

        $scan = DumpScan::whole($stream, $progress);

        return new self($path, $magic, $scan, $scan->prefix($prefix));
    }

    public function addresses(): SiteAddresses
    {
        return $this->scan->addresses($this->prefix) ?? throw new \LogicException(
            'a prefix without addresses was chosen',
        );
    }

    /** How many bytes write() reports at its end: unknown, 0, where it is decompressed. */
    public function size(): int
    {
        return str_starts_with($this->magic, self::GZIP_MAGIC) ? 0 : (int) filesize($this->path);
    }

    /** When the dump was written, as far as the file system knows. */
    public function time(): \DateTimeImmutable
    {
        return new \DateTimeImmutable('@' . filemtime($this->path));
    }

    /**
     * Stores it: as it is where it is zstd, else in frames as a backup has them.
     *
     * @param (\Closure(int, ?string=): void)|null $progress told of bytes written
     */
    public function write(PendingObject $to, ?\Closure $progress = null): Manifest
    {
        $time = $this->time()->format('Y-m-d\TH:i:s\Z');

        return new Manifest(
            $this->addresses(),
            $this->prefix,
            $this->scan->charset,
            $this->magic === self::ZSTD_MAGIC ? $this->copy($to, $progress) : $this->convert($to, $progress),
            [
                'tool' => Application::VERSION,
                'server' => 'unknown',
                'client' => $this->scan->reader->dumper() ?? 'unknown',
                'extension' => (string) phpversion('wpnormalize'),
                'php' => PHP_VERSION,
            ],
            $time,
            $time,
        );
    }

    /** @return array<string, mixed> the index */
    private function copy(PendingObject $to, ?\Closure $progress): array
    {
        $file = self::open($this->path);
        $known = self::storedIndex($file, $this->size());
        $hashes = FrameHashes::ofFrames($known['frames'] ?? [], $this->size());
        rewind($file);
        FrameFilter::attach($file, $hashes);
        $copy = HashedCopy::run($file, $to, $progress);
        if ($copy->sha256 !== $this->scan->reader->sha256()) {
            throw Failure::failed(
                "$this->path has changed while it was read",
                'wait until whatever writes it has ended',
            );
        }
        if ($hashes->fault() !== null) {
            // It is a dump all the same, which has been read whole; only its parts cannot be told.
            $known = null;
        }

        return [
            'format' => 1,
            'compression' => 'zstd',
            'rawSize' => $known['rawSize'] ?? 0,
            'size' => $copy->size,
            'sha256' => $copy->sha256,
            'dumper' => $this->scan->reader->dumper(),
            'longestRow' => $known['longestRow'] ?? $this->scan->longestStatement,
            'tables' => $this->scan->tables,
            'frames' => $known['frames'] ?? [],
        ];
    }

    /** @return array<string, mixed> the index */
    private function convert(PendingObject $to, ?\Closure $progress): array
    {
        $isGzip = str_starts_with($this->magic, self::GZIP_MAGIC);
        $file = self::open($isGzip ? "compress.zlib://$this->path" : $this->path);
        try {
            $writer = new DumpWriter($to->target());
            $writer->copyFrom($file, ErrorHandling::heedingSignals($progress));

            return $writer->finish();
        } catch (SqlException | IoException $exception) {
            throw Failure::failed(
                "$this->path could not be stored whole: {$exception->getMessage()}",
                'is the disk full? nothing was published',
            );
        }
    }

    /**
     * The index that a dump of this tool ends with, where it is that of the whole file.
     *
     * @param resource $file
     * @return array{rawSize: int, longestRow: int, frames: array<mixed>}|null
     */
    private static function storedIndex($file, int $size): ?array
    {
        if (fseek($file, -self::INDEX_LINE_LENGTH, SEEK_END) !== 0
            || preg_match(self::INDEX_LINE, (string) fread($file, self::INDEX_LINE_LENGTH), $match) !== 1
            || fseek($file, -self::INDEX_LINE_LENGTH - (int) $match[1], SEEK_END) !== 0
        ) {
            return null;
        }
        $length = (int) $match[1];
        $index = json_decode((string) fread($file, $length), true, 32);
        $isSound = is_array($index)
            && is_int($index['rawSize'] ?? null)
            && is_int($index['longestRow'] ?? null)
            && is_array($index['frames'] ?? null);
        try {
            $end = $isSound ? FrameHashes::ofFrames($index['frames'], $size)->end : null;
        } catch (Failure) {
            return null;
        }

        return $end === $size - $length - self::INDEX_LINE_LENGTH - self::FRAME_HEAD_LENGTH ? $index : null;
    }

    /** @return resource */
    private static function open(string $path)
    {
        $stream = is_dir($path) ? false : @fopen($path, 'r');

        if ($stream === false) {
            throw Failure::failed("cannot read the file $path", 'check its name and permissions');
        }

        return $stream;
    }
}
