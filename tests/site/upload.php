<?php

/**
 * Uploads an image as an editor does, and makes a front page that shows it. Prints the image's address.
 *
 *     php upload.php PUBLIC
 */

declare(strict_types=1);

require $argv[1] . '/wp/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/media.php';
require_once ABSPATH . 'wp-admin/includes/file.php';
require_once ABSPATH . 'wp-admin/includes/image.php';

$image = imagecreatetruecolor(1200, 800);
imagefilledrectangle($image, 0, 0, 1199, 799, imagecolorallocate($image, 20, 90, 160));
imagefilledellipse($image, 600, 400, 500, 500, imagecolorallocate($image, 250, 200, 40));
$file = wp_tempnam('sun.jpg');
imagejpeg($image, $file);

$attachment = media_handle_sideload(['name' => 'sun.jpg', 'tmp_name' => $file]);
if (is_wp_error($attachment)) {
    @unlink($file);
    exit("refused: {$attachment->get_error_message()}\n");
}

$address = wp_get_attachment_url($attachment);
$page = wp_insert_post([
    'post_type' => 'page',
    'post_status' => 'publish',
    'post_title' => 'A page with an image',
    'post_content' => "<!-- wp:image {\"id\":$attachment,\"sizeSlug\":\"full\"} -->\n"
        . "<figure class=\"wp-block-image size-full\"><img src=\"$address\" alt=\"\" class=\"wp-image-$attachment\"/></figure>\n<!-- /wp:image -->",
]);
update_option('page_on_front', $page);
update_option('show_on_front', 'page');
echo "$address\n";
