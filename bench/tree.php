<?php

/**
 * Runs a command; prints its wall time in seconds, its CPU time, that of a server meanwhile, and the peak memory of its
 * largest process in MiB.
 *
 *   usage: php bench/tree.php SERVER-PID COMMAND...
 *
 * The kernel keeps each process's peak while it lives, so they are looked at several times a second.
 */

declare(strict_types=1);

/** @return array<int, int> the peak in KiB of every process below one, itself among them */
function peaks(int $root): array
{
    $parents = $peaks = [];
    foreach (glob('/proc/[0-9]*/status') ?: [] as $file) {
        $status = (string) @file_get_contents($file);
        if (preg_match('/^PPid:\s*(\d+)/m', $status, $parent) === 1 && preg_match('/^VmHWM:\s*(\d+)/m', $status, $peak) === 1) {
            $pid = (int) basename(dirname($file));
            $parents[$pid] = (int) $parent[1];
            $peaks[$pid] = (int) $peak[1];
        }
    }
    $isBelow = static function (int $pid) use ($parents, $root): bool {
        while ($pid > 1 && $pid !== $root) {
            $pid = $parents[$pid] ?? 0;
        }
        return $pid === $root;
    };

    return array_filter($peaks, $isBelow, ARRAY_FILTER_USE_KEY);
}

/** CPU time of a process so far, in seconds. */
function cpu(int $pid): float
{
    $fields = explode(' ', preg_replace('/^.*\) /', '', (string) file_get_contents("/proc/$pid/stat")) ?? '');

    return ((int) $fields[11] + (int) $fields[12]) / 100;
}

$server = (int) $argv[1];
$begin = microtime(true);
$before = cpu($server);
$process = proc_open(array_slice($argv, 2), [1 => STDERR], $pipes);
if ($process === false) {
    exit(1);
}
$most = 0;
for ($turn = 0; ($status = proc_get_status($process))['running']; $turn++) {
    if ($turn % 20 === 0) {
        $most = max([$most, ...peaks($status['pid'])]);
    }
    usleep(5000);
}
proc_close($process);
$usage = getrusage(1);
$client = $usage['ru_utime.tv_sec'] + $usage['ru_stime.tv_sec'] + ($usage['ru_utime.tv_usec'] + $usage['ru_stime.tv_usec']) / 1e6;
printf("%.2f %.2f %.2f %.0f\n", microtime(true) - $begin, $client, cpu($server) - $before, $most / 1024);
exit($status['exitcode']);
