<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Backup;

/** Shows what is read from a stream to FrameHashes, so that a dump is fetched once for its hashes and its content. */
final class FrameFilter extends \php_user_filter
{
    private const NAME = 'wpnormalize.frames';

    /** @param resource $stream */
    public static function attach($stream, FrameHashes $hashes): void
    {
        if (!in_array(self::NAME, stream_get_filters(), true)) {
            stream_filter_register(self::NAME, self::class);
        }
        stream_filter_append($stream, self::NAME, STREAM_FILTER_READ, $hashes);
    }

    /**
     * @param resource $in
     * @param resource $out
     * @param int      $consumed
     */
    public function filter($in, $out, &$consumed, bool $closing): int
    {
        while ($bucket = stream_bucket_make_writeable($in)) {
            $this->params->add($bucket->data);
            $consumed += $bucket->datalen;
            stream_bucket_append($out, $bucket);
        }

        return PSFS_PASS_ON;
    }
}
