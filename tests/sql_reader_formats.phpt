--TEST--
SqlReader: plain, gzip and zstd give the same statements; gzip may have many members
--EXTENSIONS--
wpnormalize
zlib
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\SqlReader;

$dump = sample_dump(2000);
$expected = statements(new SqlReader(stream_of($dump)));
$half = intdiv(strlen($dump), 2);
$inputs = [
    'none' => stored($dump, 'none'),
    'gzip' => stored($dump, 'gzip'),
    'zstd' => stored($dump, 'zstd'),
    'gzip(1)' => gzencode($dump),
    'two members' => gzencode(substr($dump, 0, $half)) . gzencode(substr($dump, $half)),
];
foreach ($inputs as $name => $bytes) {
    $reader = new SqlReader(stream_of($bytes));
    $same = statements($reader) == $expected;
    echo $name, ': ', $same ? 'same' : 'DIFFERENT', ' ', json_encode([$reader->dumper(), $reader->complete(),
        $reader->bytesRead() === strlen($bytes), $reader->sha256() === hash('sha256', $bytes)]), "\n";
}

echo "empty: ";
$reader = new SqlReader(stream_of(''));
var_dump($reader->next(), $reader->dumper(), $reader->complete());
echo "empty gzip: ";
$reader = new SqlReader(stream_of(gzencode('')));
var_dump($reader->next(), $reader->complete());
echo "no closing line: ";
$reader = new SqlReader(stream_of(substr($dump, 0, strpos($dump, '-- Dump completed'))));
statements($reader);
var_dump($reader->complete());
?>
--EXPECT--
none: same ["mariadb-dump",true,true,true]
gzip: same ["mariadb-dump",true,true,true]
zstd: same ["mariadb-dump",true,true,true]
gzip(1): same ["mariadb-dump",true,true,true]
two members: same ["mariadb-dump",true,true,true]
empty: NULL
NULL
NULL
empty gzip: NULL
NULL
no closing line: bool(false)
