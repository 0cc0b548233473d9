<?php

/**
 * The S3 part of the public API.
 *
 * s3_arginfo.h is generated from this file (`bin/arginfo`); never edit it by hand.
 *
 * @generate-class-entries
 */

namespace WpNormalize {

    /**
     * One bucket of S3, or of a server that speaks its protocol.
     *
     * Credentials that are not given are looked for where AWS's own tools look: the environment, the shared files with
     * their profiles, a container's and EC2's metadata. So is the region, and the endpoint (AWS_ENDPOINT_URL_S3).
     * The network is touched by the first operation, not before.
     *
     * @strict-properties
     * @not-serializable
     */
    final class S3
    {
        /**
         * @param string|null $endpoint     `http[s]://host[:port][/path]`; null for AWS
         * @param bool|null   $pathStyle    the bucket in the path, not in the host name; null: in the host name on AWS,
         *                                  where the name allows it, in the path elsewhere
         * @param int         $partSize     bytes of a part up and of a range down, at least 5 MiB; 0 for the default
         * @param int         $concurrency  parts or ranges under way at a time
         * @param int         $retries      further attempts at each request
         * @param string|null $caFile       certificates to trust instead of the system's (or AWS_CA_BUNDLE)
         * @param string|null $proxy        as curl wants it; null: as the environment says
         * @param int         $stallSeconds a transfer slower than 1 KiB/s for so long is broken off and tried again
         * @throws \ValueError
         */
        public function __construct(
            string $bucket,
            ?string $endpoint = null,
            ?string $region = null,
            ?string $profile = null,
            ?string $key = null,
            #[\SensitiveParameter]
            ?string $secret = null,
            #[\SensitiveParameter]
            ?string $token = null,
            ?bool $pathStyle = null,
            int $partSize = 0,
            int $concurrency = 7,
            int $retries = 8,
            ?string $caFile = null,
            #[\SensitiveParameter]
            ?string $proxy = null,
            int $stallSeconds = 30,
        ) {}

        /**
         * Begins an object of any length. Nothing is visible before commit().
         *
         * @param int|null $expectedSize parts are made so large that it fits S3's 10,000; may be exceeded by a ninth
         * @param bool     $ifAbsent     fail at commit() where the key is taken
         * @param array    $headers      name => value: x-amz-meta-*, x-amz-server-side-encryption*, x-amz-storage-class,
         *                               content-type and their like
         * @throws \ValueError
         */
        public function upload(string $key, ?int $expectedSize = null, bool $ifAbsent = false, array $headers = []): S3\Upload {}

        /**
         * Opens an object as a readable stream, fetched by concurrent ranged GETs that are all of one version.
         *
         * @param int|null    $length  null: to the end
         * @param string|null $ifMatch the ETag the object must have
         * @return resource
         * @throws S3\S3Exception also from reading the stream
         */
        public function open(string $key, int $offset = 0, ?int $length = null, ?string $ifMatch = null) {}

        /**
         * What is known of an object; null where there is none.
         *
         * @throws S3\S3Exception
         */
        public function head(string $key): ?S3\ObjectInfo {}

        /**
         * All objects whose key begins with the prefix, in the order of keys, page by page as they are wanted.
         *
         * With a delimiter, what keys have in common up to it comes once, as an ObjectInfo with isPrefix.
         *
         * @return \Iterator<string, S3\ObjectInfo> by key
         * @throws S3\S3Exception also from iterating
         */
        public function list(string $prefix = '', ?string $delimiter = null): \Iterator {}

        /**
         * Deletes objects; one that does not exist is no error.
         *
         * @throws S3\S3Exception names the first key that could not be deleted; the others were tried too
         */
        public function delete(string ...$keys): void {}

        /**
         * Copies an object of at most 5 GiB within the bucket, on the server.
         *
         * @param string|null $ifMatch the ETag that what is copied must have
         * @throws S3\S3Exception where it says that the ETag differs, something may have been copied
         */
        public function copy(string $from, string $to, ?string $ifMatch = null): void {}

