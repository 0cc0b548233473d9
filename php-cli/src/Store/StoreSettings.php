<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Store;

use WpNormalize\Cli\Backup\Retention;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Failure;

/**
 * Where a store is and what it takes to get in: BACKUP_STORE with AWS_…, or one with a name, BACKUP_STORE_DEV with
 * BACKUP_STORE_DEV_AWS_…. What a store with a name does not say itself is as for the other, but never half a key.
 */
final class StoreSettings
{
    private const KEY = ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

    /**
     * @param string $label  what to call it in messages
     * @param string $prefix of its own settings; empty for BACKUP_STORE
     */
    private function __construct(
        private readonly Environment $environment,
        public readonly string $label,
        public readonly string $address,
        private readonly string $prefix,
    ) {
    }

    /** @param string|null $store a name, or an address; null: BACKUP_STORE */
    public static function of(Environment $environment, ?string $store): self
    {
        if ($store === null) {
            return new self($environment, 'BACKUP_STORE', $environment->require('BACKUP_STORE'), '');
        }
        if (str_contains($store, '://')) {
            return new self($environment, '--store', $store, '');
        }
        if (preg_match('/^[A-Za-z0-9_]+$/D', $store) !== 1) {
            throw Failure::usage(
                "--store=$store is no name and no address",
                'write --store=dev, with BACKUP_STORE_DEV in the settings, or --store=s3://bucket/prefix',
            );
        }
        $label = 'BACKUP_STORE_' . strtoupper($store);

        return new self($environment, $label, $environment->require($label), "{$label}_");
    }

    /**
     * The stores with names that the settings hold.
     *
     * @return list<string> as of() takes them
     */
    public static function named(Environment $environment): array
    {
        $all = $environment->names('BACKUP_STORE_');
        $own = '/^(.+)_(?:KEEP|(?:AWS|BACKUP_S3)_.+)$/D';
        $stores = array_filter(
            $all,
            static fn (string $name): bool => preg_match($own, $name, $of) !== 1 || !in_array($of[1], $all, true),
        );

        return array_map(
            static fn (string $name): string => strtolower(substr($name, strlen('BACKUP_STORE_'))),
            array_values($stores),
        );
    }

    /** The first of these settings that is there: the store's own, then those of BACKUP_STORE. */
    public function get(string ...$names): ?string
    {
        return $this->own(...$names) ?? $this->environment->get(...$names);
    }

    /** A setting of the key: all of them are the store's own, or none. */
    public function key(string $name): ?string
    {
        return $this->own(...self::KEY) === null ? $this->environment->get($name) : $this->own($name);
    }

    /** Which of this store's backups are kept; null: all of them. */
    public function retention(): ?Retention
    {
        $name = match (true) {
            $this->prefix !== '' => "{$this->prefix}KEEP",
            $this->label === 'BACKUP_STORE' => 'BACKUP_KEEP',
            default => null,
        };
        $rules = $name === null ? null : $this->environment->get($name);

        return $rules === null ? null : Retention::parse($rules, (string) $name);
    }

    private function own(string ...$names): ?string
    {
        return $this->prefix === ''
            ? null
            : $this->environment->get(...array_map(fn (string $name): string => $this->prefix . $name, $names));
    }
}
