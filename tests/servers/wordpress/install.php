<?php

/**
 * Installs WordPress in a site's folder by its own installer, as a single site or as a network of sites.
 *
 *     php install.php SITE single|subdirectories|subdomains
 *
 * For a network the site's .env holds WP_MULTISITE=subdirectories or subdomains.
 */

declare(strict_types=1);

if ($argc !== 3 || !in_array($argv[2], ['single', 'subdirectories', 'subdomains'], true)) {
    fwrite(STDERR, "usage: install.php SITE single|subdirectories|subdomains\n");
    exit(2);
}
[, $folder, $kind] = $argv;
$url = parse_ini_file("$folder/.env", false, INI_SCANNER_RAW)['SITE_URL'];

define('WP_INSTALLING', true);
// The installer writes this address into the database; without a request it has nothing to guess it from.
define('WP_SITEURL', $url);
if ($kind !== 'single') {
    define('WP_INSTALLING_NETWORK', true);
}
require "$folder/public/wp-load.php";
require ABSPATH . 'wp-admin/includes/upgrade.php';

if ($kind !== 'single') {
    // As wp-admin/network.php does: a single site's database object does not know a network's tables by name.
    foreach ($wpdb->tables('ms_global') as $table => $prefixed) {
        $wpdb->$table = $prefixed;
    }
}
wp_install('A test site', 'admin', 'admin@example.com', true, '', 'not a secret');

if ($kind !== 'single') {
    install_network();
    $path = rtrim((string) parse_url($url, PHP_URL_PATH), '/') . '/';
    $result = populate_network(1, $_SERVER['HTTP_HOST'], 'admin@example.com', 'A test network', $path, $kind === 'subdomains');
    // A network of subdomains is warned about names that DNS does not know; a test has no DNS.
    if (is_wp_error($result) && $result->get_error_code() !== 'no_wildcard_dns') {
        fwrite(STDERR, "install.php: {$result->get_error_message()}\n");
        exit(1);
    }
}
