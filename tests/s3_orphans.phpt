--TEST--
S3\Upload: where the answer to CreateMultipartUpload is lost, what it began is found and aborted; another writer's is not
--FILE--
<?php
require __DIR__ . '/s3_faults.inc';

$faults = new Faults();
$data = pattern((5 << 20) + 1);

/** An upload of which the first answers to Create are lost; then prints what is left. */
function lost(string $name, string $key, string $kind, int $times = 1, ?callable $end = null): void
{
    global $faults, $data;
    $s3 = $faults->client(retries: 2, stallSeconds: 1);
    $s3->head('absent'); // curl would repeat what breaks on a connection that is used again, and not tell
    $faults->fault('CreateMultipartUpload', $kind, times: $times);
    $upload = $s3->upload($key);
    echo "$name: ";
    thrown(function () use ($upload, $data, $end) {
        $upload->write($data);
        $end === null ? $upload->commit() : $end($upload);
    });
    unset($upload);
    $faults->clear();
    $state = $faults->state();
    $stored = $state['objects'][$key]['sha256'] ?? null;
    sort($state['uploads']);
    printf("  %s, left: %s; begun %d times\n", $stored === null ? 'not published' : ($stored === hash('sha256', $data) ? 'whole' : 'DAMAGED'),
        json_encode($state['uploads']), count(preg_grep('/^Create/', $state['log'])) - $GLOBALS['begun']);
    $GLOBALS['begun'] = count(preg_grep('/^Create/', $state['log']));
}
$begun = 0;

foreach (['lost', 'truncate', 'silence', 'garbage'] as $kind) {
    lost($kind, "key-$kind", $kind);
}
lost('twice', 'twice', 'lost', 2);
lost('for good', 'for good', 'lost', 3);
lost('aborted', 'aborted', 'lost', 1, fn ($upload) => $upload->abort());
foreach ([-86400, 3600] as $clock) {
    $faults->set(clock: $clock);
    lost("the server's clock differs by $clock s", 'clock', 'lost');
}
$faults->set(clock: 0);

echo "-- another writer's\n";
$parts = $faults->counts()['UploadPart'];
$other = $faults->client()->upload('key');
$other->write($data);
while ($faults->counts()['UploadPart'] === $parts) {
    $other->write(str_repeat('x', 1 << 18));
}
lost('has a part', 'key', 'lost');
$other->commit();
$faults->begin('key', age: 60);
lost('was begun before', 'key', 'lost');
$faults->begin('key more');
lost('is of a longer key', 'key', 'lost');
$faults->begin('key');
lost('cannot be told from ours', 'key', 'lost');
$s3 = $faults->client();
foreach ($s3->pendingUploads() as $pending) {
    $s3->abortUpload($pending->key, $pending->uploadId);
}

echo "-- it is looked for only then\n";
$faults->fault('CreateMultipartUpload', 'status', status: 503, code: 'SlowDown');
$upload = $s3->upload('key');
$upload->write($data);
$upload->commit();
echo implode(' ', array_slice($faults->state()['log'], -6)), "\n";

echo "-- where uploads may not be listed, what is proved stands, and an abort says what it does not know\n";
$faults->fault('ListMultipartUploads', 'status', status: 403, code: 'AccessDenied', times: 9);
lost('committed', 'key', 'lost');
$faults->fault('ListMultipartUploads', 'status', status: 403, code: 'AccessDenied', times: 9);
lost('aborted', 'another key', 'lost', 1, fn ($upload) => $upload->abort());
?>
--EXPECT--
lost: nothing thrown
  whole, left: []; begun 2 times
truncate: nothing thrown
  whole, left: []; begun 2 times
silence: nothing thrown
  whole, left: []; begun 2 times
garbage: nothing thrown
  whole, left: []; begun 2 times
twice: nothing thrown
  whole, left: []; begun 3 times
for good: CreateMultipartUpload|bucket|for good|0||no id|CreateMultipartUpload s3://bucket/for good: what curl says 
  not published, left: []; begun 3 times
aborted: nothing thrown
  not published, left: []; begun 2 times
the server's clock differs by -86400 s: nothing thrown
  whole, left: []; begun 2 times
the server's clock differs by 3600 s: nothing thrown
  whole, left: []; begun 2 times
-- another writer's
has a part: nothing thrown
  whole, left: ["key"]; begun 3 times
was begun before: nothing thrown
  whole, left: ["key"]; begun 2 times
is of a longer key: nothing thrown
  whole, left: ["key","key more"]; begun 2 times
cannot be told from ours: nothing thrown
  whole, left: ["key","key","key","key more"]; begun 2 times
-- it is looked for only then
CreateMultipartUpload status CreateMultipartUpload UploadPart UploadPart CompleteMultipartUpload HeadObject
-- where uploads may not be listed, what is proved stands, and an abort says what it does not know
committed: nothing thrown
  whole, left: ["key"]; begun 4 times
aborted: ListMultipartUploads|bucket||403|AccessDenied|id|ListMultipartUploads s3://bucket: the server says AccessDenied (403 AccessDenied, request req-N)
  not published, left: ["another key","key"]; begun 2 times
