--TEST--
DumpWriter: wrong arguments, and use after the end
--EXTENSIONS--
wpnormalize
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\DumpWriter;

$memory = fopen('php://memory', 'w+b');
$closed = fopen('php://memory', 'w+b');
fclose($closed);
attempt('a path', fn () => new DumpWriter('/x.sql'));
attempt('another object', fn () => new DumpWriter(new WpNormalize\Replacer()));
attempt('closed', fn () => new DumpWriter($closed));
attempt('read only', fn () => new DumpWriter(fopen(__FILE__, 'rb')));
attempt('format', fn () => new DumpWriter($memory, 'bzip2'));
attempt('level 23', fn () => new DumpWriter($memory, level: 23));
attempt('level of gzip', fn () => new DumpWriter($memory, 'gzip', 10));
attempt('level out of range', fn () => new DumpWriter($memory, level: PHP_INT_MAX));
attempt('level of none', fn () => new DumpWriter($memory, 'none', PHP_INT_MAX));
attempt('frameSize', fn () => new DumpWriter($memory, frameSize: 0));

$writer = new DumpWriter($memory);
attempt('from a path', fn () => $writer->copyFrom(__FILE__));
attempt('from a closed stream', fn () => $writer->copyFrom($closed));
attempt('from a write-only stream', fn () => $writer->copyFrom(fopen('php://output', 'wb')));
attempt('progress', fn () => $writer->copyFrom(stream_of(''), 'no_such_function'));
echo 'still usable: ', $writer->copyFrom(stream_of('SELECT 1;')), "\n";
echo 'frames: ', count($writer->finish()['frames']), "\n";
attempt('finish again', fn () => $writer->finish());
attempt('copyFrom afterwards', fn () => $writer->copyFrom(stream_of('SELECT 1;')));
?>
--EXPECT--
a path: TypeError: WpNormalize\DumpWriter::__construct(): Argument #1 ($to) must be of type resource or WpNormalize\S3\Upload, string given
another object: TypeError: WpNormalize\DumpWriter::__construct(): Argument #1 ($to) must be of type resource or WpNormalize\S3\Upload, WpNormalize\Replacer given
closed: TypeError: WpNormalize\DumpWriter::__construct(): supplied resource is not a valid stream resource
read only: ValueError: WpNormalize\DumpWriter::__construct(): Argument #1 ($to) must be a writable stream
format: ValueError: WpNormalize\DumpWriter::__construct(): Argument #2 ($format) must be one of "zstd", "gzip" or "none"
level 23: ValueError: WpNormalize\DumpWriter::__construct(): Argument #3 ($level) must be between -131072 and 22 for zstd
level of gzip: ValueError: WpNormalize\DumpWriter::__construct(): Argument #3 ($level) must be between 0 and 9 for gzip
level out of range: ValueError: WpNormalize\DumpWriter::__construct(): Argument #3 ($level) must be between -131072 and 22 for zstd
level of none: no exception
frameSize: ValueError: WpNormalize\DumpWriter::__construct(): Argument #4 ($frameSize) must be greater than 0
from a path: TypeError: WpNormalize\DumpWriter::copyFrom(): Argument #1 ($from) must be of type resource, string given
from a closed stream: TypeError: WpNormalize\DumpWriter::copyFrom(): supplied resource is not a valid stream resource
from a write-only stream: ValueError: WpNormalize\DumpWriter::copyFrom(): Argument #1 ($from) must be a readable stream
progress: TypeError: WpNormalize\DumpWriter::copyFrom(): Argument #2 ($progress) must be a valid callback or null, function "no_such_function" not found or invalid function name
still usable: 9
frames: 1
finish again: Error: The dump has been finished
copyFrom afterwards: Error: The dump has been finished
