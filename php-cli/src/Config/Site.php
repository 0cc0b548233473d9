<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Config;

use WpNormalize\Cli\Failure;

/** What this environment is: its addresses and whether it is production. */
final class Site
{
    /** WordPress takes every other name for production. */
    private const COPIES = ['local', 'development', 'staging'];

    /**
     * @param Address      $url             where the site is: siteurl, and home too unless that is set
     * @param Address|null $home            null where the environment does not say it
     * @param string|null  $environmentType lower case; null where the environment does not say it
     */
    private function __construct(
        public readonly Address $url,
        public readonly ?Address $home,
        public readonly ?string $environmentType,
    ) {
    }

    public static function from(Environment $environment): self
    {
        $home = $environment->get('SITE_HOME', 'WP_HOME');
        $type = $environment->get('WP_ENVIRONMENT_TYPE', 'WP_ENV');

        return new self(
            self::address('SITE_URL', $environment->require('SITE_URL', 'WP_SITEURL')),
            $home === null ? null : self::address('SITE_HOME', $home),
            $type === null ? null : strtolower($type),
        );
    }

    public function isProduction(): bool
    {
        return $this->environmentType === 'production';
    }

    /** Whether nothing says for sure that it is not: a name that is not known may be somebody's word for production. */
    public function mayBeProduction(): bool
    {
        return !in_array($this->environmentType, self::COPIES, true);
    }

    private static function address(string $name, string $url): Address
    {
        return Address::parse($url)
            ?? throw Failure::usage(
                "$name $url is no address",
                'write it like https://www.example.com or http://localhost:8080',
            );
    }
}
