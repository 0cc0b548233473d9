<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Store;

use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Failure;
use WpNormalize\S3;

/** Turns BACKUP_STORE into a store. */
final class StoreFactory
{
    private const ENCRYPTIONS = ['AES256', 'aws:kms', 'aws:kms:dsse'];

    public static function from(Environment $environment): Store
    {
        return self::of(StoreSettings::of($environment, null));
    }

    public static function of(StoreSettings $settings): Store
    {
        if (preg_match('#^file://(/.*[^/])/*$#D', $settings->address, $match) === 1) {
            return new FileStore($match[1]);
        }
        if (preg_match('#^s3://([^/]+)(?:/+(.*?))?/*$#D', $settings->address, $match) === 1) {
            return self::s3($settings, $match[1], $match[2] ?? '');
        }
        throw Failure::usage(
            "$settings->label $settings->address is no store",
            'write file:// and the absolute path of a folder, file:///var/backups, or s3://bucket/prefix',
        );
    }

    private static function s3(StoreSettings $settings, string $bucket, string $prefix): S3Store
    {
        if ($prefix !== '' && !ObjectName::isOne($prefix)) {
            throw Failure::usage(
                "$settings->label $settings->address has a prefix that cannot be used",
                'write it of letters, digits, -, _ and ., in parts that / separates and that do not start with a dot',
            );
        }
        try {
            // Without a key, the extension looks where AWS's own tools do.
            $s3 = new S3(
                $bucket,
                endpoint: $settings->get('AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'),
                region: $settings->get('AWS_REGION', 'AWS_DEFAULT_REGION'),
                profile: $settings->key('AWS_PROFILE'),
                key: $settings->key('AWS_ACCESS_KEY_ID'),
                secret: $settings->key('AWS_SECRET_ACCESS_KEY'),
                token: $settings->key('AWS_SESSION_TOKEN'),
                caFile: $settings->get('AWS_CA_BUNDLE'),
            );
        } catch (\ValueError $error) {
            throw Failure::usage(
                "$settings->label $settings->address cannot be used: {$error->getMessage()}",
                'check it, and AWS_ENDPOINT_URL_S3, AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
            );
        }

        return new S3Store($s3, $bucket, $prefix, self::headers($settings));
    }

    /**
     * What S3 is to do with what is written; AWS's own tools have no variables for that.
     *
     * @return array<string, string>
     */
    private static function headers(StoreSettings $settings): array
    {
        $encryption = $settings->get('BACKUP_S3_SSE');
        $key = $settings->get('BACKUP_S3_SSE_KMS_KEY_ID');
        if ($encryption !== null && !in_array($encryption, self::ENCRYPTIONS, true)) {
            throw Failure::usage("BACKUP_S3_SSE $encryption is not known", 'write ' . implode(' or ', self::ENCRYPTIONS));
        }
        if ($key !== null && ($encryption === null || $encryption === 'AES256')) {
            throw Failure::usage('BACKUP_S3_SSE_KMS_KEY_ID is set without BACKUP_S3_SSE=aws:kms', 'set both, or neither');
        }
        $class = $settings->get('BACKUP_S3_STORAGE_CLASS');
        foreach ([$key, $class] as $value) {
            if ($value !== null && preg_match('#^[\w:/.-]+$#D', $value) !== 1) {
                throw Failure::usage('BACKUP_S3_SSE_KMS_KEY_ID or BACKUP_S3_STORAGE_CLASS holds what it cannot', 'correct it');
            }
        }

        return array_filter([
            'x-amz-server-side-encryption' => $encryption,
            'x-amz-server-side-encryption-aws-kms-key-id' => $key,
            'x-amz-storage-class' => $class,
        ]);
    }
}
