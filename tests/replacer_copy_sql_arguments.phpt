--TEST--
Replacer: copySql() refuses what is no stream of the right kind
--EXTENSIONS--
wpnormalize
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\Replacer;

$replacer = new Replacer();
$closed = fopen('php://memory', 'rb');
fclose($closed);
$to = fopen('php://memory', 'w+b');
attempt('a path', fn () => $replacer->copySql(__FILE__, $to));
attempt('null', fn () => $replacer->copySql(stream_of(''), null));
attempt('a closed source', fn () => $replacer->copySql($closed, $to));
attempt('a closed target', fn () => $replacer->copySql(stream_of(''), $closed));
attempt('a write-only source', fn () => $replacer->copySql(fopen('php://output', 'wb'), $to));
attempt('a read-only target', fn () => $replacer->copySql(stream_of(''), fopen(__FILE__, 'rb')));
attempt('no callable', fn () => $replacer->copySql(stream_of(''), $to, 'no_such_function'));
attempt('named', fn () => print($replacer->copySql(to: $to, from: stream_of("SELECT 1;"), progress: null) . " bytes\n"));
attempt('too few', fn () => $replacer->copySql($to));
?>
--EXPECT--
a path: TypeError: WpNormalize\Replacer::copySql(): Argument #1 ($from) must be of type resource, string given
null: TypeError: WpNormalize\Replacer::copySql(): Argument #2 ($to) must be of type resource, null given
a closed source: TypeError: WpNormalize\Replacer::copySql(): supplied resource is not a valid stream resource
a closed target: TypeError: WpNormalize\Replacer::copySql(): supplied resource is not a valid stream resource
a write-only source: ValueError: WpNormalize\Replacer::copySql(): Argument #1 ($from) must be a readable stream
a read-only target: ValueError: WpNormalize\Replacer::copySql(): Argument #2 ($to) must be a writable stream
no callable: TypeError: WpNormalize\Replacer::copySql(): Argument #3 ($progress) must be a valid callback or null, function "no_such_function" not found or invalid function name
9 bytes
named: no exception
too few: ArgumentCountError: WpNormalize\Replacer::copySql() expects at least 2 arguments, 1 given
