--TEST--
Replacer: copySql() with streams that fail, give little, or take little
--EXTENSIONS--
wpnormalize
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\Replacer;

$replacer = new Replacer(['https://example.com' => 'http://b.test']);
$insert = "INSERT INTO t VALUES ('https://example.com');\n";
$copy = function (callable $read) use ($replacer): void {
    $to = fopen('php://memory', 'w+b');
    try {
        echo $replacer->copySql(TestStream::open('rb', $read), $to), ' bytes ';
    } finally {
        echo json_encode(stream_get_contents($to, null, 0), JSON_UNESCAPED_SLASHES), "\n";
    }
};
$bytes = str_split($insert);
attempt('byte by byte', fn () => $copy(function () use (&$bytes) {
    return array_shift($bytes);
}));
attempt('throws', fn () => $copy(fn () => throw new DomainException('the network is down')));
$pieces = [$insert, substr($insert, 0, 20)];
attempt('throws later', fn () => $copy(function () use (&$pieces) {
    return array_shift($pieces) ?? throw new DomainException('the network is down');
}));
attempt('fails', fn () => $copy(fn () => false));
attempt('gives nothing', fn () => $copy(fn () => ''));

$write = function (callable $write) use ($replacer, $insert): void {
    $replacer->copySql(stream_of(str_repeat($insert, 3)), TestStream::open('wb', $write));
};
$taken = '';
$write(function (string $bytes) use (&$taken): int {
    $taken .= $bytes[0];
    return 1;
});
echo $taken === str_repeat("INSERT INTO t VALUES ('http://b.test');\n", 3) ? "a byte at a time: all there\n" : "$taken\n";
attempt('takes nothing', fn () => $write(fn () => 0));
attempt('throws when written to', fn () => $write(fn () => throw new DomainException('the disk is gone')));

$from = TestStream::open('rb', function () use (&$from, $insert) {
    static $reads = 0;
    echo @fclose($from) ? "closed by its own read\n" : '';
    return $reads++ ? null : $insert;
});
attempt('closes itself when read', fn () => var_dump($replacer->copySql($from, fopen('/dev/null', 'wb'))));
$to = TestStream::open('wb', function (string $bytes) use (&$to): int {
    echo @fclose($to) ? "closed by its own write\n" : '';
    return strlen($bytes);
});
attempt('closes itself when written to', fn () => var_dump($replacer->copySql(stream_of($insert), $to)));
var_dump(fclose($from), fclose($to));

attempt('a full disk', fn () => $replacer->copySql(stream_of(str_repeat($insert, 100000)), fopen('/dev/full', 'wb')));
attempt('a directory', fn () => $replacer->copySql(opendir(__DIR__), fopen('/dev/null', 'wb')));
?>
--EXPECT--
40 bytes "INSERT INTO t VALUES ('http://b.test');\n"
byte by byte: no exception
""
throws: DomainException: the network is down
""
throws later: DomainException: the network is down
""
fails: WpNormalize\IoException: cannot read the stream: it failed
""
gives nothing: WpNormalize\IoException: cannot read the stream: it gave no data before its end (a time-out, or it is non-blocking)
a byte at a time: all there
takes nothing: WpNormalize\IoException: cannot write the stream: it failed
throws when written to: DomainException: the disk is gone
int(40)
closes itself when read: no exception
int(40)
closes itself when written to: no exception
bool(true)
bool(true)
a full disk: WpNormalize\IoException: cannot write /dev/full: No space left on device
a directory: WpNormalize\IoException: cannot read the stream: it failed
