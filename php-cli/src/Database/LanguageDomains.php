<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Database;

/** The hosts at which a site speaks other languages, as the settings of WPML and Polylang say. */
final class LanguageDomains
{
    /** The options that hold them. */
    public const OPTIONS = ['icl_sitepress_settings', 'polylang'];

    /** @return list<string> `host` or `host:port`, in lower case; none where the languages have no domains */
    public static function in(string $option, string $value): array
    {
        $settings = SerializedArray::decode($value) ?? [];
        $domains = $settings[$option === 'polylang' ? 'domains' : 'language_domains'] ?? [];
        $hosts = [];
        foreach (is_array($domains) ? $domains : [] as $domain) {
            // WPML stores hosts, Polylang addresses.
            if (is_string($domain) && preg_match('~^\s*(?:https?://)?([^/?#@\s]+)~i', $domain, $match) === 1) {
                $hosts[] = strtolower($match[1]);
            }
        }

        return array_values(array_unique($hosts));
    }
}
