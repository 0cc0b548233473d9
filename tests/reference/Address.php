<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** `[scheme://]host[:port][/path]`, normalized: lower case, no default port, no trailing slash. */
final readonly class Address
{
    private const DEFAULT_PORTS = ['http' => '80', 'https' => '443'];

    /** @param array<string, string> $hosts the host as it is written in punycode, in Unicode, in JSON and percent-encoded */
    private function __construct(
        public ?string $scheme,
        public array $hosts,
        public ?string $port,
        public string $path,
    ) {
    }

    public static function parse(string $address): self
    {
        if (!preg_match('~^(?:(https?)://)?([^:/?#@\s]+)(?::(\d+))?(/[^?#\s]*)?$~iD', $address, $parts)) {
            throw new \ValueError("\"$address\" is not an address");
        }
        $scheme = $parts[1] === '' ? null : strtolower($parts[1]);
        $written = mb_strtolower($parts[2]);
        $ascii = Punycode::toAscii($written);
        $unicode = Punycode::toUnicode($written);
        $path = $parts[4] ?? '';
        $hosts = [
            'ascii' => $ascii,
            'unicode' => $unicode,
            'json' => substr((string) json_encode($unicode), 1, -1),
            'percent' => rawurlencode($unicode),
        ];
        return new self(
            $scheme,
            $hosts,
            self::effectivePort($parts[3] ?? '', $scheme),
            str_ends_with($path, '/') ? substr($path, 0, -1) : $path,
        );
    }

    /** The port, or null where it is none or the scheme's own. */
    public static function effectivePort(string $port, ?string $scheme): ?string
    {
        $scheme = strtolower($scheme ?? '');
        return $port === '' || $port === (self::DEFAULT_PORTS[$scheme] ?? '') ? null : $port;
    }

    public function hasDot(): bool
    {
        return str_contains($this->hosts['ascii'], '.');
    }
}
