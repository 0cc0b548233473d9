<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Support;

/**
 * A real MariaDB or MySQL, reached through its socket as root without a password.
 *
 * TEST_DB_SOCKET names it; MySQL's own mysqldump must then come first in PATH; without that, one is started in a folder of its own and stopped at the end.
 */
final class Server
{
    private static ?string $socket = null;

    public static function socket(): string
    {
        return self::$socket ??= getenv('TEST_DB_SOCKET') ?: self::start();
    }

    public static function connect(?string $database = null): \mysqli
    {
        mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
        $connection = new \mysqli('localhost', 'root', '', $database, 0, self::socket());
        $connection->set_charset('utf8mb4');

        return $connection;
    }

    /** Else it is MySQL. */
    public static function isMariaDb(): bool
    {
        return str_contains(self::connect()->server_info, 'MariaDB');
    }

    /** @return list<string> the program that dumps its databases, as root */
    public static function dumpProgram(): array
    {
        $program = self::isMariaDb() ? ['mariadb-dump', '--no-defaults'] : ['mysqldump', '--no-defaults', '--set-gtid-purged=OFF'];

        return [...$program, '--user=root', '--socket=' . self::socket()];
    }

    private static function start(): string
    {
        $folder = sys_get_temp_dir() . '/wpn-server-' . getmypid();
        $script = dirname(__DIR__, 3) . '/tests/servers/mariadb.sh';
        $socket = self::run([$script, 'start', $folder]);
        register_shutdown_function(static function () use ($script, $folder): void {
            self::run([$script, 'stop', $folder]);
            self::run(['rm', '-rf', $folder]);
        });

        return $socket;
    }

    /** @param list<string> $command */
    private static function run(array $command): string
    {
        $process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], STDERR], $pipes);
        $output = trim((string) stream_get_contents($pipes[1]));
        if (proc_close($process) !== 0) {
            throw new \RuntimeException(implode(' ', $command) . ' failed');
        }

        return $output;
    }
}
