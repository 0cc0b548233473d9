<?php

/*
 * A proxy that adds latency to a server on this machine, for want of a network that has some.
 *
 *   usage: php delay.php PORT MILLISECONDS WINDOW-BYTES     prints its own port; ends when its standard input is closed
 *
 * Each direction of each connection is held up by half of the round trip, and has at most a window of bytes on the way, so
 * that one connection moves WINDOW bytes a round trip, as TCP does.
 */

declare(strict_types=1);

final class Pipe
{
    /** @var list<array{float, string}> when due, bytes */
    public array $queue = [];
    /** @var list<array{float, int}> bytes whose acknowledgement is still on its way back */
    private array $unacknowledged = [];
    public int $onTheWay = 0;

    /**
     * @param resource $from
     * @param resource $to
     */
    public function __construct(public $from, public $to)
    {
    }

    public function push(string $bytes, float $due): void
    {
        $this->queue[] = [$due, $bytes];
        $this->onTheWay += strlen($bytes);
    }

    public function sent(int $count, float $now, float $delay): void
    {
        $this->unacknowledged[] = [$now + $delay, $count];
    }

    public function acknowledge(float $now): void
    {
        while ($this->unacknowledged && $this->unacknowledged[0][0] <= $now) {
            $this->onTheWay -= array_shift($this->unacknowledged)[1];
        }
    }

    public function next(): float
    {
        return min($this->queue[0][0] ?? INF, $this->unacknowledged[0][0] ?? INF);
    }
}

[, $port, $milliseconds, $window] = $argv;
$delay = $milliseconds / 2000;
$listener = stream_socket_server('tcp://127.0.0.1:0');
echo explode(':', stream_socket_get_name($listener, false))[1], "\n";
/** @var list<Pipe> $pipes */
$pipes = [];
for (;;) {
    $now = microtime(true);
    $read = [STDIN, $listener];
    $write = [];
    $wait = 1.0;
    foreach ($pipes as $pipe) {
        $pipe->acknowledge($now);
        if ($pipe->onTheWay < $window) {
            $read[] = $pipe->from;
        }
        if (($pipe->queue[0][0] ?? INF) <= $now) {
            $write[] = $pipe->to;
        }
        $wait = min($wait, max(0.0005, $pipe->next() - $now));
    }
    $except = null;
    if (!stream_select($read, $write, $except, 0, (int) ($wait * 1e6))) {
        continue;
    }
    if (in_array(STDIN, $read, true)) {
        exit;
    }
    if (in_array($listener, $read, true)) {
        $client = stream_socket_accept($listener);
        $server = stream_socket_client("tcp://127.0.0.1:$port");
        foreach ([$client, $server] as $socket) {
            stream_set_blocking($socket, false);
            stream_set_read_buffer($socket, 0);
        }
        array_push($pipes, new Pipe($client, $server), new Pipe($server, $client));
    }
    $now = microtime(true);
    $closed = [];
    foreach ($pipes as $pipe) {
        if (in_array($pipe->from, $read, true)) {
            $bytes = fread($pipe->from, max(1, min(131072, $window - $pipe->onTheWay)));
            if ($bytes === '' || $bytes === false) {
                array_push($closed, $pipe->from, $pipe->to);
                continue;
            }
            $pipe->push($bytes, $now + $delay);
        }
        if (in_array($pipe->to, $write, true) && ($pipe->queue[0][0] ?? INF) <= $now) {
            $count = (int) @fwrite($pipe->to, $pipe->queue[0][1]);
            $pipe->sent($count, $now, $delay);
            $pipe->queue[0][1] = substr($pipe->queue[0][1], $count);
            if ($pipe->queue[0][1] === '') {
                array_shift($pipe->queue);
            }
        }
    }
    if ($closed) {
        foreach ($pipes as $i => $pipe) {
            if (in_array($pipe->from, $closed, true)) {
                unset($pipes[$i]);
            }
        }
        array_map(static fn ($socket) => is_resource($socket) && fclose($socket), $closed);
        $pipes = array_values($pipes);
    }
}
