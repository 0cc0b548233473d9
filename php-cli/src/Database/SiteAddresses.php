<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Database;

use WpNormalize\Cli\Failure;

/** The addresses that a site's database holds: siteurl, home, those of a multisite's blogs, and of other languages. */
final class SiteAddresses
{
    /**
     * @param list<array{id: int, domain: string, path: string}> $blogs
     * @param list<string>                                       $domains hosts of other languages
     */
    public function __construct(
        public readonly string $siteUrl,
        public readonly string $home,
        public readonly array $blogs = [],
        public readonly array $domains = [],
    ) {
    }

    public static function of(Connection $connection, string $prefix, SiteTables $tables): self
    {
        $own = $tables->own();
        if (!in_array("{$prefix}options", $own, true)) {
            throw Failure::usage("there is no table {$prefix}options in the database", 'check DB_NAME and DB_PREFIX');
        }
        $options = array_column(
            $connection->rows(
                "SELECT option_name, option_value FROM `{$prefix}options` WHERE option_name IN ('siteurl', 'home')",
            ),
            'option_value',
            'option_name',
        );
        if (!isset($options['siteurl'])) {
            throw Failure::usage("{$prefix}options holds no siteurl", 'is WordPress installed in this database?');
        }
        $blogs = [];
        if (in_array("{$prefix}blogs", $own, true)) {
            foreach ($connection->rows("SELECT blog_id, domain, path FROM `{$prefix}blogs` ORDER BY blog_id") as $row) {
                $blogs[] = [
                    'id' => (int) $row['blog_id'],
                    'domain' => (string) $row['domain'],
                    'path' => (string) $row['path'],
                ];
            }
        }

        return new self(
            $options['siteurl'],
            $options['home'] ?? $options['siteurl'],
            $blogs,
            self::languageDomains($connection, $prefix, $own),
        );
    }

    /**
     * Of the site, and of each blog of a multisite.
     *
     * @param list<string> $tables
     * @return list<string>
     */
    private static function languageDomains(Connection $connection, string $prefix, array $tables): array
    {
        $names = "'" . implode("', '", LanguageDomains::OPTIONS) . "'";
        $domains = [];
        foreach (preg_grep('/^' . preg_quote($prefix, '/') . '(\d+_)?options$/D', $tables) ?: [] as $table) {
            $rows = $connection->rows("SELECT option_name, option_value FROM `$table` WHERE option_name IN ($names)");
            foreach ($rows as $row) {
                $domains[] = LanguageDomains::in((string) $row['option_name'], (string) $row['option_value']);
            }
        }

        return array_values(array_unique(array_merge(...$domains)));
    }
}
