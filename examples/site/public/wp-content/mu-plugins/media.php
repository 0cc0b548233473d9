<?php

/**
 * Plugin Name: Media in object storage
 * Description: Loads S3 Uploads where .env names a bucket, and tells it which server that is in.
 */

if (!defined('S3_UPLOADS_BUCKET')) {
    return;
}

add_filter('s3_uploads_s3_client_params', static function (array $parameters): array {
    if (defined('S3_UPLOADS_ENDPOINT')) {
        // Ceph, MinIO and others know no bucket.example.com.
        return ['endpoint' => S3_UPLOADS_ENDPOINT, 'use_path_style_endpoint' => true] + $parameters;
    }

    return $parameters;
});

require_once WP_CONTENT_DIR . '/plugins/s3-uploads/s3-uploads.php';
