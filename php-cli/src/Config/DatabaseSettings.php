<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Config;

use WpNormalize\Cli\Failure;

/** How to reach the site's database, as WordPress's own DB_* settings say it. */
final class DatabaseSettings
{
    private function __construct(
        public readonly string $host,
        public readonly ?int $port,
        public readonly ?string $socket,
        public readonly string $name,
        public readonly string $user,
        #[\SensitiveParameter]
        public readonly string $password,
        public readonly string $prefix,
        public readonly string $charset,
        public readonly ?string $sslCa,
    ) {
    }

    public static function from(Environment $environment): self
    {
        [$host, $port, $socket] = self::parseHost($environment->get('DB_HOST') ?? 'localhost');
        $prefix = $environment->get('DB_PREFIX') ?? 'wp_';
        if (!self::isPrefix($prefix)) {
            throw Failure::usage(
                "DB_PREFIX $prefix is no table prefix",
                "set \$table_prefix of wp-config.php, letters, digits and _ only, in $environment->source",
            );
        }
        $charset = $environment->get('DB_CHARSET') ?? 'utf8mb4';
        if (preg_match('/^[a-z0-9]{1,32}$/D', $charset) !== 1) {
            throw Failure::usage(
                "DB_CHARSET $charset is no character set",
                "set utf8mb4 or what wp-config.php says in $environment->source",
            );
        }

        $sslCa = $environment->path('DB_SSL_CA');
        if ($sslCa !== null && !is_readable($sslCa)) {
            throw Failure::usage(
                "DB_SSL_CA $sslCa cannot be read",
                'set it to the certificate of who signed that of the database server',
            );
        }

        return new self(
            $host,
            $port,
            $socket,
            $environment->require('DB_NAME'),
            $environment->require('DB_USER'),
            $environment->get('DB_PASSWORD') ?? '',
            $prefix,
            // As WordPress does it, whose own utf8 holds no emoji: they would be dumped as question marks.
            $charset === 'utf8' ? 'utf8mb4' : $charset,
            $sslCa,
        );
    }

    /** The same server, user and prefix in another database. */
    public function in(string $database): self
    {
        return $this->with($database, $this->prefix);
    }

    /** The same server, user and database for another site. */
    public function withPrefix(string $prefix): self
    {
        if (!self::isPrefix($prefix)) {
            throw Failure::refused("the backup's table prefix $prefix is none", 'it is not one of this tool');
        }

        return $this->with($this->name, $prefix);
    }

    /** `[::1]`, as PHP's mysqli and people want it: what is behind a colon would be the port. */
    public function bracketedHost(): string
    {
        return str_contains($this->host, ':') ? "[$this->host]" : $this->host;
    }

    /** The server in words, for messages. */
    public function server(): string
    {
        return $this->socket ?? $this->bracketedHost() . ($this->port === null ? '' : ":$this->port");
    }

    /** The site in words, for messages and locks. */
    public function site(): string
    {
        return "the site with the prefix $this->prefix in the database $this->name";
    }

    private function with(string $name, string $prefix): self
    {
        return new self(
            $this->host,
            $this->port,
            $this->socket,
            $name,
            $this->user,
            $this->password,
            $prefix,
            $this->charset,
            $this->sslCa,
        );
    }

    private static function isPrefix(string $prefix): bool
    {
        return preg_match('/^[A-Za-z0-9_]{1,40}$/D', $prefix) === 1 && !str_starts_with($prefix, '_wpn_');
    }

    /**
     * `host`, `host:port`, `host:/socket`, `/socket`, `[::1]:3306`, as wpdb::parse_db_host() takes it.
     *
     * @return array{string, ?int, ?string}
     */
    private static function parseHost(string $value): array
    {
        $pattern = '#^(?<host>\[[0-9a-fA-F:]+\]|[^:/]*|[0-9a-fA-F:]*::[0-9a-fA-F:]*)(?::(?<port>\d+))?(?::?(?<socket>/.+))?$#D';
        if (preg_match($pattern, $value, $match) !== 1) {
            throw Failure::usage(
                "DB_HOST $value is no host",
                'write host, host:port, host:/path/of/socket or /path/of/socket',
            );
        }
        $host = trim($match['host'], '[]');
        $port = ($match['port'] ?? '') === '' ? null : (int) $match['port'];
        $socket = ($match['socket'] ?? '') === '' ? null : $match['socket'];

        return [$host === '' ? 'localhost' : $host, $port, $socket];
    }
}
