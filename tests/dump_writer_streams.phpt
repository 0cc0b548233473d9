--TEST--
DumpWriter: streams and callables that throw, fail, take little, close things or call back; a broken dump cannot be finished
--SKIPIF--
<?php if (!file_exists('/dev/full')) die('skip needs /dev/full'); ?>
--EXTENSIONS--
wpnormalize
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\DumpWriter;

$dump = sample_dump(50000); // more than one MiB
$memory = fn () => fopen('php://memory', 'w+b');

function attempt_both(string $label, DumpWriter $writer, callable $copy): void
{
    attempt($label, $copy);
    attempt('  finish', fn () => $writer->finish());
}

$to = TestStream::open('wb', fn () => throw new DomainException('the network is down'));
$writer = new DumpWriter($to, 'none');
attempt_both('write throws', $writer, fn () => $writer->copyFrom(stream_of($dump)));

$writer = new DumpWriter(TestStream::open('wb', fn () => 0), 'none');
attempt_both('write takes nothing', $writer, fn () => $writer->copyFrom(stream_of($dump)));

$writer = new DumpWriter(fopen('/dev/full', 'wb'), 'none');
attempt_both('disk full', $writer, fn () => $writer->copyFrom(stream_of($dump)));

$taken = '';
$writer = new DumpWriter(TestStream::open('wb', function (string $bytes) use (&$taken) {
    $taken .= substr($bytes, 0, 1000);
    return min(1000, strlen($bytes));
}), 'none');
$writer->copyFrom(stream_of($dump));
$writer->finish();
echo 'write takes little: ', $taken === $dump ? 'all the same' : 'LOST BYTES', "\n";

$writer = new DumpWriter($memory());
$read = TestStream::open('rb', fn () => throw new DomainException('the pipe is broken'));
attempt_both('read throws', $writer, fn () => $writer->copyFrom($read));

$writer = new DumpWriter($memory());
attempt_both('progress throws', $writer, fn () => $writer->copyFrom(stream_of($dump), fn () => throw new DomainException('stop')));

$writer = new DumpWriter($memory());
attempt_both('progress calls back', $writer, fn () => $writer->copyFrom(stream_of($dump), fn () => $writer->finish()));

$writer = new DumpWriter($memory());
$from = stream_of($dump);
attempt_both('progress closes the source', $writer, fn () => $writer->copyFrom($from, fn () => fclose($from)));

$to = $memory();
$writer = new DumpWriter($to, 'none');
attempt_both('progress closes the target', $writer, fn () => $writer->copyFrom(stream_of($dump), fn () => is_resource($to) && fclose($to)));

$to = $memory();
$writer = new DumpWriter($to);
$writer->copyFrom(stream_of(sample_dump()));
fclose($to);
attempt_both('closed before finish', $writer, fn () => $writer->finish());

$to = $memory();
$writer = new DumpWriter($to);
$writer->copyFrom(stream_of(sample_dump()));
unset($writer);
echo 'dropped: ', strlen(stream_get_contents($to, null, 0)), " bytes written\n";

// A handler that is called through __call is looked up anew each time.
final class Magic
{
    public int $calls = 0;

    public function __call(string $name, array $arguments): void
    {
        $this->calls++;
    }
}
$magic = new Magic();
$writer = new DumpWriter($memory());
$writer->copyFrom(stream_of($dump . $dump), [$magic, 'anything']);
var_dump($magic->calls > 2);
?>
--EXPECT--
write throws: DomainException: the network is down
  finish: WpNormalize\IoException: cannot write the stream: it failed
write takes nothing: WpNormalize\IoException: cannot write the stream: it failed
  finish: WpNormalize\IoException: cannot write the stream: it failed
disk full: WpNormalize\IoException: cannot write /dev/full: No space left on device
  finish: WpNormalize\IoException: cannot write /dev/full: No space left on device
write takes little: all the same
read throws: DomainException: the pipe is broken
  finish: WpNormalize\IoException: cannot read the stream: it failed
progress throws: DomainException: stop
  finish: WpNormalize\IoException: writing the dump was interrupted
progress calls back: Error: The DumpWriter cannot be used while one of its methods is running
  finish: WpNormalize\IoException: writing the dump was interrupted
progress closes the source: WpNormalize\IoException: cannot read the stream: it has been closed
  finish: WpNormalize\IoException: cannot read the stream: it has been closed
progress closes the target: WpNormalize\IoException: cannot write the stream: it has been closed
  finish: WpNormalize\IoException: cannot write the stream: it has been closed
closed before finish: WpNormalize\IoException: cannot write the stream: it has been closed
  finish: WpNormalize\IoException: cannot write the stream: it has been closed
dropped: 0 bytes written
bool(true)
