<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Config\Site;
use WpNormalize\Cli\Failure;

/**
 * Wants a word before a live site is replaced: wherever the environment is production, or does not say that it is anything
 * else while the site has tables.
 */
final class Guard
{
    public function __construct(private readonly Site $site)
    {
    }

    /** Whether it wants a word. */
    public function isLive(bool $hasTables): bool
    {
        return $this->site->isProduction() || ($this->site->mayBeProduction() && $hasTables);
    }

    /**
     * @param string|null                       $confirmed the domain that the user wrote beforehand
     * @param (\Closure(string): ?string)|null $ask       asks the user, where there is one to ask
     */
    public function check(bool $hasTables, ?string $confirmed, ?\Closure $ask): void
    {
        if (!$this->isLive($hasTables) && $confirmed === null) {
            return;
        }
        $domain = $this->site->url->host;
        $why = $this->site->isProduction()
            ? 'this is production'
            : 'WP_ENVIRONMENT_TYPE does not say that this is no production site';
        if ($confirmed === null && $ask !== null) {
            $confirmed = (string) $ask(ucfirst($why) . ". To replace its tables, type its domain ($domain): ");
        }
        if ($confirmed !== $domain) {
            throw Failure::refused(
                $confirmed === null
                    ? "$why, and its tables would be replaced"
                    : "$confirmed is not the domain of this environment",
                "confirm with --confirm=$domain",
            );
        }
    }
}
