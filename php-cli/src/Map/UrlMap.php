<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Map;

use WpNormalize\Cli\Config\Address;
use WpNormalize\Cli\Config\Site;
use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Safety\Scrub;
use WpNormalize\Replacer;

/**
 * Which addresses a restore turns into which: URL rules of a Replacer. An address that becomes itself is kept. Where
 * personal data is scrubbed, it goes the same way.
 */
final class UrlMap
{
    /** @param array<string, string> $rules */
    private function __construct(public readonly array $rules, private readonly ?Scrub $scrub = null)
    {
    }

    public static function none(): self
    {
        return new self([]);
    }

    /**
     * From a backup's addresses to this environment's; empty where they are the same.
     *
     * @param array<string, string> $further rules for a site that moves, which win
     */
    public static function between(SiteAddresses $old, Site $new, array $further = []): self
    {
        $site = new SiteRules($old, $new);
        if ($site->stays()) {
            return self::none();
        }
        $decided = array_map(self::site(...), array_map('strval', array_keys($further)));

        return (new self($site->rules($decided)))->withRules($further);
    }

    /** Whether a backup is of a site at another address than this environment's, be it mapped or not. */
    public static function moves(SiteAddresses $old, Site $new): bool
    {
        return Address::parse($old->home) === null
            || Address::parse($old->siteUrl) === null
            || !(new SiteRules($old, $new))->stays();
    }

    /**
     * With other rules, which win: what they say about an address replaces what is said here.
     *
     * @param array<string, string> $rules
     */
    public function withRules(array $rules): self
    {
        $sites = array_flip(array_map(self::site(...), array_map('strval', array_keys($rules))));
        $kept = array_filter(
            $this->rules,
            static fn (string $from): bool => !isset($sites[self::site($from)]),
            ARRAY_FILTER_USE_KEY,
        );

        return new self($rules + $kept, $this->scrub);
    }

    /** With fakes in place of personal data. */
    public function withScrub(Scrub $scrub): self
    {
        return new self($this->rules, $scrub);
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
            [$from, $to] = [rtrim($from, '/'), rtrim($to, '/')];
            if ($from === '' || $to === '') {
                throw Failure::usage(
                    "--map=$pair is no pair",
                    'write --map=https://www.example.com=http://localhost:8080',
                );
            }
            if (($rules[$from] ?? $to) !== $to) {
                throw Failure::usage("--map turns $from into $rules[$from] and into $to", 'leave one out');
            }
            $rules[$from] = $to;
        }

        return $this->withRules($rules);
    }

    /** Whether any address becomes another one. */
    public function changesAnything(): bool
    {
        return array_keys($this->rules) !== array_values($this->rules);
    }

    /** Whether a host is a sub-domain of one that moves, and no rule is about it: cdn.example.com of example.com. */
    public function isForgotten(string $host): bool
    {
        $sites = array_map(self::site(...), array_map('strval', array_keys($this->rules)));
        foreach (in_array($host, $sites, true) ? [] : $this->rules as $from => $to) {
            if ($from !== $to && str_ends_with($host, '.' . self::parse((string) $from)?->bareHost())) {
                return true;
            }
        }

        return false;
    }

    /** Whether a site moves into, out of or between folders of a host. */
    public function changesPaths(): bool
    {
        foreach ($this->rules as $from => $to) {
            if (self::path((string) $from) !== self::path($to)) {
                return true;
            }
        }

        return false;
    }

    /** Null where there is nothing to replace. */
    public function replacer(): ?Replacer
    {
        if (!$this->changesAnything() && $this->scrub === null) {
            return null;
        }
        try {
            return new Replacer(
                urls: $this->rules,
                keys: true,
                // What stays is counted too: some 0.4 s a GB, where loading takes ten and more.
                foreignHosts: $this->changesAnything(),
                fakes: $this->scrub->fakes ?? [],
                fakeKey: $this->scrub?->key,
            );
        } catch (\ValueError $error) {
            throw Failure::usage(
                "the map is wrong: {$error->getMessage()}",
                'write addresses like https://www.example.com/blog',
            );
        }
    }

    /** Two sites of a network at one address: WordPress would show one of them for both. */
    public function refuseMerging(SiteAddresses $old): void
    {
        $replacer = $this->replacer();
        $taken = [];
        foreach ($replacer === null ? [] : $old->blogs as $blog) {
            $before = $blog['domain'] . $blog['path'];
            $after = strtolower($replacer->value("https://$before"));
            $after = substr($after, (int) strpos($after, '//') + 2);
            if (isset($taken[$after])) {
                throw Failure::usage(
                    "the map turns both $taken[$after] and $before into $after",
                    'give each an address of its own, in SITE_MAP or with --map=OLD=NEW',
                );
            }
            $taken[$after] = $before;
        }
    }

    /**
     * What else a network needs: WordPress reads where it is from wp-config.php, before any database.
     *
     * @return list<string> lines for people
     */
    public function notes(SiteAddresses $old, Site $new): array
    {
        if ($old->blogs === [] || !$this->changesAnything() || Address::parse($old->home) === null) {
            return [];
        }
        $home = (new SiteRules($old, $new))->newHome();

        return [
            "note: wp-config.php must have define('DOMAIN_CURRENT_SITE', '{$home->authority()}');"
                . " and define('PATH_CURRENT_SITE', '$home->path/');",
        ];
    }

    /** What an address is about, however it is written: without scheme and trailing slash. */
    private static function site(string $address): string
    {
        return self::parse($address)?->site() ?? strtolower($address);
    }

    private static function path(string $address): string
    {
        return self::parse($address)?->path ?? '';
    }

    private static function parse(string $address): ?Address
    {
        return Address::parse(preg_match('~^https?://~i', $address) === 1 ? $address : "http://$address");
    }
}
