<?php

declare(strict_types=1);

namespace WpNormalize\Cli\WpCli;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Failure;

/** Which site of a network `--url` names; the main one without it. */
final class NetworkSite
{
    public function __construct(public readonly int $blog, public readonly int $network)
    {
    }

    public static function find(Connection $connection, string $prefix, ?string $url): self
    {
        $blogs = $connection->rows(
            "SELECT blog_id, site_id, domain, path FROM `{$prefix}blogs` ORDER BY LENGTH(path) DESC, blog_id",
        );
        if ($url === null || $url === '') {
            $blog = defined('BLOG_ID_CURRENT_SITE') ? (int) constant('BLOG_ID_CURRENT_SITE') : 1;
            foreach ($blogs as $row) {
                if ((int) $row['blog_id'] === $blog) {
                    return new self($blog, (int) $row['site_id']);
                }
            }

            return new self($blog, 1);
        }
        $address = preg_replace('~^https?://~i', '', rtrim($url, '/')) . '/';
        foreach ($blogs as $row) {
            if (str_starts_with(strtolower($address), strtolower("{$row['domain']}{$row['path']}"))) {
                return new self((int) $row['blog_id'], (int) $row['site_id']);
            }
        }
        throw Failure::usage("the network has no site $url", 'see wp site list');
    }
}
