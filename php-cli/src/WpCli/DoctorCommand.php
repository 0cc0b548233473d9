<?php

declare(strict_types=1);

namespace WpNormalize\Cli\WpCli;

use WpNormalize\Cli\Config\Address;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Live\ColumnFindings;
use WpNormalize\Cli\Live\Inspection;
use WpNormalize\Cli\Live\Schema;

/** `wp normalize doctor`. */
final class DoctorCommand
{
    /**
     * Looks through the content for other hosts, addresses without TLS and broken serialized values.
     *
     * Nothing is changed, and WordPress is not loaded.
     *
     * ## OPTIONS
     *
     * [--format=<format>]
     * : Render output in a particular format.
     * ---
     * default: text
     * options:
     *   - text
     *   - json
     * ---
     *
     * @param list<string>         $args
     * @param array<string, mixed> $options
     */
    public function __invoke(array $args, array $options): void
    {
        try {
            Requirements::check();
            $findings = self::findings();
        } catch (\RuntimeException $exception) {
            \WP_CLI::error($exception instanceof Failure ? $exception->line() : $exception->getMessage());
        }
        if (($options['format'] ?? 'text') === 'json') {
            $flags = JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR;
            $data = array_map(static fn (ColumnFindings $found): array => $found->forPrograms(), $findings);
            \WP_CLI::line(json_encode($data, $flags));

            return;
        }
        foreach ($findings as $found) {
            \WP_CLI::log("$found->table.$found->column");
            foreach ($found->lines() as $line) {
                \WP_CLI::log('  ' . preg_replace('/[\x00-\x1f\x7f]/', '?', $line));
            }
        }
        \WP_CLI::success($findings === [] ? 'Nothing found.' : count($findings) . ' columns hold something to look at.');
    }

    /** @return list<ColumnFindings> */
    private static function findings(): array
    {
        $settings = DatabaseSettings::from(SiteSettings::read()->environment);
        $connection = Connection::open($settings);
        $schema = Schema::read($connection);
        $tables = new SiteTables($settings->prefix, array_keys($schema));
        $home = SiteAddresses::of($connection, $settings->prefix, $tables)->home;
        $address = Address::parse($home) ?? throw Failure::failed("the site's address $home is none", 'set the option home');

        return (new Inspection($connection, $address))->runAll(array_intersect_key($schema, array_flip($tables->own())));
    }
}
