<?php

/**
 * Installs WordPress by its own installer in the release that is current, as the site's user on a web server.
 *
 *     php install.php PUBLIC
 */

declare(strict_types=1);

define('WP_INSTALLING', true);
require $argv[1] . '/wp/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install('A test site', 'admin', 'admin@example.com', true, '', 'not a secret');
