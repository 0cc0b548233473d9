<?php

/**
 * Proves that a restored site is the remembered one at its new address: WordPress itself reads it.
 *
 *     php prove.php SITE REMEMBERED OLD=NEW...
 *
 * OLD=NEW are addresses: what moved where. Prints a line per check and `N passed, N failed` last. In the end the site's
 * quarantine is lifted.
 */

declare(strict_types=1);

use WpNormalize\Tests\E2e\Checks;
use WpNormalize\Tests\E2e\Content;
use WpNormalize\Tests\E2e\Mask;
use WpNormalize\Tests\E2e\Rows;

require __DIR__ . '/Checks.php';
require __DIR__ . '/Content.php';
require __DIR__ . '/Mask.php';
require __DIR__ . '/Rows.php';

/** What WordPress's API gives for the content that fill.php stored, beside what it must be at this address. */
function proveContent(Checks $checks, Content $content, string $mainSite): void
{
    global $wpdb;

    $checks->same($content->url, get_option('siteurl'), "siteurl is {$content->url}");
    $checks->same($content->url, get_option('home'), "home is {$content->url}");
    foreach ($content->options() as $name => $value) {
        $checks->same($value, get_option($name), "get_option('$name'): " . get_debug_type($value));
    }
    foreach ($content->rawOptions() as $name => $bytes) {
        $query = $wpdb->prepare("SELECT option_value FROM $wpdb->options WHERE option_name = %s", $name);
        $checks->same($bytes, $wpdb->get_var($query), "option $name, byte by byte");
    }

    $page = (int) get_option('page_on_front');
    $image = wp_get_attachment_url((int) $wpdb->get_var("SELECT ID FROM $wpdb->posts WHERE post_type = 'attachment'"));
    // The sites of a network share the main site's folder.
    $checks->that(str_starts_with((string) $image, "$mainSite/wp-content/uploads/"), "the attachment is at $image");
    $checks->same($content->page($image), get_post($page)->post_content, 'the page with its blocks');
    foreach ($content->postMeta() as $key => $value) {
        $checks->same($value, get_post_meta($page, $key, true), "get_post_meta('$key'): " . get_debug_type($value));
    }
    $checks->same($content->note(), get_comments(['post_id' => $page])[0]->comment_content, 'the comment');
    $checks->same('zoe@example.com', get_comments(['post_id' => $page])[0]->comment_author_email, "the comment's e-mail address");
    $checks->same($content->note(), get_term_by('name', 'News', 'category')->description, "the category's description");
    $checks->same("{$content->url}/about/", wp_get_nav_menu_items('Main')[0]->url, "the menu's link");
    $checks->same($content->page($image), get_option('widget_block')[7]['content'] ?? null, 'the widget');
}

/**
 * Every value of every row: the same structure as production's, with the new site where the old one was.
 *
 * @param array<string, array<string, array<string, ?string>>> $before
 * @param array<string, array<string, array<string, ?string>>> $after
 */
function proveRows(Checks $checks, array $before, array $after, Mask $old, Mask $new): void
{
    $checks->same(array_keys($before), array_keys($after), 'the restored site has the same ' . count($before) . ' tables');
    foreach ($before as $table => $rows) {
        $moved = 0;
        $wrong = [];
        foreach ($rows as $key => $row) {
            foreach ($row as $column => $value) {
                $restored = $after[$table][$key][$column] ?? null;
                if (in_array($column, ['guid', 'user_pass', 'user_activation_key'], true)) {
                    $right = $restored === $value;
                } elseif ($column === 'option_value' && $row['option_name'] === 'blog_public') {
                    $right = $restored === '0'; // a copy is hidden from search engines
                } elseif ($value === null || $restored === null) {
                    $right = $restored === $value;
                } else {
                    $right = $old->count($restored) === 0 && $new->count($restored) === $old->count($value)
                        && $new->value($restored) === $old->value($value);
                    $moved += $old->count($value);
                }
                if (!$right) {
                    $wrong[] = "$column of row $key: " . Checks::shown($value) . "\n        became " . Checks::shown($restored);
                }
            }
        }
        if (count($rows) !== count($after[$table] ?? [])) {
            $wrong[] = count($rows) . ' rows became ' . count($after[$table] ?? []);
        }
        $what = sprintf('%s: %d rows, %d references moved', $table, count($rows), $moved);
        $checks->that($wrong === [], $what, implode("\n        ", $wrong));
    }
}

/** No mail leaves a copy, until somebody says so. WordPress would hand it to a server that is not there. */
function proveThatMailIsKeptBack(Checks $checks): void
{
    remove_filter('pre_wp_mail', '__return_true'); // the test site's own
    add_filter('wp_mail_from', static fn (): string => 'shop@example.com'); // what WordPress takes from localhost is none
    $handed = 0;
    add_action('phpmailer_init', static function ($mailer) use (&$handed): void {
        $handed++;
        $mailer->isSMTP();
        $mailer->Host = '127.0.0.1';
        $mailer->Port = 1;
    });
    $checks->same([true, 0], [wp_mail('zoe@example.com', 'x', 'x'), $handed], 'mail of a copy is kept back');
    delete_option('wpn_quarantine');
    $checks->same([false, 1], [wp_mail('zoe@example.com', 'x', 'x'), $handed], 'it goes out once the quarantine is lifted');
}

$map = [];
foreach (array_slice($argv, 3) as $pair) {
    [$from, $to] = explode('=', $pair);
    $map[$from] = $to;
}
$remembered = unserialize(file_get_contents($argv[2]));
require $argv[1] . '/public/wp-load.php';

$checks = new Checks();
foreach ($remembered['homes'] as $blog => $home) {
    if (is_multisite()) {
        switch_to_blog($blog);
    }
    $content = new Content(strtr($home, $map), strtr(str_replace('//www.', '//', $home), $map));
    proveContent($checks, $content, strtr($remembered['homes'][1], $map));
}
$old = new Mask(array_keys($map), 'https?');
$new = new Mask(array_values(array_unique($map)), 'http');
proveRows($checks, $remembered['tables'], Rows::read($wpdb), $old, $new);
proveThatMailIsKeptBack($checks);
$checks->finish();
