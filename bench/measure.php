<?php

/* Runs a command and prints its wall time, CPU time and peak memory. */

declare(strict_types=1);

$begin = microtime(true);
$process = proc_open(array_slice($argv, 1), [], $pipes);
$status = proc_close($process);
$wall = microtime(true) - $begin;
$usage = getrusage(1);
$cpu = $usage['ru_utime.tv_sec'] + $usage['ru_stime.tv_sec'] + ($usage['ru_utime.tv_usec'] + $usage['ru_stime.tv_usec']) / 1e6;
printf(" %9.2f %9.2f %9.0f\n", $wall, $cpu, $usage['ru_maxrss'] / 1024);
exit($status);
