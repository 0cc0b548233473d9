<?php

/**
 * Plugin Name: Media in object storage
 * Description: Loads S3 Uploads where .env names a bucket, and tells it which server that is in.
 */

if (!defined('S3_UPLOADS_BUCKET')) {
    return;
}

// The bucket's policy says who may read. AWS's new buckets refuse any other access list than this one.
if (!defined('S3_UPLOADS_OBJECT_ACL')) {
    define('S3_UPLOADS_OBJECT_ACL', 'bucket-owner-full-control');
}

add_filter('s3_uploads_s3_client_params', static function (array $parameters): array {
    if (defined('S3_UPLOADS_ENDPOINT')) {
        // Ceph, MinIO and others know no bucket.example.com.
        return ['endpoint' => S3_UPLOADS_ENDPOINT, 'use_path_style_endpoint' => true] + $parameters;
    }

    return $parameters;
});

$plugin = WP_CONTENT_DIR . '/plugins/s3-uploads/s3-uploads.php';
if (is_file($plugin)) {
    require_once $plugin;

    return;
}

// Pages do without it, and show what the bucket has. What is uploaded would be on this server only, and lost with it.
if (defined('S3_UPLOADS_BUCKET_URL')) {
    add_filter('pre_option_upload_url_path', static fn (): string => S3_UPLOADS_BUCKET_URL . '/uploads');
}
$refuse = static function (array $file): array {
    $file['error'] = 'S3 Uploads is not installed, so this file would not reach the bucket. composer install brings it.';

    return $file;
};
add_filter('wp_handle_upload_prefilter', $refuse);
add_filter('wp_handle_sideload_prefilter', $refuse);
