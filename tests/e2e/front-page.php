<?php

/**
 * Serves a site with PHP's own web server at its new address and reads its pages as a visitor does.
 *
 *     php front-page.php SITE OLD=NEW...
 *
 * The first OLD=NEW names the address to serve at. Prints a line per check and `N passed, N failed` last.
 */

declare(strict_types=1);

use WpNormalize\Tests\E2e\Checks;
use WpNormalize\Tests\E2e\Mask;

require __DIR__ . '/Checks.php';
require __DIR__ . '/Mask.php';

/**
 * Asks the local server, whatever the address: a machine need not know the name localhost.
 *
 * @return array{string, string} the status line and the body; empty ones when nothing answers
 */
function fetch(string $server, string $address, string $path): array
{
    $options = ['header' => "Host: $address", 'timeout' => 30, 'follow_location' => 0, 'ignore_errors' => true];
    $body = @file_get_contents("http://$server$path", false, stream_context_create(['http' => $options]));
    return [$http_response_header[0] ?? '', (string) $body];
}

$old = [];
foreach (array_slice($argv, 2) as $pair) {
    [$from, $to] = explode('=', $pair);
    $old[] = $from;
    $url ??= $to;
}
$address = explode('//', $url)[1];
$listen = '127.0.0.1:' . (parse_url($url, PHP_URL_PORT) ?? 80);
$log = $argv[1] . '/server.log';
$server = proc_open(
    [PHP_BINARY, '-S', $listen, '-t', $argv[1] . '/public'],
    [['file', '/dev/null', 'r'], ['file', $log, 'w'], ['file', $log, 'a']],
    $pipes
);
// Killed with its parent's shell or not, the server goes when this script does.
register_shutdown_function(static fn () => proc_terminate($server) && proc_close($server));
foreach ([SIGINT, SIGTERM] as $signal) {
    pcntl_async_signals(true);
    pcntl_signal($signal, static fn () => exit(130));
}

for ($tries = 0; $tries < 100 && !@stream_socket_client("tcp://$listen"); $tries++) {
    if (!proc_get_status($server)['running']) {
        fwrite(STDERR, "php -S $listen ended, see $log: the port may be in use\n");
        exit(1);
    }
    usleep(50_000);
}

$mask = new Mask($old, 'https?');
$checks = new Checks();
foreach (['/' => 'the front page', '/?s=hello' => 'the search'] as $path => $name) {
    [$status, $body] = fetch($listen, $address, $path);
    $checks->that(str_contains($status, ' 200 '), "$name answers at $url$path", $status ?: 'nothing answers');
    $found = substr_count(str_replace('\/', '/', $body), $url);
    $checks->that($found > 0, "$name holds the new address, $found times");
    $left = $mask->count($body);
    $checks->that($left === 0 && $body !== '', "$name holds the old address nowhere", "$left times");
}
[, $body] = fetch($listen, $address, '/');
$checks->that(str_contains($body, 'open” to all') && str_contains($body, '👋'), 'the front page is the page with the blocks');
$checks->finish();
