<?php

/* What concurrency gains where a round trip takes so many milliseconds, through bench/delay.php: for bench/s3. */

declare(strict_types=1);

use WpNormalize\S3;

const WINDOW = 256 * 1024;
const SIZE = 168 << 20;

$milliseconds = $argv[1];
$port = parse_url(getenv('AWS_ENDPOINT_URL_S3'), PHP_URL_PORT);
$command = [PHP_BINARY, '-n', __DIR__ . '/delay.php', (string) $port, $milliseconds, (string) WINDOW];
$proxy = proc_open($command, [['pipe', 'r'], ['pipe', 'w']], $pipes);
$endpoint = 'http://127.0.0.1:' . trim(fgets($pipes[1]));
$piece = random_bytes(1 << 20);
$single = [];
echo "with a round trip of $milliseconds ms:\n";
foreach (['one connection' => ['concurrency' => 1], 'default' => []] as $name => $arguments) {
    $s3 = new S3('bench', ...['endpoint' => $endpoint] + $arguments);
    $begin = microtime(true);
    $upload = $s3->upload('object');
    for ($size = 0; $size < SIZE; $size += strlen($piece)) {
        $upload->write($piece);
    }
    $upload->commit();
    $up = microtime(true) - $begin;
    $begin = microtime(true);
    $stream = $s3->open('object');
    while (fread($stream, 262144) !== '') {
    }
    $down = microtime(true) - $begin;
    $single = $single ?: [$up, $down];
    printf("%-15s up %6.2f s (%.1f times)  down %6.2f s (%.1f times)\n", $name, $up, $single[0] / $up, $down, $single[1] / $down);
}
