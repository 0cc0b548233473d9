<?php

/**
 * Plugin Name: The site's address
 * Description: WordPress's installer takes the address of its own folder (/wp) for that of the site. What it stores is put right here, because a restore elsewhere goes by it.
 */

add_action('wp_install', static function (): void {
    global $wpdb;
    // update_option() believes wp-config.php, and would see nothing to change.
    $wpdb->update($wpdb->options, ['option_value' => WP_HOME], ['option_name' => 'home']);
    wp_cache_delete('alloptions', 'options');
});
