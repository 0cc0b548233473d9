--TEST--
S3::open(): all, ranges, seeking; a broken transfer is resumed, and what is not the object's is refused
--FILE--
<?php
require __DIR__ . '/s3_faults.inc';

$faults = new Faults();
$s3 = $faults->client(retries: 2, stallSeconds: 1);
$data = pattern(11_000_003);
$upload = $s3->upload('object');
$upload->write($data);
$etag = $upload->commit()->etag;
$s3->upload('empty')->commit();

function check(string $name, array ...$list): void
{
    global $faults, $s3, $data;
    foreach ($list as $fault) {
        $faults->fault(...$fault);
    }
    echo "$name: ";
    thrown(function () use ($s3, $data) {
        $stream = $s3->open('object');
        $got = '';
        try {
            while (!feof($stream)) {
                $got .= fread($stream, 262144);
            }
        } finally {
            echo $got === $data ? 'whole, ' : (str_starts_with($data, $got) ? 'a true beginning, ' : 'DAMAGED, ');
        }
    });
    $faults->clear();
}

echo "-- ranges\n";
foreach ([[0, null], [1, null], [5_242_879, 3], [5_242_880, 5_242_880], [0, 0], [100, 0], [11_000_002, null], [11_000_002, 100], [11_000_003, null]] as [$offset, $length]) {
    var_dump(stream_get_contents($s3->open('object', $offset, $length)) === substr($data, $offset, $length));
}
var_dump(stream_get_contents($s3->open('empty')), fstat($s3->open('object'))['size']);
thrown(fn () => $s3->open('object', 11_000_004));
thrown(fn () => $s3->open('absent'));
var_dump(stream_get_contents($s3->open('object', 0, 10, $etag)) === substr($data, 0, 10));
thrown(fn () => $s3->open('object', ifMatch: '"other"'));

echo "-- seeking\n";
$stream = $s3->open('object');
foreach ([[9_000_000, SEEK_SET], [5, SEEK_CUR], [-5_000_000, SEEK_CUR], [-7, SEEK_END], [0, SEEK_SET]] as [$offset, $whence]) {
    $ok = fseek($stream, $offset, $whence);
    $at = ftell($stream);
    $wanted = substr($data, $at, 100);
    $got = '';
    while (strlen($got) < strlen($wanted)) {
        $got .= fread($stream, strlen($wanted) - strlen($got));
    }
    echo $ok, ' ', $at, ' ', $got === $wanted ? 'same' : 'OTHER', "\n";
}
var_dump(fseek($stream, 11_000_004), fseek($stream, -1));

echo "-- faults\n";
check('truncated', ['GetObject', 'truncate', 'times' => 3]);
check('truncated in the head of the object', ['GetObject', 'truncate', 'bytes' => 1, 'times' => 2]);
check('truncated without end', ['GetObject', 'truncate', 'bytes' => 0, 'times' => 100]);
check('ended early, chunked', ['GetObject', 'chunked-short', 'times' => 3]);
check('stalled', ['GetObject', 'stall', 'skip' => 1, 'times' => 2]);
check('no answer', ['GetObject', 'silence']);
check('a slow drip', ['GetObject', 'drip', 'bytes' => 100, 'seconds' => 0.2, 'skip' => 2]);
check('slow, but not too slow', ['GetObject', 'drip', 'bytes' => 500_000, 'seconds' => 0.2, 'skip' => 1]);
check('longer than said', ['GetObject', 'longer', 'skip' => 1]);
check('other bytes than asked for', ['GetObject', 'header', 'name' => 'Content-Range', 'value' => 'bytes 0-5242879/11000003', 'skip' => 1]);
check('garbage in Content-Range', ['GetObject', 'header', 'name' => 'Content-Range', 'value' => 'bytes x']);
check('all instead of a range', ['GetObject', 'garbage']);
check('another ETag', ['GetObject', 'header', 'name' => 'ETag', 'value' => '"other"', 'skip' => 1]);
check('another size', ['GetObject', 'header', 'name' => 'Content-Range', 'value' => 'bytes 5242880-10485759/18000000', 'skip' => 1]);
check('changed between ranges', ['GetObject', 'change', 'skip' => 2]);
?>
--EXPECT--
-- ranges
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
string(0) ""
int(11000003)
HeadObject|bucket|object|200||id|HeadObject s3://bucket/object: the object has 11000003 bytes, reading cannot start at 11000004 (200, request req-N)
GetObject|bucket|absent|404|NoSuchKey|id|GetObject s3://bucket/absent: the server says NoSuchKey (404 NoSuchKey, request req-N)
bool(true)
GetObject|bucket|object|412|PreconditionFailed|id|GetObject s3://bucket/object: the server says PreconditionFailed (412 PreconditionFailed, request req-N)
-- seeking
0 9000000 same
0 9000105 same
0 4000205 same
0 10999996 same
0 0 same
int(-1)
int(-1)
-- faults
truncated: whole, nothing thrown
truncated in the head of the object: whole, nothing thrown
truncated without end: GetObject|bucket|object|206||id|GetObject s3://bucket/object: what curl says (206, request req-N)
ended early, chunked: whole, nothing thrown
stalled: whole, nothing thrown
no answer: whole, nothing thrown
a slow drip: whole, nothing thrown
slow, but not too slow: whole, nothing thrown
longer than said: a true beginning, GetObject|bucket|object|206||id|GetObject s3://bucket/object: the body is longer than the range that was asked for (206, request req-N)
other bytes than asked for: a true beginning, GetObject|bucket|object|206||id|GetObject s3://bucket/object: the server sends other bytes than those that were asked for: bytes 0-5242879/11000003 (206, request req-N)
garbage in Content-Range: GetObject|bucket|object|206||id|GetObject s3://bucket/object: the server does not answer with the range that was asked for (206, request req-N)
all instead of a range: GetObject|bucket|object|200||id|GetObject s3://bucket/object: the server does not answer with the range that was asked for (200, request req-N)
another ETag: a true beginning, GetObject|bucket|object|206||id|GetObject s3://bucket/object: the object was changed while it was read (206, request req-N)
another size: a true beginning, GetObject|bucket|object|206||id|GetObject s3://bucket/object: the object was changed while it was read (206, request req-N)
changed between ranges: a true beginning, GetObject|bucket|object|412|PreconditionFailed|id|GetObject s3://bucket/object: the server says PreconditionFailed (412 PreconditionFailed, request req-N)
