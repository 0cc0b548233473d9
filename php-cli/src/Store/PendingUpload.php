<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Store;

use WpNormalize\S3\S3Exception;
use WpNormalize\S3\Upload;

/** An object on its way to S3, part by part, of which nothing is visible before it is published. */
final class PendingUpload implements PendingObject
{
    private bool $isOpen = true;

    public function __construct(private readonly Upload $upload)
    {
    }

    public function target(): Upload
    {
        return $this->upload;
    }

    public function write(string $bytes): void
    {
        $this->upload->write($bytes);
    }

    public function publish(): void
    {
        $this->upload->commit();
        $this->isOpen = false;
    }

    public function discard(): void
    {
        if (!$this->isOpen) {
            return;
        }
        $this->isOpen = false;
        try {
            $this->upload->abort();
        } catch (S3Exception) {
            // What led here is what the user must hear of. Parts that are left are removed by a later backup.
        }
    }
}
