--TEST--
S3\Upload::abort() out of a commit: it proves what happened, and says it
--EXTENSIONS--
pcntl
--FILE--
<?php
require __DIR__ . '/s3_faults.inc';

$faults = new Faults();
pcntl_async_signals(true);

/** A commit that a signal handler interrupts while the answer to what publishes is awaited; then an abort. */
function interrupted(string $name, string $operation, string $kind, int $size, array ...$more): void
{
    global $faults;
    $key = "$operation $name";
    $faults->fault($operation, $kind, times: 9, seconds: 3);
    array_map(fn (array $fault) => $faults->fault(...$fault), $more);
    $upload = $faults->client(retries: 1, stallSeconds: 2)->upload($key);
    $upload->write(str_repeat('x', $size));
    pcntl_signal(SIGALRM, function () use ($faults, $operation, $kind) {
        // Not before it was sent.
        while (!in_array("$operation $kind", $faults->state()['log'], true)) {
            usleep(10_000);
        }
        throw new Exception('stop');
    });
    pcntl_alarm(1);
    echo "-- $name\n";
    thrown(fn () => $upload->commit());
    thrown(fn () => $upload->abort());
    $faults->clear();
    $state = $faults->state();
    printf("%s, %d left behind\n", match ($state['objects'][$key]['size'] ?? null) {
        null => 'not visible',
        $size => 'visible, whole',
        default => 'DAMAGED',
    }, count($state['uploads']));
    thrown(fn () => print("commit() says {$upload->commit()->size}: "));
}

foreach (['CompleteMultipartUpload' => (5 << 20) + 1, 'PutObject' => 5] as $operation => $size) {
    echo "== $operation\n";
    interrupted('it worked, the answer is lost', $operation, 'silence', $size);
    interrupted('it worked, the answer is late', $operation, 'slow', $size);
    interrupted('it did not get through', $operation, 'stuck', $size);
    interrupted('it did not get through, and nobody may look', $operation, 'stuck', $size, ['HeadObject', 'status', 'status' => 403, 'times' => 9]);
}

echo "== a commit that failed, and worked all the same\n";
$faults->fault('CompleteMultipartUpload', 'lost', times: 2);
$faults->fault('HeadObject', 'status', status: 404);
$upload = $faults->client(retries: 1)->upload('late');
$upload->write(str_repeat('x', 6 << 20));
thrown(fn () => $upload->commit());
var_dump($upload->commit()->size === $faults->state()['objects']['late']['size']);

echo "== a commit that failed, and nobody may look\n";
$faults->fault('CompleteMultipartUpload', 'lost', times: 2);
$faults->fault('HeadObject', 'status', status: 403, times: 9);
$upload = $faults->client(retries: 1)->upload('unknown');
$upload->write(str_repeat('x', 6 << 20));
thrown(fn () => $upload->commit());
?>
--EXPECT--
== CompleteMultipartUpload
-- it worked, the answer is lost
Exception: stop
HeadObject|bucket|CompleteMultipartUpload it worked, the answer is lost|200||id|HeadObject s3://bucket/CompleteMultipartUpload it worked, the answer is lost: the upload was published before it could be aborted; the object is there (200, request req-N)
visible, whole, 0 left behind
commit() says 5242881: nothing thrown
-- it worked, the answer is late
Exception: stop
HeadObject|bucket|CompleteMultipartUpload it worked, the answer is late|200||id|HeadObject s3://bucket/CompleteMultipartUpload it worked, the answer is late: the upload was published before it could be aborted; the object is there (200, request req-N)
visible, whole, 0 left behind
commit() says 5242881: nothing thrown
-- it did not get through
Exception: stop
nothing thrown
not visible, 0 left behind
UploadPart|bucket|CompleteMultipartUpload it did not get through|0||no id|UploadPart s3://bucket/CompleteMultipartUpload it did not get through: the upload is already aborted
-- it did not get through, and nobody may look
Exception: stop
HeadObject|bucket|CompleteMultipartUpload it did not get through, and nobody may look|403|Forbidden|id|HeadObject s3://bucket/CompleteMultipartUpload it did not get through, and nobody may look: whether the upload was published before it was aborted is not known: the server refused and gave no reason (403 Forbidden, request req-N)
not visible, 0 left behind
HeadObject|bucket|CompleteMultipartUpload it did not get through, and nobody may look|403|Forbidden|id|HeadObject s3://bucket/CompleteMultipartUpload it did not get through, and nobody may look: whether the upload was published before it was aborted is not known: the server refused and gave no reason (403 Forbidden, request req-N)
== PutObject
-- it worked, the answer is lost
Exception: stop
HeadObject|bucket|PutObject it worked, the answer is lost|200||id|HeadObject s3://bucket/PutObject it worked, the answer is lost: the upload was published before it could be aborted; the object is there (200, request req-N)
visible, whole, 0 left behind
commit() says 5: nothing thrown
-- it worked, the answer is late
Exception: stop
HeadObject|bucket|PutObject it worked, the answer is late|200||id|HeadObject s3://bucket/PutObject it worked, the answer is late: the upload was published before it could be aborted; the object is there (200, request req-N)
visible, whole, 0 left behind
commit() says 5: nothing thrown
-- it did not get through
Exception: stop
nothing thrown
not visible, 0 left behind
UploadPart|bucket|PutObject it did not get through|0||no id|UploadPart s3://bucket/PutObject it did not get through: the upload is already aborted
-- it did not get through, and nobody may look
Exception: stop
HeadObject|bucket|PutObject it did not get through, and nobody may look|403|Forbidden|id|HeadObject s3://bucket/PutObject it did not get through, and nobody may look: whether the upload was published before it was aborted is not known: the server refused and gave no reason (403 Forbidden, request req-N)
not visible, 0 left behind
HeadObject|bucket|PutObject it did not get through, and nobody may look|403|Forbidden|id|HeadObject s3://bucket/PutObject it did not get through, and nobody may look: whether the upload was published before it was aborted is not known: the server refused and gave no reason (403 Forbidden, request req-N)
== a commit that failed, and worked all the same
nothing thrown
bool(true)
== a commit that failed, and nobody may look
CompleteMultipartUpload|bucket|unknown|404|NoSuchUpload|id|CompleteMultipartUpload s3://bucket/unknown: the server says NoSuchUpload; whether the object was published is not known (404 NoSuchUpload, request req-N)
