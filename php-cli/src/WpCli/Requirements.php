<?php

declare(strict_types=1);

namespace WpNormalize\Cli\WpCli;

use WpNormalize\Cli\Failure;

/** What must be installed for `wp normalize`. */
final class Requirements
{
    private const EXTENSIONS = [
        'wpnormalize' => 'build and install it as the README says',
        'mysqli' => 'install it: apt-get install php-mysql',
    ];

    public static function check(): void
    {
        foreach (self::EXTENSIONS as $name => $remedy) {
            if (!extension_loaded($name)) {
                throw Failure::usage("the PHP extension $name is not loaded", $remedy);
            }
        }
    }
}
