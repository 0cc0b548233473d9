<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Doctor;

use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Config\Site;
use WpNormalize\Cli\Failure;

/** Which settings are found, and where each is from. Of secrets it says only that they are set. */
final class SettingsExamination
{
    private const SHOWN = [
        'DB_HOST', 'DB_NAME', 'DB_USER', 'DB_PREFIX', 'DB_CHARSET', 'DB_SSL_CA',
        'SITE_URL', 'WP_SITEURL', 'SITE_HOME', 'WP_HOME', 'SITE_MAP', 'WP_ENVIRONMENT_TYPE', 'WP_ENV',
        'BACKUP_STORE', 'BACKUP_SITE', 'BACKUP_EXCLUDE', 'BACKUP_KEEP',
        'BACKUP_S3_SSE', 'BACKUP_S3_SSE_KMS_KEY_ID', 'BACKUP_S3_STORAGE_CLASS', 'SCRUB_KEEP', 'SCRUB_RULES',
        'AWS_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL', 'AWS_CA_BUNDLE',
        'SITE_PATH', 'WP_CONTENT_DIR',
        'REDIS_HOST', 'REDIS_PORT', 'REDIS_USERNAME', 'REDIS_DATABASE', 'REDIS_PREFIX',
    ];
    private const HIDDEN = [
        'DB_PASSWORD', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'BACKUP_PING_URL',
        'SCRUB_KEY', 'REDIS_PASSWORD',
    ];

    public function __construct(private readonly Environment $environment)
    {
    }

    /** @return iterable<Finding> */
    public function findings(): iterable
    {
        yield from $this->file();
        // Stores with names have settings of their own: BACKUP_STORE_DEV, BACKUP_STORE_DEV_AWS_SECRET_ACCESS_KEY.
        $named = $this->environment->names('BACKUP_STORE_');
        $keys = array_values(array_filter($named, static fn (string $name): bool => str_contains($name, '_AWS_')));
        foreach ([...self::SHOWN, ...array_diff($named, $keys)] as $name) {
            $value = $this->environment->get($name);
            if ($value !== null) {
                yield Finding::ok("$name=$value{$this->origin($name)}");
            }
        }
        foreach ([...self::HIDDEN, ...$keys] as $name) {
            if ($this->environment->get($name) !== null) {
                yield Finding::ok("$name is set{$this->origin($name)}");
            }
        }
        yield from $this->site();
    }

    /** @return iterable<Finding> */
    private function file(): iterable
    {
        $file = $this->environment->file;
        if ($file === null) {
            yield Finding::note("no {$this->environment->source}");

            return;
        }
        yield Finding::ok("settings are read from $file");
        if (is_file(dirname($file) . '/wp-load.php')) {
            yield Finding::warning(
                "$file is in WordPress's own folder: a web server hands it to whoever asks, unless it is told not to",
                'move it and cli into the folder above, and set SITE_PATH',
            );
        }
        $mode = @fileperms($file);
        if ($mode !== false && ($mode & 0o004) !== 0 && $this->environment->get('DB_PASSWORD') !== null) {
            yield Finding::note("$file can be read by everybody on this machine", "chmod 640 $file");
        }
    }

    /** @return iterable<Finding> */
    private function site(): iterable
    {
        try {
            $site = Site::from($this->environment);
        } catch (Failure $failure) {
            yield Finding::failure($failure);

            return;
        }
        if ($site->mayBeProduction() && !$site->isProduction()) {
            $type = $site->environmentType === null ? 'not set' : "$site->environmentType, which WordPress does not know";
            yield Finding::note(
                "WP_ENVIRONMENT_TYPE is $type: a restore over existing tables wants --confirm",
                'set it to production, staging, development or local',
            );
        }
    }

    private function origin(string $name): string
    {
        return $this->environment->isReal($name) ? ' (an environment variable)' : '';
    }
}
