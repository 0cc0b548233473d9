<?php

declare(strict_types=1);

namespace WpNormalize\Cli\WpCli;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Live\TableChoice;

/**
 * The tables that `wp search-replace` works on: WordPress's own ones of the current site and those it shares with others,
 * unless --network, --all-tables-with-prefix or --all-tables ask for more.
 */
final class RegisteredTables
{
    private const OF_A_SITE = [
        'posts', 'comments', 'links', 'options', 'postmeta',
        'terms', 'term_taxonomy', 'term_relationships', 'termmeta', 'commentmeta',
    ];
    private const OF_A_NETWORK = ['blogs', 'blogmeta', 'signups', 'site', 'sitemeta', 'registration_log'];

    public function __construct(
        private readonly Connection $connection,
        private readonly SiteSettings $settings,
        private readonly string $prefix,
        private readonly ?string $url,
    ) {
    }

    /**
     * @param list<string>         $existing tables and views
     * @param list<string>         $names    the user's, with * and ?
     * @param array<string, mixed> $options
     * @return list<string>
     */
    public function choose(array $existing, array $names, array $options): array
    {
        $tables = match (true) {
            isset($options['all-tables']) => $existing,
            isset($options['all-tables-with-prefix']) => $this->withPrefix($existing),
            default => array_values(array_intersect($existing, $this->registered(isset($options['network'])))),
        };
        $chosen = (new TableChoice($names))->of($tables);
        if ($chosen === [] && $names !== []) {
            throw Failure::failed("Couldn't find any tables matching: " . implode(' ', $names));
        }
        $skipped = array_values(array_filter(explode(',', (string) ($options['skip-tables'] ?? ''))));

        return (new TableChoice([], $skipped))->of($chosen);
    }

    /**
     * @param list<string> $existing
     * @return list<string>
     */
    private function withPrefix(array $existing): array
    {
        $prefix = $this->settings->isNetwork ? $this->blogPrefix($this->site()->blog) : $this->prefix;

        return array_values(array_filter($existing, static fn (string $table): bool => str_starts_with($table, $prefix)));
    }

    /** @return list<string> */
    private function registered(bool $wholeNetwork): array
    {
        $names = [
            $this->settings->usersTable ?? "{$this->prefix}users",
            $this->settings->userMetaTable ?? "{$this->prefix}usermeta",
        ];
        $blogs = [1];
        if ($this->settings->isNetwork) {
            $site = $this->site();
            $blogs = $wholeNetwork
                ? $this->connection->column("SELECT blog_id FROM `{$this->prefix}blogs` WHERE site_id = $site->network")
                : [$site->blog];
            array_push($names, ...self::named($this->prefix, self::OF_A_NETWORK));
        }
        foreach ($blogs as $blog) {
            array_push($names, ...self::named($this->blogPrefix((int) $blog), self::OF_A_SITE));
        }

        return $names;
    }

    private function site(): NetworkSite
    {
        return NetworkSite::find($this->connection, $this->prefix, $this->url);
    }

    private function blogPrefix(int $blog): string
    {
        return $blog <= 1 ? $this->prefix : "{$this->prefix}{$blog}_";
    }

    /**
     * @param list<string> $names
     * @return list<string>
     */
    private static function named(string $prefix, array $names): array
    {
        return array_map(static fn (string $name): string => $prefix . $name, $names);
    }
}
