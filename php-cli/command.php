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
// Where `wp --require` names this very file, composer's loader is not there yet; it comes back here with the classes.
if (!class_exists(SearchReplaceCommand::class)) {
    require __DIR__ . '/vendor/autoload.php';

    return;
}

WP_CLI::add_command('normalize search-replace', SearchReplaceCommand::class, ['when' => 'before_wp_load']);
WP_CLI::add_command('normalize sql', SqlCommand::class, ['when' => 'before_wp_load']);
WP_CLI::add_command('normalize doctor', DoctorCommand::class, ['when' => 'before_wp_load']);
ImportHook::register();
