<?php

declare(strict_types=1);

namespace WpNormalize\Cli\WpCli;

use WpNormalize\Cli\Config\Environment;

/**
 * The site's settings without WordPress and its plugins: wp-config.php, as far as WP-CLI itself runs it, and .env.
 */
final class SiteSettings
{
    /** WordPress's names, and ours where they differ. */
    private const CONSTANTS = [
        'DB_HOST' => 'DB_HOST',
        'DB_NAME' => 'DB_NAME',
        'DB_USER' => 'DB_USER',
        'DB_PASSWORD' => 'DB_PASSWORD',
        'DB_CHARSET' => 'DB_CHARSET',
        'WP_SITEURL' => 'SITE_URL',
        'WP_HOME' => 'SITE_HOME',
        'WP_ENVIRONMENT_TYPE' => 'WP_ENVIRONMENT_TYPE',
        'WP_REDIS_HOST' => 'REDIS_HOST',
        'WP_REDIS_PORT' => 'REDIS_PORT',
        'WP_REDIS_PASSWORD' => 'REDIS_PASSWORD',
        'WP_REDIS_DATABASE' => 'REDIS_DATABASE',
        'WP_REDIS_PREFIX' => 'REDIS_PREFIX',
    ];
    private const NETWORK = ['MULTISITE', 'SUBDOMAIN_INSTALL', 'VHOST', 'SUNRISE'];

    private function __construct(
        public readonly Environment $environment,
        public readonly bool $isNetwork,
        public readonly ?string $usersTable,
        public readonly ?string $userMetaTable,
    ) {
    }

    public static function read(): self
    {
        $config = (string) \WP_CLI\Utils\locate_wp_config();
        $environment = Environment::load(null, [
            (string) getcwd(),
            ...$config === '' ? [] : [dirname($config), dirname($config, 2)],
        ]);
        if ($config === '') {
            return new self($environment, false, null, null);
        }
        $prefix = self::runConfig();
        $known = [];
        foreach (self::CONSTANTS as $constant => $name) {
            if (defined($constant) && is_scalar(constant($constant)) && (string) constant($constant) !== '') {
                $known[$name] = (string) constant($constant);
            }
        }
        if (is_string($prefix)) {
            $known['DB_PREFIX'] = $prefix;
        }

        return new self(
            $environment->with($known, $config),
            array_filter(self::NETWORK, static fn (string $name): bool => defined($name) && (bool) constant($name)) !== [],
            defined('CUSTOM_USER_TABLE') ? (string) constant('CUSTOM_USER_TABLE') : null,
            defined('CUSTOM_USER_META_TABLE') ? (string) constant('CUSTOM_USER_META_TABLE') : null,
        );
    }

    /** Runs wp-config.php up to where it loads WordPress, and tells the prefix. */
    private static function runConfig(): mixed
    {
        global $table_prefix;
        if (!defined('DB_NAME')) {
            eval(\WP_CLI::get_runner()->get_wp_config_code());
        }

        return $table_prefix ?? null;
    }
}
