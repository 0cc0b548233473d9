--TEST--
S3\Upload: bodies of every size, by write, copyFrom and stream; nothing is visible before commit
--FILE--
<?php
require __DIR__ . '/s3_faults.inc';

$faults = new Faults();
$s3 = $faults->client();
$part = 5 << 20;
$data = pattern(2 * $part + 1);

foreach ([0, 1, $part, $part + 1, 2 * $part + 1] as $size) {
    $upload = $s3->upload("size/$size");
    foreach ($size ? str_split(substr($data, 0, $size), 777_777) : [] as $piece) {
        $upload->write($piece);
    }
    $before = isset($faults->state()['objects']["size/$size"]);
    $info = $upload->commit();
    $stored = $faults->state()['objects']["size/$size"];
    printf("%d: %s, %s, %s\n", $size, $before ? 'VISIBLE BEFORE' : 'not before',
        $stored['sha256'] === hash('sha256', substr($data, 0, $size)) ? 'whole' : 'DAMAGED', $info->size === $size ? 'told' : 'WRONG');
}
echo json_encode(array_filter($faults->counts(), fn ($operation) => $operation !== 'HeadObject', ARRAY_FILTER_USE_KEY)), "\n";

echo "-- an expected size makes parts larger, so that 9,000 do\n";
foreach ([null, 9000 * $part, 9000 * $part + 1, 100_000_000_000, 40 << 40] as $expected) {
    $before = $faults->counts()['UploadPart'];
    $upload = $s3->upload('expected', expectedSize: $expected);
    foreach ($expected === 40 << 40 ? [] : range(1, 12) as $i) {
        $upload->write(str_repeat('x', 1 << 20));
    }
    $upload->write('x');
    $upload->commit();
    echo $expected ?? 'unknown', ': ', $faults->counts()['UploadPart'] - $before, " parts\n";
}
thrown(fn () => $s3->upload('expected', expectedSize: 45 << 40));

echo "-- so many parts are on the way as concurrency says, one more is filled\n";
foreach ([1, 3] as $concurrency) {
    $before = count($faults->state()['log']);
    $faults->fault('UploadPart', 'stuck', times: 9);
    $upload = $faults->client(concurrency: $concurrency, retries: 0, stallSeconds: 1)->upload('concurrent');
    try {
        $upload->write(str_repeat('x', ($concurrency + 2) * $part));
    } catch (WpNormalize\S3\S3Exception) {
    }
    var_dump(array_count_values(array_slice($faults->state()['log'], $before))['UploadPart stuck']);
    $faults->clear();
}

echo "-- copyFrom and stream\n";
$file = tmpfile();
fwrite($file, $data);
rewind($file);
$upload = $s3->upload('copied');
var_dump($upload->copyFrom($file));
$upload->commit();
$upload = $s3->upload('streamed');
$stream = $upload->stream();
rewind($file);
var_dump(stream_copy_to_stream($file, $stream));
fclose($stream);
var_dump(isset($faults->state()['objects']['streamed']));
$upload->commit();
foreach (['copied', 'streamed'] as $key) {
    var_dump($faults->state()['objects'][$key]['sha256'] === hash('sha256', $data));
}

echo "-- a source that fails\n";
$upload = $s3->upload('half');
$upload->write($data);
$closed = fopen('php://memory', 'r');
fclose($closed);
thrown(fn () => $upload->copyFrom($closed));
$directory = fopen(__DIR__, 'r');
thrown(fn () => $upload->copyFrom($directory));
thrown(fn () => $upload->commit());

echo "-- headers\n";
$headers = [
    'x-amz-meta-Site' => 'a  b', 'Content-Type' => 'application/zstd', 'x-amz-storage-class' => 'STANDARD_IA',
    'x-amz-server-side-encryption' => 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id' => 'key-1',
];
foreach (['small' => 10, 'large' => $part + 1] as $key => $size) {
    $upload = $s3->upload($key, headers: $headers);
    $upload->write(substr($data, 0, $size));
    $info = $upload->commit();
    $stored = $faults->state()['objects'][$key]['headers'];
    $uuid = $stored['x-amz-meta-wpn-upload'];
    unset($stored['x-amz-meta-wpn-upload']);
    ksort($stored);
    echo json_encode($stored), "\n", $info->metadata['site'], ' ', $info->metadata['wpn-upload'] === $uuid ? 'same uuid' : 'OTHER UUID',
        ' ', preg_match('/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/', $uuid), "\n";
}

