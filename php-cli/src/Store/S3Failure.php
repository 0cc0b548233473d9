<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Store;

use WpNormalize\Cli\Failure;
use WpNormalize\S3\S3Exception;

/** What a user can do about what S3 says. Its exception names operation, bucket, key, status, code and request id. */
final class S3Failure
{
    public static function from(S3Exception $exception): Failure
    {
        $remedy = $exception->status === 0 ? self::withoutAnswer() : self::byCode($exception);

        return Failure::failed($exception->getMessage(), $remedy);
    }

    private static function withoutAnswer(): string
    {
        return 'check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE, AWS_ENDPOINT_URL_S3, AWS_CA_BUNDLE, '
            . 'and the network';
    }

    private static function byCode(S3Exception $exception): string
    {
        return match ($exception->errorCode) {
            'NoSuchBucket' => 'create the bucket, or correct BACKUP_STORE and AWS_ENDPOINT_URL_S3',
            'NoSuchKey' => 'it is gone; see db:list for what there is',
            'AccessDenied', 'Forbidden', 'AllAccessDisabled' =>
                'the key may not do that: allow it in the policy of its user or of the bucket',
            'InvalidAccessKeyId', 'SignatureDoesNotMatch' =>
                'check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and that AWS_ENDPOINT_URL_S3 is their server',
            'ExpiredToken', 'InvalidToken' => 'get new temporary credentials, AWS_SESSION_TOKEN among them',
            'RequestTimeTooSkewed' => "set this machine's clock",
            'PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException' =>
                'set AWS_REGION to the region of the bucket, and AWS_ENDPOINT_URL_S3 if it is not on AWS',
            'PreconditionFailed' => $exception->operation === 'GetObject'
                ? 'it was replaced while it was read; run the command again'
                : 'nothing is overwritten; run the command again, under another name',
            'NotImplemented' =>
                'the server lacks what keeps backups from being overwritten (If-None-Match): update it, or take another',
            default => $exception->status >= 500 || $exception->status === 429
                ? 'the server is in trouble or overloaded; try again later'
                : "look the code up in the server's documentation",
        };
    }
}
