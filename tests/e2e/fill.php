<?php

/**
 * Fills an installed site, or every site of a network, with Content through WordPress's own API.
 *
 *     php fill.php SITE
 */

declare(strict_types=1);

use WpNormalize\Tests\E2e\Content;

require __DIR__ . '/Content.php';
require $argv[1] . '/public/wp-load.php';
require ABSPATH . 'wp-admin/includes/image.php';

/** WordPress's functions answer false, 0 or an error object when they fail. */
function must(mixed $result): mixed
{
    if (is_wp_error($result)) {
        throw new RuntimeException($result->get_error_message());
    }
    return $result ?: throw new RuntimeException('WordPress refused to store the content');
}

/** A picture with the metadata that WordPress keeps about it. */
function attachment(): int
{
    $png = base64_decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=');
    $file = wp_upload_bits('logo.png', null, $png);
    if ($file['error']) {
        throw new RuntimeException($file['error']);
    }
    $id = must(wp_insert_attachment(['post_title' => 'logo', 'post_mime_type' => 'image/png'], $file['file']));
    $metadata = wp_generate_attachment_metadata($id, $file['file']);
    $metadata['sizes'] = ['thumbnail' => ['file' => 'logo-150x150.png', 'width' => 150, 'height' => 150]];
    must(wp_update_attachment_metadata($id, $metadata));
    return $id;
}

function fill(Content $content): void
{
    global $wpdb;

    foreach ($content->options() as $name => $value) {
        must(add_option($name, $value));
    }
    foreach ($content->rawOptions() as $name => $bytes) {
        must($wpdb->insert($wpdb->options, ['option_name' => $name, 'option_value' => $bytes]));
    }

    $image = wp_get_attachment_url(attachment());
    $page = must(wp_insert_post(wp_slash([
        'post_type' => 'page',
        'post_status' => 'publish',
        'post_title' => 'Welcome',
        'post_content' => $content->page($image),
    ])));
    foreach ($content->postMeta() as $key => $value) {
        must(add_post_meta($page, $key, wp_slash($value)));
    }
    update_option('show_on_front', 'page');
    update_option('page_on_front', $page);

    must(wp_insert_comment(wp_slash([
        'comment_post_ID' => $page,
        'comment_content' => $content->note(),
        'comment_author' => 'Zoë',
        'comment_author_url' => "{$content->url}/zoe/",
        'comment_author_email' => 'zoe@example.com',
    ])));
    $term = must(wp_insert_term('News', 'category', ['description' => $content->note()]));
    must(add_term_meta($term['term_id'], 'e2e_image', ['src' => $image]));
    update_user_meta(1, 'description', $content->note());

    $menu = must(wp_create_nav_menu('Main'));
    must(wp_update_nav_menu_item($menu, 0, [
        'menu-item-title' => 'About',
        'menu-item-url' => "{$content->url}/about/",
        'menu-item-status' => 'publish',
    ]));
    update_option('widget_custom_html', [2 => ['title' => '', 'content' => "<a href=\"{$content->url}/w/\">w</a>"], '_multiwidget' => 1]);
    update_option('widget_block', [7 => ['content' => $content->page($image)], '_multiwidget' => 1]);
}

// As an administrator: WordPress strips scripts from what others write.
wp_set_current_user(1);
if (!is_multisite()) {
    fill(new Content(home_url(), str_replace('//www.', '//', home_url())));
    exit;
}
$host = get_network()->domain;
$second = is_subdomain_install() ? ["shop.$host", '/'] : [$host, get_network()->path . 'shop/'];
must(wpmu_create_blog($second[0], $second[1], 'The shop', 1));
foreach (get_sites() as $site) {
    switch_to_blog((int) $site->blog_id);
    fill(new Content(home_url(), str_replace('//www.', '//', home_url())));
    restore_current_blog();
}
