<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Backup;

use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Failure;

/**
 * Tells a monitoring service (BACKUP_PING_URL) that a backup has begun, is made, or has failed, as Healthchecks and its
 * like have it: URL/start, URL, URL/fail. What hinders it is of no concern to the backup: nothing is ever thrown, and
 * each ping has five seconds.
 */
final class Ping
{
    private const SECONDS = 5;

    /** @param array{scheme: string, host: string, port: int, path: string, query: string}|null $address */
    private function __construct(private readonly ?array $address)
    {
    }

    public static function from(Environment $environment): self
    {
        $url = $environment->get('BACKUP_PING_URL');
        if ($url === null) {
            return new self(null);
        }
        $parts = parse_url($url);
        $scheme = strtolower($parts['scheme'] ?? '');
        // What is not printable would end the request's line. The address is a secret: whoever knows it can say that all is well.
        if (!isset($parts['host']) || !in_array($scheme, ['http', 'https'], true) || preg_match('/[^!-~]/', $url) === 1) {
            throw Failure::usage('BACKUP_PING_URL is no address', 'write it like https://hc-ping.com/your-uuid');
        }

        return new self([
            'scheme' => $scheme,
            'host' => $parts['host'],
            'port' => $parts['port'] ?? ($scheme === 'https' ? 443 : 80),
            'path' => rtrim($parts['path'] ?? '', '/'),
            'query' => isset($parts['query']) ? "?{$parts['query']}" : '',
        ]);
    }

    public function start(): void
    {
        $this->send('/start', '');
    }

    /** @param string $line what there is to say: warnings */
    public function success(string $line = ''): void
    {
        $this->send('', $line);
    }

    public function fail(string $line): void
    {
        $this->send('/fail', $line);
    }

    private function send(string $action, string $body): void
    {
        if ($this->address === null) {
            return;
        }
        ['scheme' => $scheme, 'host' => $host, 'port' => $port, 'path' => $path, 'query' => $query] = $this->address;
        $end = microtime(true) + self::SECONDS;
        $transport = $scheme === 'https' ? 'ssl' : 'tcp';
        $context = stream_context_create(['ssl' => ['peer_name' => trim($host, '[]'), 'SNI_enabled' => true]]);
        $stream = @stream_socket_client(
            "$transport://$host:$port",
            $code,
            $message,
            self::SECONDS,
            STREAM_CLIENT_CONNECT,
            $context,
        );
        if ($stream === false) {
            return;
        }
        $request = 'POST ' . ($path . $action === '' ? '/' : $path . $action) . "$query HTTP/1.1\r\nHost: $host"
            . ($port === ($scheme === 'https' ? 443 : 80) ? '' : ":$port")
            . "\r\nUser-Agent: wpnormalize\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " . strlen($body)
            . "\r\nConnection: close\r\n\r\n$body";
        stream_set_blocking($stream, false);
        $answer = '';
        while (microtime(true) < $end && !str_contains($answer, "\n") && !feof($stream)) {
            $read = $request === '' ? [$stream] : null;
            $write = $request === '' ? null : [$stream];
            $except = null;
            if (@stream_select($read, $write, $except, 0, 100_000) === false) {
                break;
            }
            if ($request !== '') {
                $written = @fwrite($stream, $request);
                if ($written === false) {
                    break;
                }
                $request = substr($request, $written);
            } else {
                // The answer's first line: until then the service may not have read the request.
                $answer .= (string) @fread($stream, 1024);
            }
        }
        @fclose($stream);
    }
}
