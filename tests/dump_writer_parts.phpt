--TEST--
DumpWriter: a dump given in parts, cut anywhere, gives the same bytes; progress is called once per MiB
--EXTENSIONS--
wpnormalize
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\DumpWriter;

$dump = sample_dump(50);
$whole = stored($dump, 'zstd', $index);
foreach ([1, 7, 1000] as $step) {
    $to = fopen('php://memory', 'w+b');
    $writer = new DumpWriter($to);
    $read = 0;
    foreach (str_split($dump, $step) as $part) {
        $read += $writer->copyFrom(stream_of($part));
    }
    var_dump($read === strlen($dump), $writer->finish() === $index, stream_get_contents($to, null, 0) === $whole);
}

$dump = sample_dump(100000);
$calls = [];
$writer = new DumpWriter(fopen('php://memory', 'w+b'));
$writer->copyFrom(stream_of($dump), function (int $raw, int $stored) use (&$calls) {
    $calls[] = [$raw, $stored];
});
$index = $writer->finish();
$steps = array_map(fn ($a, $b) => $b[0] - $a[0], array_slice($calls, 0, -1), array_slice($calls, 1));
var_dump(count($calls) === intdiv(strlen($dump), 1 << 20), min($steps) >= 1 << 20);
var_dump(end($calls)[0] <= $index['rawSize'] && end($calls)[1] <= $index['size'] && end($calls)[1] > 0);
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
