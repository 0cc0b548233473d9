<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Store;

use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Failure;
use WpNormalize\S3;

/** Turns BACKUP_STORE into a store. */
final class StoreFactory
{
    public static function from(Environment $environment): Store
    {
        $address = $environment->require('BACKUP_STORE');
        if (preg_match('#^file://(/.*[^/])/*$#D', $address, $match) === 1) {
            return new FileStore($match[1]);
        }
        if (preg_match('#^s3://([^/]+)(?:/+(.*?))?/*$#D', $address, $match) === 1) {
            return self::s3($environment, $address, $match[1], $match[2] ?? '');
        }
        throw Failure::usage(
            "BACKUP_STORE $address is no store",
            'write file:// and the absolute path of a folder, file:///var/backups, or s3://bucket/prefix',
        );
    }

    private static function s3(Environment $environment, string $address, string $bucket, string $prefix): S3Store
    {
        if ($prefix !== '' && !ObjectName::isOne($prefix)) {
            throw Failure::usage(
                "BACKUP_STORE $address has a prefix that cannot be used",
                'write it of letters, digits, -, _ and ., in parts that / separates and that do not start with a dot',
            );
        }
        try {
            // Without a key, the extension looks where AWS's own tools do.
            $s3 = new S3(
                $bucket,
                endpoint: $environment->get('AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'),
                region: $environment->get('AWS_REGION', 'AWS_DEFAULT_REGION'),
                profile: $environment->get('AWS_PROFILE'),
                key: $environment->get('AWS_ACCESS_KEY_ID'),
                secret: $environment->get('AWS_SECRET_ACCESS_KEY'),
                token: $environment->get('AWS_SESSION_TOKEN'),
                caFile: $environment->get('AWS_CA_BUNDLE'),
            );
        } catch (\ValueError $error) {
            throw Failure::usage(
                "BACKUP_STORE $address cannot be used: {$error->getMessage()}",
                'check it, and AWS_ENDPOINT_URL_S3, AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
            );
        }

        return new S3Store($s3, $bucket, $prefix);
    }
}
