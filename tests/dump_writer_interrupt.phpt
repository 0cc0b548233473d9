--TEST--
DumpWriter: signal handlers run between pieces, and can end it
--EXTENSIONS--
wpnormalize
pcntl
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\DumpWriter;

pcntl_async_signals(true);
pcntl_signal(SIGUSR1, fn () => throw new DomainException('interrupted'));

// The kernel's own stream, so that no PHP code runs between the signal and the end of the input. A pipe holds 64 KiB: the signal
// comes when copyFrom() has read most of a megabyte.
$writer = new DumpWriter(fopen('/dev/null', 'wb'));
$zero = proc_open(['sh', '-c', 'yes "SELECT 1;" | head -c 1000000; kill -USR1 $PPID; exec yes "SELECT 1;"'], [1 => ['pipe', 'w'], 2 => ['file', '/dev/null', 'w']], $pipes);
attempt('copyFrom', fn () => $writer->copyFrom($pipes[1]));
attempt('finish', fn () => $writer->finish());
proc_terminate($zero);
?>
--EXPECT--
copyFrom: DomainException: interrupted
finish: WpNormalize\IoException: writing the dump was interrupted
