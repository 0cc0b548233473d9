<?php

/*
 * An S3 that keeps no byte, for objects larger than a test machine's memory: it counts what comes, and what it gives is
 * zeros. It looks at no signature.
 *
 *   usage: php sink.php       prints its port; ends when its standard input is closed
 */

declare(strict_types=1);

final class Connection
{
    public string $input = '';
    /** Bytes of the body that are still to come, and to be dropped. */
    public int $body = 0;
    /** The head of the request whose body is under way. */
    public string $head = '';
    public string $output = '';
    /** Zeros to be sent after the output. */
    public int $zeros = 0;

    /** @param resource $socket */
    public function __construct(public readonly mixed $socket)
    {
    }
}

final class Sink
{
    private const PIECE = 1 << 20;
    private readonly string $zeros;
    private int $size = 0;
    private string $uuid = '';

    public function __construct()
    {
        $this->zeros = str_repeat("\0", self::PIECE);
    }

    public function receive(Connection $connection): bool
    {
        $bytes = fread($connection->socket, self::PIECE);
        if ($bytes === '' || $bytes === false) {
            return !feof($connection->socket);
        }
        $connection->input .= $bytes;
        while (true) {
            if ($connection->head === '') {
                $end = strpos($connection->input, "\r\n\r\n");
                if ($end === false) {
                    return true;
                }
                $connection->head = substr($connection->input, 0, $end);
                $connection->input = substr($connection->input, $end + 4);
                $connection->body = (int) $this->header($connection->head, 'content-length');
            }
            $taken = min($connection->body, strlen($connection->input));
            $connection->body -= $taken;
            $connection->input = substr($connection->input, $taken);
            if ($connection->body > 0) {
                return true;
            }
            $this->answer($connection, $connection->head);
            $connection->head = '';
        }
    }

    public function send(Connection $connection): void
    {
        if ($connection->output === '') {
            $connection->output = $connection->zeros >= self::PIECE ? $this->zeros : substr($this->zeros, 0, $connection->zeros);
            $connection->zeros -= strlen($connection->output);
        }
        $count = (int) @fwrite($connection->socket, $connection->output);
        $connection->output = $count === strlen($connection->output) ? '' : substr($connection->output, $count);
    }

    private function header(string $head, string $name): string
    {
        return preg_match("/^$name: (.*)\r?$/mi", $head, $match) === 1 ? trim($match[1]) : '';
    }

    private function answer(Connection $connection, string $head): void
    {
        preg_match('~^(\w+) (\S+)~', $head, $match);
        [, $method, $target] = $match;
        $body = '';
        $length = null;
        $status = 200;
        $more = "ETag: \"sink\"\r\n";
        if ($method === 'POST' && str_contains($target, 'uploads')) {
            $this->uuid = $this->header($head, 'x-amz-meta-wpn-upload');
            $this->size = 0;
            $body = '<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>';
        } elseif ($method === 'POST') {
            $body = '<CompleteMultipartUploadResult/>';
        } elseif ($method === 'PUT') {
            $this->size += (int) $this->header($head, 'content-length');
        } elseif ($method === 'DELETE') {
            $status = 204;
        } elseif ($method === 'HEAD') {
            $length = $this->size;
            $more .= "x-amz-meta-wpn-upload: $this->uuid\r\n";
        } elseif (preg_match('/^range: bytes=(\d+)-(\d+)/mi', $head, $range) === 1) {
            $last = min((int) $range[2], $this->size - 1);
            $status = 206;
            $more .= "Content-Range: bytes $range[1]-$last/$this->size\r\n";
            $connection->zeros = $length = $last - (int) $range[1] + 1;
        }
        $connection->output .= "HTTP/1.1 $status X\r\n{$more}Content-Length: " . ($length ?? strlen($body)) . "\r\n\r\n$body";
    }
}

$listener = stream_socket_server('tcp://127.0.0.1:0');
echo explode(':', stream_socket_get_name($listener, false))[1], "\n";
$sink = new Sink();
/** @var array<int, Connection> $connections */
$connections = [];
while (true) {
    $read = [STDIN, $listener];
    $write = [];
    foreach ($connections as $connection) {
        if ($connection->output !== '' || $connection->zeros > 0) {
            $write[] = $connection->socket;
        } else {
            $read[] = $connection->socket;
        }
    }
    $except = null;
    stream_select($read, $write, $except, null);
    if (in_array(STDIN, $read, true)) {
        exit;
    }
    foreach ($read as $socket) {
        if ($socket === $listener) {
            $socket = stream_socket_accept($listener);
            stream_set_blocking($socket, false);
            stream_set_read_buffer($socket, 0);
            $connections[(int) $socket] = new Connection($socket);
        } elseif (!$sink->receive($connections[(int) $socket])) {
            unset($connections[(int) $socket]);
        }
    }
    foreach ($write as $socket) {
        $sink->send($connections[(int) $socket]);
    }
}
