--TEST--
SqlReader: wrong arguments, and methods called too early
--EXTENSIONS--
wpnormalize
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\SqlReader;

$closed = fopen('php://memory', 'rb');
fclose($closed);
attempt('a path', fn () => new SqlReader(__FILE__));
attempt('null', fn () => new SqlReader(null));
attempt('closed', fn () => new SqlReader($closed));
attempt('context', fn () => new SqlReader(stream_context_create()));
attempt('write only', fn () => new SqlReader(fopen('php://output', 'wb')));
attempt('batchSize', fn () => new SqlReader(stream_of(''), batchSize: 0));
attempt('maxLiteral', fn () => new SqlReader(stream_of(''), maxLiteral: -1));
attempt('replacer', fn () => new SqlReader(stream_of(''), new stdClass()));

$reader = new SqlReader(stream_of('SELECT 1; SELECT 2;'));
attempt('sha256 at first', fn () => $reader->sha256());
attempt('complete at first', fn () => $reader->complete());
$reader->next();
attempt('sha256 in the middle', fn () => $reader->sha256());
attempt('bytesRead in the middle', fn () => $reader->bytesRead());

$stream = stream_of('SELECT 1;');
$reader = new SqlReader($stream);
fclose($stream);
attempt('closed before reading', fn () => $reader->next());
attempt('and again', fn () => $reader->next());

$stream = stream_of('SELECT 1;');
$reader = new SqlReader($stream);
unset($stream);
echo 'unset before reading: ', $reader->next()->sql, "\n";

$directory = opendir(__DIR__);
attempt('a directory', fn () => (new SqlReader($directory))->next());
?>
--EXPECT--
a path: TypeError: WpNormalize\SqlReader::__construct(): Argument #1 ($from) must be of type resource, string given
null: TypeError: WpNormalize\SqlReader::__construct(): Argument #1 ($from) must be of type resource, null given
closed: TypeError: WpNormalize\SqlReader::__construct(): supplied resource is not a valid stream resource
context: TypeError: WpNormalize\SqlReader::__construct(): supplied resource is not a valid stream resource
write only: ValueError: WpNormalize\SqlReader::__construct(): Argument #1 ($from) must be a readable stream
batchSize: ValueError: WpNormalize\SqlReader::__construct(): Argument #3 ($batchSize) must be greater than 0
maxLiteral: ValueError: WpNormalize\SqlReader::__construct(): Argument #4 ($maxLiteral) must be greater than 0
replacer: TypeError: WpNormalize\SqlReader::__construct(): Argument #2 ($replacer) must be of type ?WpNormalize\Replacer, stdClass given
sha256 at first: Error: SqlReader::sha256() has no answer before next() has returned null
complete at first: Error: SqlReader::complete() has no answer before next() has returned null
sha256 in the middle: Error: SqlReader::sha256() has no answer before next() has returned null
bytesRead in the middle: no exception
closed before reading: WpNormalize\IoException: cannot read the stream: it has been closed
and again: WpNormalize\IoException: cannot read the stream: it has been closed
unset before reading: SELECT 1
a directory: WpNormalize\IoException: cannot read the stream: it failed
