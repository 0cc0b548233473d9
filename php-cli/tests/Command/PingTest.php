<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use WpNormalize\Cli\Backup\Ping;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;

/** BACKUP_PING_URL: what a monitoring service hears of a backup, and that nothing it does matters to one. */
final class PingTest extends CommandTestCase
{
    /** Answers each request as it is told, and writes it down. */
    private const SERVICE = <<<'PHP'
        $server = stream_socket_server('tcp://127.0.0.1:0', $code, $message);
        echo stream_socket_get_name($server, false), "\n";
        while ($client = @stream_socket_accept($server, 60)) {
            $request = '';
            while (!preg_match('/\r\n\r\n/', $request)) {
                $request .= fread($client, 8192);
            }
            preg_match('/Content-Length: (\d+)/', $request, $length);
            while (strlen(explode("\r\n\r\n", $request, 2)[1]) < (int) $length[1]) {
                $request .= fread($client, 8192);
            }
            file_put_contents($argv[1], strtok($request, "\r") . ' | ' . explode("\r\n\r\n", $request, 2)[1] . "\n", FILE_APPEND);
            if ($argv[2] === 'silent') {
                sleep(60);
            }
            fwrite($client, "HTTP/1.1 $argv[2]\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK");
            fclose($client);
        }
        PHP;

    /** @var resource|null */
    private $service = null;

    protected function tearDown(): void
    {
        if ($this->service !== null) {
            proc_terminate($this->service);
            proc_close($this->service);
        }
        parent::tearDown();
    }

    public function testItHearsOfStartAndSuccessAndFailure(): void
    {
        $database = $this->production();
        $address = $this->service('200 OK');
        $this->ping("http://$address/ping/uuid");
        $this->succeed('db:backup');
        $database->query('DROP TABLE wp_options');
        sleep(1);
        $this->cli('db:backup', '--quiet');
        self::assertSame(
            [
                'POST /ping/uuid/start HTTP/1.1 | ',
                'POST /ping/uuid HTTP/1.1 | ',
                'POST /ping/uuid/start HTTP/1.1 | ',
                'POST /ping/uuid/fail HTTP/1.1 | there is no table wp_options in the database: check DB_NAME and DB_PREFIX',
            ],
            file("$this->folder/pings", FILE_IGNORE_NEW_LINES),
        );
    }

    public function testWarningsAreToldWithSuccess(): void
    {
        $database = $this->production();
        $address = $this->service('500 Internal Server Error');
        $this->ping("http://$address/?rid=1");
        $this->succeed('db:backup');
        foreach (['posts', 'postmeta', 'links'] as $table) {
            $database->query("DELETE FROM wp_$table");
        }
        $database->query("DELETE FROM wp_options WHERE option_name NOT IN ('siteurl')");
        sleep(1);
        self::assertSame(ExitCode::WARNINGS, $this->cli('db:backup')->status);
        $pings = file("$this->folder/pings", FILE_IGNORE_NEW_LINES);
        self::assertStringStartsWith('POST /start?rid=1 HTTP/1.1', $pings[2]);
        self::assertMatchesRegularExpression('#^POST /\?rid=1 HTTP/1\.1 \| the backup has .* less than half#', $pings[3]);
    }

    public function testADeadServiceDoesNotFailABackup(): void
    {
        $this->production();
        $closed = stream_socket_server('tcp://127.0.0.1:0');
        $address = stream_socket_get_name($closed, false);
        fclose($closed);
        foreach (["http://$address", "https://$address", 'http://no-such-host.invalid/x'] as $url) {
            $this->ping($url);
            $this->succeed('db:export', 'x.sql', '--force');
            $this->succeed('db:backup', "--store=file://$this->folder/" . md5($url));
        }
        $this->ping('hc-ping.com/uuid');
        $this->assertFails(ExitCode::USAGE, 'BACKUP_PING_URL', $this->cli('db:backup'));
    }

    public function testASilentServiceIsLeftAfterFiveSeconds(): void
    {
        $address = $this->service('silent');
        file_put_contents("$this->folder/.env", "BACKUP_PING_URL=http://$address\n");
        $started = microtime(true);
        Ping::from(Environment::load("$this->folder/.env", []))->start();
        $seconds = microtime(true) - $started;
        self::assertGreaterThan(4.5, $seconds);
        self::assertLessThan(8, $seconds);
        self::assertSame(["POST /start HTTP/1.1 | \n"], file("$this->folder/pings"));
    }

    private function ping(string $url): void
    {
        $this->configure('production', ['SITE_URL' => 'https://www.example.com', 'BACKUP_PING_URL' => $url]);
    }

    private function service(string $answer): string
    {
        $command = [PHP_BINARY, '-n', '-r', self::SERVICE, '--', "$this->folder/pings", $answer];
        $this->service = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], STDERR], $pipes);

        return trim((string) fgets($pipes[1]));
    }
}
