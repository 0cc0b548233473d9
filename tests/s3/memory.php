<?php

/*
 * The memory that an upload and a download take with default arguments, for 1 GiB and for 10 GiB, against tests/s3/sink.php.
 *
 *   usage: php memory.php [GIB...]      prints a line a check, then `N passed, N failed`
 */

declare(strict_types=1);

require __DIR__ . '/check.php';

const LIMIT_KIB = 64 * 1024;

/** Runs code in a PHP of its own, for the peak is the process's. It gets ENDPOINT and GIB, and says how much it took. */
function peak(string $code, string $endpoint, int $gib): string
{
    $module = current(preg_grep('/^extension=/', explode("\0", (string) file_get_contents('/proc/self/cmdline'))));
    $begin = '$peak = fn (): int => (int) preg_replace("/.*VmHWM:\s+(\d+).*/s", "$1", file_get_contents("/proc/self/status"));
        [, $endpoint, $gib] = $argv;
        $before = $peak();
        $s3 = new WpNormalize\S3("bucket", $endpoint, key: "access", secret: "secret");
        ';
    $end = 'echo $size === $gib << 30 ? $peak() - $before : "only $size bytes";';
    $command = [PHP_BINARY, '-n', '-d', $module, '-r', $begin . $code . $end, '--', $endpoint, (string) $gib];
    $process = proc_open($command, [1 => ['pipe', 'w']], $pipes);
    $output = (string) stream_get_contents($pipes[1]);
    proc_close($process);
    return $output;
}

$sink = proc_open([PHP_BINARY, '-n', __DIR__ . '/sink.php'], [['pipe', 'r'], ['pipe', 'w']], $pipes);
$endpoint = 'http://127.0.0.1:' . trim((string) fgets($pipes[1]));
$up = '$upload = $s3->upload("large");
    $source = fopen("/dev/zero", "r");
    for ($left = $gib << 10; $left > 0; $left--) {
        $upload->write(fread($source, 1 << 20));
    }
    $size = $upload->commit()->size;';
$down = '$stream = $s3->open("large");
    for ($size = 0; ($bytes = fread($stream, 262144)) !== ""; $size += strlen($bytes));';
foreach (array_map(intval(...), array_slice($argv, 1)) ?: [1, 10] as $gib) {
    foreach (['up' => $up, 'down' => $down] as $direction => $code) {
        check("$gib GiB $direction takes at most 64 MiB", static function () use ($code, $endpoint, $gib): bool|string {
            $kib = peak($code, $endpoint, $gib);
            echo "   $kib KiB\n";
            return is_numeric($kib) && (int) $kib > 0 && (int) $kib <= LIMIT_KIB ? true : "$kib KiB";
        });
    }
}
conclude();
