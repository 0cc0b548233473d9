<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Config;

/** A site's address, as in siteurl and home: `https://www.example.com:8443/blog`, without a trailing slash. */
final class Address
{
    private function __construct(
        public readonly string $scheme,
        public readonly string $host,
        public readonly ?int $port,
        public readonly string $path,
    ) {
    }

    public static function parse(string $url): ?self
    {
        $parts = parse_url(trim($url));
        if ($parts === false || !isset($parts['scheme'], $parts['host'])) {
            return null;
        }
        $scheme = strtolower($parts['scheme']);
        if ($scheme !== 'http' && $scheme !== 'https') {
            return null;
        }

        return new self($scheme, strtolower($parts['host']), $parts['port'] ?? null, rtrim($parts['path'] ?? '', '/'));
    }

    public function __toString(): string
    {
        return "$this->scheme://" . $this->site();
    }

    /** Without the scheme. */
    public function site(): string
    {
        return $this->authority() . $this->path;
    }

    /** `host` or `host:port`. */
    public function authority(): string
    {
        return $this->host . ($this->port === null ? '' : ":$this->port");
    }

    /** The same place on another host: `host` or `host:port`. */
    public function on(string $authority): ?self
    {
        return self::parse("$this->scheme://$authority$this->path");
    }

    /** What it is on a host of its own, whose home is at the root: only the path below this home stays. */
    public function relativeTo(self $home): self
    {
        $isBelow = $this->path === $home->path || str_starts_with($this->path, "$home->path/");

        return new self(
            $this->scheme,
            $this->host,
            $this->port,
            $isBelow ? substr($this->path, strlen($home->path)) : $this->path,
        );
    }

    /** The host without www. */
    public function bareHost(): string
    {
        return preg_replace('/^www\.(?=.+\.)/', '', $this->host) ?? $this->host;
    }

    /** The same address with www. before its host, or without it; null where that makes no sense. */
    public function wwwTwin(): ?self
    {
        if (str_starts_with($this->host, 'www.')) {
            $host = substr($this->host, 4);
        } elseif (str_contains($this->host, '.') && filter_var($this->host, FILTER_VALIDATE_IP) === false) {
            $host = "www.$this->host";
        } else {
            return null;
        }

        return str_contains($host, '.') ? new self($this->scheme, $host, $this->port, $this->path) : null;
    }

    /**
     * A name for files and folders: of [A-Za-z0-9._-] only, and never starting with a dot. Sites that share a store must not
     * share a name: each would prune the backups of the other.
     */
    public function fileName(): string
    {
        $name = preg_replace_callback(
            '/[^A-Za-z0-9.-]/',
            static fn (array $match): string => match ($match[0]) {
                '/' => '_',
                '_' => '__',
                ':' => '-',
                default => '-' . bin2hex($match[0]),
            },
            $this->site(),
        );

        return ltrim((string) $name, '.');
    }
}
