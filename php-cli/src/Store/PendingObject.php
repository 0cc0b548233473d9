<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Store;

use WpNormalize\S3\Upload;

/** An object being written: either published whole, or discarded without a trace. */
interface PendingObject
{
    /** @return resource|Upload where a DumpWriter writes to: a writable stream, or an upload */
    public function target();

    /** Writes all the bytes. */
    public function write(string $bytes): void;

    /** Makes it durable and visible under its name. */
    public function publish(): void;

    /** Removes what was written; does nothing once it is published. */
    public function discard(): void;
}