echo "-- ifAbsent\n";
foreach (['small' => 10, 'large' => $part + 1] as $key => $size) {
    $upload = $s3->upload($key, ifAbsent: true);
    $upload->write(substr($data, 0, $size));
    thrown(fn () => $upload->commit());
    $upload = $s3->upload("new-$key", ifAbsent: true);
    $upload->write(substr($data, 0, $size));
    var_dump($upload->commit()->size);
}

echo "-- after the end\n";
$upload = $s3->upload('ended');
$upload->write('x');
$upload->commit();
thrown(fn () => $upload->write('y'));
thrown(fn () => $upload->abort());
var_dump($upload->commit()->size);
$upload = $s3->upload('aborted');
$upload->write($data);
$upload->abort();
$upload->abort();
thrown(fn () => $upload->write('y'));
thrown(fn () => $upload->commit());
thrown(fn () => clone $upload);
thrown(fn () => serialize($upload));
var_dump(isset($faults->state()['objects']['aborted']), $faults->state()['uploads']);
?>
--EXPECT--
0: not before, whole, told
1: not before, whole, told
5242880: not before, whole, told
5242881: not before, whole, told
10485761: not before, whole, told
{"PutObject":3,"CreateMultipartUpload":2,"UploadPart":5,"CompleteMultipartUpload":2}
-- an expected size makes parts larger, so that 9,000 do
unknown: 3 parts
47185920000: 3 parts
47185920001: 3 parts
100000000000: 2 parts
43980465111040: 0 parts
ValueError: an object of 49478023249920 bytes is larger than S3 allows
-- so many parts are on the way as concurrency says, one more is filled
int(1)
int(3)
-- copyFrom and stream
int(10485761)
int(10485761)
bool(false)
bool(true)
bool(true)
-- a source that fails
TypeError: WpNormalize\S3\Upload::copyFrom(): supplied resource is not a valid stream resource
WpNormalize\IoException: cannot read tests: Is a directory
UploadPart|bucket|half|0||no id|UploadPart s3://bucket/half: the upload is already aborted
-- headers
{"content-type":"application\/zstd","x-amz-meta-site":"a  b","x-amz-server-side-encryption":"aws:kms","x-amz-server-side-encryption-aws-kms-key-id":"key-1","x-amz-storage-class":"STANDARD_IA"}
a  b same uuid 1
{"content-type":"application\/zstd","x-amz-meta-site":"a  b","x-amz-server-side-encryption":"aws:kms","x-amz-server-side-encryption-aws-kms-key-id":"key-1","x-amz-storage-class":"STANDARD_IA"}
a  b same uuid 1
-- ifAbsent
HeadObject|bucket|small|200|PreconditionFailed|id|HeadObject s3://bucket/small: the key is taken, and the upload was asked not to replace it (200 PreconditionFailed, request req-N)
int(10)
HeadObject|bucket|large|200|PreconditionFailed|id|HeadObject s3://bucket/large: the key is taken, and the upload was asked not to replace it (200 PreconditionFailed, request req-N)
int(5242881)
-- after the end
UploadPart|bucket|ended|0||no id|UploadPart s3://bucket/ended: the upload is already committed
UploadPart|bucket|ended|0||no id|UploadPart s3://bucket/ended: the upload is already committed
int(1)
UploadPart|bucket|aborted|0||no id|UploadPart s3://bucket/aborted: the upload is already aborted
UploadPart|bucket|aborted|0||no id|UploadPart s3://bucket/aborted: the upload is already aborted
Error: Trying to clone an uncloneable object of class WpNormalize\S3\Upload
Exception: Serialization of 'WpNormalize\S3\Upload' is not allowed
bool(false)
array(0) {
}
