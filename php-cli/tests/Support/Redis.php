<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Support;

use Predis\Client;

/** A real Redis of a test's own, on a port of this machine and behind a password. */
final class Redis
{
    public const PASSWORD = 'pass "word';

    public readonly int $port;
    /** @var resource */
    private $process;

    public function __construct(string $folder)
    {
        $probe = stream_socket_server('tcp://127.0.0.1:0');
        $this->port = (int) substr((string) strrchr((string) stream_socket_get_name($probe, false), ':'), 1);
        fclose($probe);
        file_put_contents("$folder/redis.conf", implode("\n", [
            "port $this->port",
            'bind 127.0.0.1',
            "unixsocket $folder/redis.sock",
            'requirepass ' . json_encode(self::PASSWORD),
            'save ""',
            "dir $folder",
            '',
        ]));
        $log = ['file', "$folder/redis.log", 'w'];
        $this->process = proc_open(['redis-server', "$folder/redis.conf"], [['file', '/dev/null', 'r'], $log, $log], $pipes);
        for ($tries = 0; $tries < 100 && !file_exists("$folder/redis.sock"); $tries++) {
            usleep(50000);
        }
    }

    public function client(int $database = 0): Client
    {
        return new Client(['port' => $this->port, 'password' => self::PASSWORD, 'database' => $database]);
    }

    public function stop(): void
    {
        proc_terminate($this->process);
        proc_close($this->process);
    }
}
