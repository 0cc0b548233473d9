<?php

/**
 * Must-use plugin of a test site: no mail, and no HTTP requests, not even to itself.
 */

add_filter('pre_wp_mail', '__return_true');
add_filter('pre_http_request', static fn () => new WP_Error('http_request_blocked', 'test sites make no HTTP requests'));
