<?php

/**
 * Writes down all that a site's database holds, for prove.php to compare a restored site with.
 *
 *     php remember.php SITE FILE
 */

declare(strict_types=1);

use WpNormalize\Tests\E2e\Rows;

require __DIR__ . '/Rows.php';
require $argv[1] . '/public/wp-load.php';

$homes = [1 => home_url()];
foreach (is_multisite() ? get_sites() : [] as $site) {
    $homes[(int) $site->blog_id] = get_home_url((int) $site->blog_id);
}
$written = file_put_contents($argv[2], serialize(['homes' => $homes, 'tables' => Rows::read($wpdb)]));
exit($written === false ? 1 : 0);
