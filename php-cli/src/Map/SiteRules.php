<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Map;

use WpNormalize\Cli\Config\Address;
use WpNormalize\Cli\Config\Site;
use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\Failure;

/**
 * The rules that follow from where a site was and where it is to be: siteurl and home with and without www, and the
 * hosts of a multisite's blogs and of other languages.
 */
final class SiteRules
{
    /** @var non-empty-list<array{Address, Address}> the site's own addresses, old and new, the home first */
    private readonly array $pairs;

    public function __construct(private readonly SiteAddresses $old, private readonly Site $new)
    {
        $oldUrl = self::address($old->siteUrl);
        $oldHome = self::address($old->home);
        $newHome = $new->home ?? self::homeOf($new->url, $oldUrl, $oldHome);
        $pairs = [[$oldHome, $newHome]];
        if ($new->home !== null || !self::isBelow($oldUrl, $oldHome)) {
            $pairs[] = [$oldUrl, $new->url];
        }
        $this->pairs = $pairs;
    }

    /** Whether the site is where it was. */
    public function stays(): bool
    {
        foreach ($this->pairs as [$from, $to]) {
            if ((string) $from !== (string) $to) {
                return false;
            }
        }

        return true;
    }

    /** Where the site's home is to be. */
    public function newHome(): Address
    {
        return $this->pairs[0][1];
    }

    /**
     * @param list<string> $decided hosts of which the user has said what they become
     * @return array<string, string>
     */
    public function rules(array $decided = []): array
    {
        $rules = [];
        foreach ($this->pairs as [$from, $to]) {
            $rules[(string) $from] = (string) $to;
        }
        foreach ($this->pairs as [$from, $to]) {
            $rules += self::twin($from, $to);
            array_push($decided, $from->authority(), (string) $from->wwwTwin()?->authority());
        }

        return $rules + $this->furtherHosts($decided);
    }

    /**
     * Of blogs and other languages: below this environment's host.
     *
     * @param list<string> $decided
     * @return array<string, string>
     */
    private function furtherHosts(array $decided): array
    {
        [$oldHome, $newHome] = $this->pairs[0];
        $hosts = new HostNames($oldHome, $newHome, $this->new->isProduction());
        // A blog has the root of its host; the site in another language is in the same folder as the site.
        $blogPairs = array_map(
            static fn (array $pair): array => [$pair[0]->relativeTo($oldHome), $pair[1]->relativeTo($newHome)],
            $this->pairs,
        );
        $domains = array_fill_keys(array_map('strtolower', array_column($this->old->blogs, 'domain')), $blogPairs)
            + array_fill_keys(array_map('strtolower', $this->old->domains), $this->pairs);
        $rules = [];
        foreach (array_diff_key($domains, array_flip($decided)) as $domain => $pairs) {
            $target = $hosts->of($domain);
            foreach ($target === null ? [] : $pairs as [$from, $to]) {
                $rules += self::moved($from->on($domain), $to->on($target), !$hosts->isBelowSite($domain));
            }
        }

        return $rules;
    }

    /** @return array<string, string> */
    private static function moved(?Address $from, ?Address $to, bool $withTwin): array
    {
        if ($from === null || $to === null || (string) $from === (string) $to) {
            return [];
        }

        return [(string) $from => (string) $to] + ($withTwin ? self::twin($from, $to) : []);
    }

    /** @return array<string, string> */
    private static function twin(Address $from, Address $to): array
    {
        $twin = $from->wwwTwin();

        return $twin === null || $twin->site() === $to->site() ? [] : [(string) $twin => (string) $to];
    }

    /** WordPress in a folder of its own: siteurl https://example.com/wp, home https://example.com. */
    private static function isBelow(Address $url, Address $home): bool
    {
        return $url->host === $home->host && $url->port === $home->port && str_starts_with($url->path, "$home->path/");
    }

    /** The new home where only the new siteurl is known: what the old one has below its home, the new one has too. */
    private static function homeOf(Address $newUrl, Address $oldUrl, Address $oldHome): Address
    {
        $below = self::isBelow($oldUrl, $oldHome) ? substr($oldUrl->path, strlen($oldHome->path)) : '';

        return $below !== '' && str_ends_with($newUrl->path, $below)
            ? Address::parse(substr((string) $newUrl, 0, -strlen($below))) ?? $newUrl
            : $newUrl;
    }

    private static function address(string $url): Address
    {
        return Address::parse($url)
            ?? throw Failure::refused("the dump's own address $url is none", 'map by hand: --no-map and --map=OLD=NEW');
    }
}
