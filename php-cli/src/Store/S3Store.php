<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Store;

use WpNormalize\Cli\Failure;
use WpNormalize\S3;
use WpNormalize\S3\S3Exception;

/**
 * A store in a bucket of S3, below a prefix: s3://bucket/prefix.
 *
 * What S3 refuses comes as its S3Exception, also from reading; see S3Failure.
 */
final class S3Store implements Store
{
    private const CONTENT_TYPES = ['json' => 'application/json', 'zst' => 'application/zstd', 'gz' => 'application/gzip'];

    /** What the keys of all objects begin with: empty, or with a slash at its end. */
    private readonly string $folder;

    /** @param array<string, string> $headers of every object that is written: encryption, storage class */
    public function __construct(
        private readonly S3 $s3,
        private readonly string $bucket,
        string $prefix,
        private readonly array $headers = [],
    ) {
        $this->folder = $prefix === '' ? '' : "$prefix/";
    }

    public function describe(): string
    {
        return rtrim("s3://$this->bucket/$this->folder", '/');
    }

    public function names(?string $site = null): array
    {
        $names = [];
        foreach ($this->s3->list($this->folder . ($site === null ? '' : "$site/")) as $object) {
            $name = substr($object->key, strlen($this->folder));
            if (ObjectName::isOne($name)) {
                $names[] = $name;
            }
        }

        return $names;
    }

    /** By a listing: the answer to a HEAD has no body, so that a missing bucket would look like a missing object. */
    public function size(string $name): ?int
    {
        $key = $this->key($name);
        foreach ($this->s3->list($key) as $object) {
            // The key itself comes before those that it is the beginning of.
            return $object->key === $key ? $object->size : null;
        }

        return null;
    }

    public function read(string $name): ?string
    {
        try {
            $content = (string) stream_get_contents($this->open($name), self::LARGEST_READ + 1);
        } catch (S3Exception $exception) {
            return $exception->errorCode === 'NoSuchKey' ? null : throw $exception;
        }

        return strlen($content) > self::LARGEST_READ ? throw ObjectName::tooLarge($name) : $content;
    }

    public function open(string $name)
    {
        return $this->s3->open($this->key($name));
    }

    public function part(string $name, int $offset, int $length)
    {
        return $this->s3->open($this->key($name), $offset, $length);
    }

    /** The server refuses a name that is taken when the object is published; here it is known before all the work. */
    public function create(string $name, int $expectedSize = 0): PendingObject
    {
        if ($this->size($name) !== null) {
            throw Failure::failed(
                "{$this->describe()}/$name exists already",
                'nothing is overwritten; choose another name, or remove it',
            );
        }
        $type = self::CONTENT_TYPES[pathinfo($name, PATHINFO_EXTENSION)] ?? 'application/octet-stream';

        return new PendingUpload($this->s3->upload(
            $this->key($name),
            // An S3 upload has 10,000 parts at most: of one that gets large the parts must be larger.
            expectedSize: $expectedSize > 0 ? $expectedSize : null,
            ifAbsent: true,
            headers: ['content-type' => $type] + $this->headers,
        ));
    }

    public function delete(string $name): void
    {
        $this->s3->delete($this->key($name));
    }

    /** Listing and aborting need rights of their own: a backup that has succeeded does not fail for want of them. */
    public function removeUnfinished(string $site, \Closure $isOurs): void
    {
        try {
            foreach ($this->s3->pendingUploads($this->key($site) . '/') as $upload) {
                $isOld = $upload->initiated !== null && $upload->initiated < time() - self::UNFINISHED_SECONDS;
                if ($isOld && $isOurs(substr($upload->key, strlen($this->folder)))) {
                    $this->s3->abortUpload($upload->key, $upload->uploadId);
                }
            }
        } catch (S3Exception) {
        }
    }

    private function key(string $name): string
    {
        return $this->folder . ObjectName::check($name);
    }
}
