<?php

/** WordPress's settings, from .env. What differs between environments belongs there, what does not belongs here. */

require_once dirname(__DIR__) . '/environment.php';

// Addresses. Scheme and host of the request are never trusted for them.
define('WP_HOME', rtrim(requiredSetting('SITE_URL'), '/'));
define('WP_SITEURL', WP_HOME . '/wp');
define('WP_CONTENT_DIR', __DIR__ . '/wp-content');
define('WP_CONTENT_URL', WP_HOME . '/wp-content');
// TLS ends at the load balancer or at nginx, which say so.
if (($_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '') === 'https') {
    $_SERVER['HTTPS'] = 'on';
}

define('DB_HOST', requiredSetting('DB_HOST'));
define('DB_NAME', requiredSetting('DB_NAME'));
define('DB_USER', requiredSetting('DB_USER'));
define('DB_PASSWORD', setting('DB_PASSWORD') ?? '');
define('DB_CHARSET', setting('DB_CHARSET') ?? 'utf8mb4');
define('DB_COLLATE', '');
$table_prefix = setting('DB_PREFIX') ?? 'wp_';

// One secret instead of eight.
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    define("{$name}_KEY", hash_hmac('sha256', "{$name}_KEY", requiredSetting('SECRET')));
    define("{$name}_SALT", hash_hmac('sha256', "{$name}_SALT", requiredSetting('SECRET')));
}

define('WP_ENVIRONMENT_TYPE', setting('WP_ENVIRONMENT_TYPE') ?? 'production');
define('WP_DEBUG', in_array(WP_ENVIRONMENT_TYPE, ['local', 'development'], true));
define('WP_DEBUG_DISPLAY', WP_DEBUG);

// Code comes by deployments only: every server has the same, and who breaks into WordPress cannot write any.
define('DISALLOW_FILE_MODS', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
// Cron of the system calls wp-cron.php, so that no visitor waits for it.
define('DISABLE_WP_CRON', true);

foreach (['BUCKET', 'REGION', 'KEY', 'SECRET', 'BUCKET_URL', 'ENDPOINT'] as $name) {
    if (setting("S3_UPLOADS_$name") !== null) {
        define("S3_UPLOADS_$name", setting("S3_UPLOADS_$name"));
    }
}

// On the command line there is no request to tell the site by.
if (PHP_SAPI === 'cli') {
    $_SERVER['HTTP_HOST'] ??= parse_url(WP_HOME, PHP_URL_HOST);
    $_SERVER['SERVER_PROTOCOL'] ??= 'HTTP/1.1';
}

if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/wp/');
}
require_once ABSPATH . 'wp-settings.php';
