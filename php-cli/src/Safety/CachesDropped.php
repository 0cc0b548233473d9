<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

/**
 * What plugins have derived from the old address, and derive anew where it is gone: generated styles, transients, and
 * the rewrite rules of another path.
 */
final class CachesDropped implements Precaution
{
    private const STATEMENTS = [
        ['options', "DELETE FROM %s WHERE option_name LIKE '\\_transient\\_%'"],
        ['options', "DELETE FROM %s WHERE option_name LIKE '\\_site\\_transient\\_%'"],
        ['sitemeta', "DELETE FROM %s WHERE meta_key LIKE '\\_site\\_transient\\_%'"],
        ['options', "DELETE FROM %s WHERE option_name IN ('_elementor_global_css', '_elementor_assets_data')"],
        [
            'postmeta',
            "DELETE FROM %s WHERE meta_key IN ('_elementor_css', '_elementor_element_cache', '_elementor_page_assets')",
        ],
        // WP Rocket's: pages it has looked at, and the styles they use.
        ['wpr_rocket_cache', 'DELETE FROM %s'],
        ['wpr_rucss_used_css', 'DELETE FROM %s'],
        ['wpr_above_the_fold', 'DELETE FROM %s'],
    ];

    /** @param bool $pathChanges whether the site's folder below its host is another one */
    public function __construct(private readonly bool $pathChanges)
    {
    }

    public function take(SiteCopy $copy): array
    {
        $dropped = 0;
        foreach (self::STATEMENTS as [$table, $sql]) {
            $dropped += $copy->execute($table, $sql);
        }
        if ($this->pathChanges) {
            $copy->execute('options', "UPDATE %s SET option_value = '' WHERE option_name = 'rewrite_rules'");
        }

        return $dropped === 0 ? [] : ["cached values dropped ($dropped)"];
    }
}
