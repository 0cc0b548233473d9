--TEST--
S3: what may pass is tried again, each request signed afresh, and the data arrives whole
--FILE--
<?php
require __DIR__ . '/s3_faults.inc';

$faults = new Faults();
$s3 = $faults->client(stallSeconds: 2);
$data = pattern((5 << 20) + 1);
$sha256 = hash('sha256', $data);

$kinds = [
    '500' => ['status', 'status' => 500], '503' => ['status', 'status' => 503, 'code' => 'SlowDown'],
    '502' => ['status', 'status' => 502], '504' => ['status', 'status' => 504], '429' => ['status', 'status' => 429],
    '408' => ['status', 'status' => 408], 'RequestTimeout' => ['status', 'status' => 400, 'code' => 'RequestTimeout'],
    'InternalError' => ['status', 'status' => 200, 'code' => 'InternalError'], 'reset' => ['reset'], 'garbage' => ['garbage'],
];
foreach ($kinds as $name => $fault) {
    foreach (['CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload', 'HeadObject'] as $operation) {
        if ($operation === 'UploadPart' && in_array($name, ['InternalError', 'garbage'], true)) {
            continue; // a 200 without an ETag: see s3_complete.phpt
        }
        if ($operation === 'HeadObject' && in_array($name, ['RequestTimeout', 'InternalError', 'garbage'], true)) {
            continue; // it has no body to hold a code
        }
        $faults->fault($operation, ...$fault);
    }
    $upload = $s3->upload($name);
    $upload->write($data);
    $upload->commit();
    if (!in_array($name, ['InternalError', 'garbage'], true)) {
        $faults->fault('GetObject', ...$fault); // otherwise a 200: see s3_download.phpt
    }
    $stream = $s3->open($name);
    printf("%s: up %s, down %s, %d left behind\n", $name, $faults->state()['objects'][$name]['sha256'] === $sha256 ? 'whole' : 'DAMAGED',
        hash('sha256', stream_get_contents($stream)) === $sha256 ? 'whole' : 'DAMAGED', count($faults->state()['uploads']));
}

echo "-- a part whose answer is lost, or does not come\n";
foreach (['lost', 'silence'] as $kind) {
    $faults->fault('UploadPart', $kind);
    $upload = $s3->upload($kind);
    $upload->write($data);
    $upload->commit();
    var_dump($faults->state()['objects'][$kind]['sha256'] === $sha256, $faults->state()['uploads']);
}

echo "-- Retry-After is waited for\n";
$faults->fault('HeadObject', 'status', status: 503, headers: ['Retry-After' => '1']);
$start = microtime(true);
$s3->head('500');
var_dump(microtime(true) - $start >= 1);

echo "-- retries end\n";
$few = $faults->client(retries: 2);
$faults->fault('ListObjectsV2', 'status', status: 503, code: 'SlowDown', times: 3);
thrown(fn () => iterator_to_array($few->list()));
echo implode(' ', array_slice($faults->state()['log'], -3)), "\n";
$faults->fault('UploadPart', 'status', status: 503, code: 'SlowDown', times: 6);
$upload = $few->upload('never');
thrown(function () use ($upload, $data) {
    $upload->write($data);
    $upload->commit();
});
var_dump(isset($faults->state()['objects']['never']), $faults->state()['uploads']);

echo "-- what does not pass is not tried again\n";
$faults->fault('ListObjectsV2', 'status', status: 403, code: 'AccessDenied');
thrown(fn () => iterator_to_array($s3->list()));
echo implode(' ', array_slice($faults->state()['log'], -1)), "\n";
?>
--EXPECT--
500: up whole, down whole, 0 left behind
503: up whole, down whole, 0 left behind
502: up whole, down whole, 0 left behind
504: up whole, down whole, 0 left behind
429: up whole, down whole, 0 left behind
408: up whole, down whole, 0 left behind
RequestTimeout: up whole, down whole, 0 left behind
InternalError: up whole, down whole, 0 left behind
reset: up whole, down whole, 0 left behind
garbage: up whole, down whole, 0 left behind
-- a part whose answer is lost, or does not come
bool(true)
array(0) {
}
bool(true)
array(0) {
}
-- Retry-After is waited for
bool(true)
-- retries end
ListObjectsV2|bucket||503|SlowDown|id|ListObjectsV2 s3://bucket: the server says SlowDown (503 SlowDown, request req-N)
ListObjectsV2 status ListObjectsV2 status ListObjectsV2 status
UploadPart|bucket|never|503|SlowDown|id|UploadPart s3://bucket/never: the server says SlowDown (503 SlowDown, request req-N)
bool(false)
array(0) {
}
-- what does not pass is not tried again
ListObjectsV2|bucket||403|AccessDenied|id|ListObjectsV2 s3://bucket: the server says AccessDenied (403 AccessDenied, request req-N)
ListObjectsV2 status
