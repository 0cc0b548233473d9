<?php
/**
 * Plugin Name: Quarantine of a restored copy
 * Description: Keeps all mail back while the database says that it is a copy of another site (option wpn_quarantine). Let it out with: wp option delete wpn_quarantine
 */

// Whoever sends is told that it went well: a copy is to behave like its original. Strict types are WordPress's choice.
add_filter('pre_wp_mail', static function ($sent) {
    return get_option('wpn_quarantine') ? true : $sent;
}, PHP_INT_MAX);
