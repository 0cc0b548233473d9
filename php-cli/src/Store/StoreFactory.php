<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Store;

use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Failure;

/** Turns BACKUP_STORE into a store. */
final class StoreFactory
{
    public static function from(Environment $environment): Store
    {
        $address = $environment->require('BACKUP_STORE');
        if (str_starts_with($address, 's3://')) {
            throw Failure::usage("BACKUP_STORE $address: s3:// is not there yet", 'use a folder: file:///var/backups');
        }
        if (preg_match('#^file://(/.*[^/])/*$#D', $address, $match) !== 1) {
            throw Failure::usage(
                "BACKUP_STORE $address is no store",
                'write file:// and the absolute path of a folder: file:///var/backups',
            );
        }

        return new FileStore($match[1]);
    }
}
