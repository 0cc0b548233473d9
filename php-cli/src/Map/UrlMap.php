<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Map;

use WpNormalize\Cli\Config\Address;
use WpNormalize\Cli\Config\Site;
use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\Failure;
use WpNormalize\Replacer;

/** Which addresses a restore turns into which: URL rules of a Replacer. */
final class UrlMap
{
    /** @param array<string, string> $rules */
    private function __construct(public readonly array $rules)
    {
    }

    public static function none(): self
    {
        return new self([]);
    }

    /**
     * From a backup's addresses to this environment's, with and without www. Empty where they are the same.
     */
    public static function between(SiteAddresses $old, Site $new): self
    {
        $oldUrl = self::address($old->siteUrl);
        $oldHome = self::address($old->home);
        $newHome = $new->home ?? self::homeOf($new->url, $oldUrl, $oldHome);
        $pairs = [[$oldHome, $newHome]];
        if ($new->home !== null || !self::isBelow($oldUrl, $oldHome)) {
            $pairs[] = [$oldUrl, $new->url];
        }
        $rules = [];
        foreach ($pairs as [$from, $to]) {
            $rules[(string) $from] = (string) $to;
        }
        if (array_keys($rules) === array_values($rules)) {
            return self::none();
        }
        foreach ($pairs as [$from, $to]) {
            $twin = $from->wwwTwin();
            if ($twin !== null && $twin->site() !== $to->site()) {
                $rules += [(string) $twin => (string) $to];
            }
        }

        return new self($rules);
    }

    /**
     * With what the user wrote as `old=new`, which wins.
     *
     * @param list<string> $pairs
     */
    public function with(array $pairs): self
    {
        $rules = [];
        foreach ($pairs as $pair) {
            [$from, $to] = explode('=', $pair, 2) + [1 => ''];
            if ($from === '' || $to === '') {
                throw Failure::usage(
                    "--map=$pair is no pair",
                    'write --map=https://www.example.com=http://localhost:8080',
                );
            }
            $rules[rtrim($from, '/')] = rtrim($to, '/');
        }

        return new self($rules + $this->rules);
    }

    /** @return list<string> domains of a multisite's blogs that no rule is about, where there are rules at all */
    public function unmappedBlogs(SiteAddresses $old): array
    {
        // A rule's address may lack its scheme, a blog's domain always does.
        $host = static fn (string $address): string => strtolower(
            (string) strtok(preg_replace('~^https?://~i', '', $address) ?? '', ':/'),
        );
        $hosts = array_map($host, array_keys($this->rules));
        $domains = array_map($host, array_column($old->blogs, 'domain'));

        return $this->rules === [] ? [] : array_values(array_unique(array_diff($domains, $hosts)));
    }

    /** Null where there is nothing to replace. */
    public function replacer(): ?Replacer
    {
        if ($this->rules === []) {
            return null;
        }
        try {
            return new Replacer(urls: $this->rules, keys: true);
        } catch (\ValueError $error) {
            throw Failure::usage(
                "the map is wrong: {$error->getMessage()}",
                'write addresses like https://www.example.com/blog',
            );
        }
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