        /**
         * Multipart uploads that were begun and neither completed nor aborted: those under way, and orphans.
         *
         * @return list<S3\PendingUpload>
         * @throws S3\S3Exception
         */
        public function pendingUploads(string $prefix = ''): array {}

        /**
         * Aborts one of pendingUploads(). One that is gone is no error.
         *
         * @throws S3\S3Exception
         */
        public function abortUpload(string $key, string $uploadId): void {}
    }
}

namespace WpNormalize\S3 {

    /** S3 said no, or could not be reached. The message names all of this, and no secret. */
    final class S3Exception extends \RuntimeException implements \WpNormalize\Exception
    {
        /** S3's name for it: PutObject, UploadPart, CompleteMultipartUpload, ... */
        public readonly string $operation;
        public readonly string $bucket;
        /** The object's key, '' where the operation is about the bucket. */
        public readonly string $key;
        /** HTTP status, 0 where no answer came. */
        public readonly int $status;
        /** S3's code: AccessDenied, NoSuchKey, SlowDown, ...; '' where it gave none. */
        public readonly string $errorCode;
        /** To be named to those who run the server; '' where it gave none. */
        public readonly string $requestId;
    }

    /**
     * What S3 tells of an object.
     *
     * @strict-properties
     */
    final class ObjectInfo
    {
        public readonly string $key;
        public readonly int $size;
        /** As S3 gives it, with its quotes; null where unknown. */
        public readonly ?string $etag;
        /** Unix time; null where unknown. */
        public readonly ?int $lastModified;
        /** @var array<string, string> x-amz-meta-* without that prefix, names in lower case; empty in listings, which lack it */
        public readonly array $metadata;
        /** In listings with a delimiter: this is no object but what keys have in common. */
        public readonly bool $isPrefix;
    }

    /**
     * A multipart upload that is neither completed nor aborted.
     *
     * @strict-properties
     */
    final class PendingUpload
    {
        public readonly string $key;
        public readonly string $uploadId;
        /** Unix time; null where unknown. */
        public readonly ?int $initiated;
    }

    /**
     * An object being written. One that is dropped, or whose process ends in whatever way PHP can notice, is aborted.
     *
     * @strict-properties
     * @not-serializable
     */
    final class Upload
    {
        private function __construct() {}

        /**
         * Takes bytes; returns their number.
         *
         * @throws S3Exception
         */
        public function write(string $bytes): int {}

        /**
         * Takes a stream to its end; returns the number of bytes.
         *
         * @param resource $stream readable
         * @throws S3Exception
         * @throws \WpNormalize\IoException
         */
        public function copyFrom($stream): int {}

        /**
         * A writable stream onto this upload. Closing it publishes nothing: commit() does.
         *
         * @return resource
         */
        public function stream() {}

        /**
         * Publishes the object, and proves by HEAD that it is there and whole.
         *
         * @throws S3Exception nothing was published; but where the message says that S3 completed the upload, something
         *                     was, and is not proved, and it may say that it is not known
         */
        public function commit(): ObjectInfo {}

        /**
         * Gives up; the server forgets the parts it has. Without effect on an upload that was aborted before.
         *
         * Out of a commit() that was interrupted, it waits for S3's answer for at most five seconds, and looks.
         *
         * @throws S3Exception the object was published before, is there, and now counts as committed; or it says what
         *                     is not known; or parts may be left, which S3::pendingUploads() finds
         */
        public function abort(): void {}
    }

    /**
     * The iterator that S3::list() returns.
     *
     * @strict-properties
     * @not-serializable
     */
    final class Listing implements \Iterator
    {
        private function __construct() {}

        public function current(): ?ObjectInfo {}

        public function key(): ?string {}

        public function next(): void {}

        public function rewind(): void {}

        public function valid(): bool {}
    }
}
