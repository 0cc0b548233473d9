<?php

/** Every page. wp-load.php finds wp-config.php in this folder, and that reads .env; so do wp-admin, wp-cron and WP-CLI. */

define('WP_USE_THEMES', true);
require __DIR__ . '/wp/wp-blog-header.php';
