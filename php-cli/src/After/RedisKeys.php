<?php

declare(strict_types=1);

namespace WpNormalize\Cli\After;

use Predis\Client;
use Predis\Collection\Iterator\Keyspace;
use Predis\PredisException;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Failure;

/** The object cache of a site in Redis: the keys that start with its prefix, since others may share the server. */
final class RedisKeys
{
    private const TIMEOUT = 5.0;
    private const BATCH = 1000;

    /** @param array<string, mixed> $server as Predis takes it */
    private function __construct(
        #[\SensitiveParameter]
        private readonly array $server,
        private readonly string $prefix,
        private readonly string $name,
    ) {
    }

    /** Null where the site has none. */
    public static function from(Environment $environment): ?self
    {
        $host = $environment->get('REDIS_HOST');
        if ($host === null) {
            return null;
        }
        $port = $environment->get('REDIS_PORT') ?? '6379';
        $database = $environment->get('REDIS_DATABASE') ?? '0';
        if (!ctype_digit($port) || !ctype_digit($database)) {
            throw Failure::usage(
                "REDIS_PORT $port or REDIS_DATABASE $database is no number",
                "mend it in $environment->source",
            );
        }
        $server = self::place($host, (int) $port) + [
            'username' => $environment->get('REDIS_USERNAME'),
            'password' => $environment->get('REDIS_PASSWORD'),
            'database' => (int) $database,
            'timeout' => self::TIMEOUT,
            'read_write_timeout' => self::TIMEOUT,
        ];

        return new self(
            array_filter($server, static fn (mixed $value): bool => $value !== null),
            $environment->get('REDIS_PREFIX') ?? '',
            str_starts_with($host, '/') ? $host : "$host:$port",
        );
    }

    /** @return array<string, mixed> */
    private static function place(string $host, int $port): array
    {
        return match (true) {
            str_starts_with($host, '/') => ['scheme' => 'unix', 'path' => $host],
            str_starts_with($host, 'tls://') => ['scheme' => 'tls', 'host' => substr($host, 6), 'port' => $port],
            default => ['scheme' => 'tcp', 'host' => $host, 'port' => $port],
        };
    }

    /** @return int how many keys there were */
    public function delete(): int
    {
        if ($this->prefix === '') {
            throw Failure::failed(
                'REDIS_PREFIX is not set, and others may keep keys in the same Redis',
                'set it to WP_REDIS_PREFIX or WP_CACHE_KEY_SALT of wp-config.php; flush with wp cache flush this time',
            );
        }
        try {
            return $this->deleteIn(new Client($this->server));
        } catch (PredisException $exception) {
            throw Failure::failed(
                "the Redis server $this->name said: " . trim($exception->getMessage()),
                'check REDIS_HOST, REDIS_PORT and REDIS_PASSWORD, and flush the object cache by hand: wp cache flush',
            );
        }
    }

    private function deleteIn(Client $client): int
    {
        $deleted = 0;
        $keys = [];
        foreach (new Keyspace($client, addcslashes($this->prefix, '*?[]\\') . '*', self::BATCH) as $key) {
            $keys[] = $key;
            if (count($keys) === self::BATCH) {
                $deleted += $client->unlink($keys);
                $keys = [];
            }
        }

        return $deleted + ($keys === [] ? 0 : $client->unlink($keys));
    }
}
