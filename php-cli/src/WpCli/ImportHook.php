<?php

declare(strict_types=1);

namespace WpNormalize\Cli\WpCli;

use WpNormalize\Cli\After\AfterSwap;
use WpNormalize\Cli\Backup\BackupName;
use WpNormalize\Cli\Backup\BackupWriter;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Backup\Publisher;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Config\Site;
use WpNormalize\Cli\Config\WordPressFolder;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Live\ColumnChoice;
use WpNormalize\Cli\Live\LiveReplacement;
use WpNormalize\Cli\Live\Rules;
use WpNormalize\Cli\Live\Schema;
use WpNormalize\Cli\Map\UrlMap;
use WpNormalize\Cli\Restore\Guard;
use WpNormalize\Cli\Store\PendingObject;
use WpNormalize\Cli\Store\StoreFactory;

/**
 * After `wp db import` the imported site's address becomes this environment's, where wp-cli.yml says
 *
 *     normalize:
 *       after-import: true
 *
 * On production, and where WP_ENVIRONMENT_TYPE is not set, the domain has to be confirmed (WPN_CONFIRM) and a backup is taken
 * before the import.
 */
final class ImportHook
{
    public static function register(): void
    {
        if ((\WP_CLI::get_configurator()->to_array()[1]['normalize']['after-import'] ?? false) !== true) {
            return;
        }
        \WP_CLI::add_hook('before_invoke:db import', static fn () => self::guarded(self::before(...)));
        \WP_CLI::add_hook('after_invoke:db import', static fn () => self::guarded(self::after(...)));
    }

    private static function guarded(\Closure $work): void
    {
        try {
            Requirements::check();
            $work(SiteSettings::read()->environment);
        } catch (\RuntimeException $exception) {
            \WP_CLI::error($exception instanceof Failure ? $exception->line() : $exception->getMessage());
        }
    }

    private static function before(Environment $environment): void
    {
        $settings = DatabaseSettings::from($environment);
        $site = Site::from($environment);
        $connection = Connection::open($settings);
        $hasTables = SiteTables::of($connection, $settings->prefix)->own() !== [];
        $guard = new Guard($site);
        $guard->check($hasTables, $environment->get('WPN_CONFIRM'), null);
        if ($hasTables && $guard->isLive($hasTables)) {
            $name = BackupName::at($site->url->fileName(), new \DateTimeImmutable());
            $store = StoreFactory::from($environment);
            $writer = new BackupWriter($connection, $settings);
            (new Publisher($store))->publish(
                $name,
                static fn (PendingObject $dump): Manifest => $writer->write($dump->target()),
                $writer->estimate(),
            );
            \WP_CLI::log("Backed up as $name in {$store->describe()}");
        }
    }

    private static function after(Environment $environment): void
    {
        $settings = DatabaseSettings::from($environment);
        $site = Site::from($environment);
        $connection = Connection::open($settings);
        $schema = Schema::read($connection);
        $tables = new SiteTables($settings->prefix, array_keys($schema));
        $map = UrlMap::between(SiteAddresses::of($connection, $settings->prefix, $tables), $site);
        if (!$map->changesAnything()) {
            return;
        }
        $choice = new ColumnChoice(['guid', 'user_activation_key']);
        $replacement = new LiveReplacement($settings, Rules::addresses($map->rules), $choice);
        $changed = 0;
        foreach ($tables->own() as $table) {
            foreach ($replacement->run($schema[$table]) as $result) {
                $changed += $result->count;
            }
        }
        \WP_CLI::log('Normalised ' . number_format($changed) . " values to $site->url");
        $warnings = AfterSwap::from($environment, WordPressFolder::find($environment))
            ->run($site->home ?? $site->url, static fn (string $line) => \WP_CLI::log($line));
        foreach ([...$replacement->warnings(), ...$warnings] as $warning) {
            \WP_CLI::warning($warning);
        }
    }
}
