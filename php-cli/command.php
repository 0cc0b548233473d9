<?php

/**
 * The WP-CLI package's entry: `wp normalize ...`. Composer loads this file with the classes, so it does nothing elsewhere.
 */

declare(strict_types=1);

use WpNormalize\Cli\WpCli\DoctorCommand;
use WpNormalize\Cli\WpCli\ImportHook;
use WpNormalize\Cli\WpCli\SearchReplaceCommand;
use WpNormalize\Cli\WpCli\SqlCommand;

if (!defined('WP_CLI') || !class_exists('WP_CLI')) {
    return;
}
// Without composer's loader when `wp --require` names this very file.
if (!class_exists(SearchReplaceCommand::class) && is_file(__DIR__ . '/vendor/autoload.php')) {
    require_once __DIR__ . '/vendor/autoload.php';
}

WP_CLI::add_command('normalize search-replace', SearchReplaceCommand::class, ['when' => 'before_wp_load']);
WP_CLI::add_command('normalize sql', SqlCommand::class, ['when' => 'before_wp_load']);
WP_CLI::add_command('normalize doctor', DoctorCommand::class, ['when' => 'before_wp_load']);
ImportHook::register();
