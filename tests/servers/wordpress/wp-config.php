<?php

/**
 * Settings of a test site: real environment variables first, then the file .env beside the document root.
 *
 * WP_HOME and WP_SITEURL are left to the database on purpose: a restored site must find its address there.
 */

$settings = getenv() + parse_ini_file(dirname(__DIR__) . '/.env', false, INI_SCANNER_RAW);
$address = parse_url($settings['SITE_URL']);

define('DB_HOST', $settings['DB_HOST']);
define('DB_NAME', $settings['DB_NAME']);
define('DB_USER', $settings['DB_USER']);
define('DB_PASSWORD', $settings['DB_PASSWORD'] ?? '');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
$table_prefix = $settings['DB_PREFIX'] ?? 'wp_';

foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    define($name . '_KEY', 'key of a test site');
    define($name . '_SALT', 'salt of a test site');
}
define('WP_ENVIRONMENT_TYPE', $settings['WP_ENVIRONMENT_TYPE'] ?? 'local');
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_DEBUG', false);
// A test wants the error itself, not a page that asks the visitor for patience.
define('WP_DISABLE_FATAL_ERROR_HANDLER', true);

// On the command line there is no request to tell the site by.
if (PHP_SAPI === 'cli') {
    $_SERVER['HTTP_HOST'] ??= $address['host'] . (isset($address['port']) ? ":{$address['port']}" : '');
    $_SERVER['REQUEST_URI'] ??= ($address['path'] ?? '') . '/';
    $_SERVER['REQUEST_METHOD'] ??= 'GET';
    $_SERVER['REMOTE_ADDR'] ??= '127.0.0.1';
    $_SERVER['SERVER_PROTOCOL'] ??= 'HTTP/1.1';
    if ($address['scheme'] === 'https') {
        $_SERVER['HTTPS'] = 'on';
    }
}

if (isset($settings['WP_MULTISITE']) && !defined('WP_INSTALLING_NETWORK')) {
    define('MULTISITE', true);
    define('SUBDOMAIN_INSTALL', $settings['WP_MULTISITE'] === 'subdomains');
    define('DOMAIN_CURRENT_SITE', $address['host'] . (isset($address['port']) ? ":{$address['port']}" : ''));
    define('PATH_CURRENT_SITE', ($address['path'] ?? '') . '/');
    define('SITE_ID_CURRENT_SITE', 1);
    define('BLOG_ID_CURRENT_SITE', 1);
}

if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
