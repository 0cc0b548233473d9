<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Map;

use WpNormalize\Cli\Config\Address;
use WpNormalize\Cli\Failure;

/**
 * Where the further hosts of a site go, those of blogs and languages: shop.example.com becomes shop.site.test, and
 * own-domain.com becomes own-domain-com.site.test.
 */
final class HostNames
{
    private const LONGEST_LABEL = 63;

    /** @var array<string, string> new host => the old one, without www */
    private array $taken = [];

    /** @param bool $isProduction whether domains of their own stay what they are */
    public function __construct(
        private readonly Address $oldHome,
        private readonly Address $newHome,
        private readonly bool $isProduction,
    ) {
    }

    /**
     * @param string $domain `host` or `host:port`
     * @return string|null null where it stays
     */
    public function of(string $domain): ?string
    {
        $host = self::withoutWww((string) strtok($domain, ':'));
        $label = $this->labelOf($host);
        if ($label === null && ($this->isProduction || $this->oldHome->bareHost() === $this->newHome->bareHost())) {
            return null;
        }
        $new = ($label ?? self::asLabel($host)) . '.' . $this->parent($domain);
        if (($this->taken[$new] ?? $host) !== $host) {
            throw Failure::usage(
                "$host and {$this->taken[$new]} would both become $new",
                'give each an address of its own, in SITE_MAP or with --map=OLD=NEW',
            );
        }
        $this->taken[$new] = $host;

        return $new . ($this->newHome->port === null ? '' : ":{$this->newHome->port}");
    }

    /** Whether it is a sub-domain of the site that was. */
    public function isBelowSite(string $domain): bool
    {
        return $this->labelOf((string) strtok($domain, ':')) !== null;
    }

    /** `shop` of shop.example.com, and of shop.www.example.com where the site is at www.example.com. */
    private function labelOf(string $host): ?string
    {
        foreach ([$this->oldHome->host, $this->oldHome->bareHost()] as $parent) {
            if (str_ends_with($host, ".$parent")) {
                return substr($host, 0, -strlen(".$parent"));
            }
        }

        return null;
    }

    /** This environment's host, of which there can be sub-domains. */
    private function parent(string $domain): string
    {
        $host = trim($this->newHome->bareHost(), '[]');
        if (filter_var($host, FILTER_VALIDATE_IP) === false) {
            return $host;
        }
        if ($host === '::1' || str_starts_with($host, '127.')) {
            return 'localhost';
        }
        throw Failure::usage(
            "$domain of the backup needs a host of its own, and there are none below the IP address $host",
            'set SITE_URL to a name, or give it an address in SITE_MAP or with --map=OLD=NEW',
        );
    }

    /** A whole host as one label of another. */
    private static function asLabel(string $host): string
    {
        $label = preg_replace(['/(^|\.)xn--/', '/[^a-z0-9]+/'], ['$1', '-'], $host) ?? '';

        return trim(substr($label, 0, self::LONGEST_LABEL), '-');
    }

    private static function withoutWww(string $host): string
    {
        return preg_replace('/^www\.(?=.+\.)/', '', $host) ?? $host;
    }
}
