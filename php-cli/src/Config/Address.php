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
        return $this->host . ($this->port === null ? '' : ":$this->port") . $this->path;
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

    /** A name for files and folders: of [A-Za-z0-9._-] only, and never starting with a dot. */
    public function fileName(): string
    {
        $name = preg_replace('/[^A-Za-z0-9._-]/', '-', strtr($this->site(), ['/' => '_'])) ?? '';

        return ltrim($name, '.');
    }
}
