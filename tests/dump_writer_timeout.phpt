--TEST--
DumpWriter: the time limit holds, and what it cuts off is freed
--EXTENSIONS--
wpnormalize
--FILE--
<?php
$writer = new WpNormalize\DumpWriter(fopen('/dev/null', 'wb'));
$yes = proc_open(['yes', 'SELECT 1;'], [1 => ['pipe', 'w']], $pipes);
register_shutdown_function(fn () => proc_terminate($yes));
set_time_limit(1);
$writer->copyFrom($pipes[1]);
?>
--EXPECTF--
Fatal error: Maximum execution time of 1 second exceeded in %s on line %d
