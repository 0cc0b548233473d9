<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Map\UrlMap;
use WpNormalize\Cli\Restore\StagingTable;
use WpNormalize\Cli\Safety\Scrub;

/**
 * Arrays from process to process, over a pair of pipes. What goes over them, passwords too, is seen by nobody else.
 *
 * Each is serialized, behind its length.
 */
final class Messages
{
    private const CLASSES = [
        DatabaseSettings::class, StagingTable::class, UrlMap::class, Scrub::class, Task::class, SecondaryIndexes::class,
    ];
    private const LENGTH_BYTES = 8;

    /**
     * @param resource $in
     * @param resource $out
     */
    public function __construct(public readonly mixed $in, private readonly mixed $out)
    {
    }

    /** @param array<string, mixed> $message */
    public function send(array $message): bool
    {
        $bytes = serialize($message);
        $bytes = pack('J', strlen($bytes)) . $bytes;
        for ($written = 0; $written < strlen($bytes); $written += $count) {
            $count = @fwrite($this->out, substr($bytes, $written, 1 << 20));
            if ($count === false || $count === 0) {
                return false;
            }
        }

        return true;
    }

    /** @return array<string, mixed>|null null where the other end is gone */
    public function receive(): ?array
    {
        $head = $this->read(self::LENGTH_BYTES);
        $bytes = $head === null ? null : $this->read(unpack('J', $head)[1]);
        $message = $bytes === null ? null : unserialize($bytes, ['allowed_classes' => self::CLASSES]);

        return is_array($message) ? $message : null;
    }

    /** Whether one waits, or the other end is gone. */
    public function isReady(): bool
    {
        $read = [$this->in];
        $none = [];

        return @stream_select($read, $none, $none, 0) === 1;
    }

    private function read(int $length): ?string
    {
        $bytes = '';
        while (strlen($bytes) < $length) {
            $piece = @fread($this->in, min($length - strlen($bytes), 1 << 20));
            if ($piece === false || $piece === '') {
                if (feof($this->in)) {
                    return null;
                }
                continue;
            }
            $bytes .= $piece;
        }

        return $bytes;
    }
}
