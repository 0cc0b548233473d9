--TEST--
S3\Upload::commit(): an answer that lies, is lost or is garbage; published whole or not at all, and nothing is left behind
--FILE--
<?php
require __DIR__ . '/s3_faults.inc';

$faults = new Faults();
$s3 = $faults->client(retries: 2);
$data = pattern((5 << 20) + 1);

function check(string $name, array ...$list): void
{
    global $faults, $s3, $data;
    foreach ($list as $fault) {
        $faults->fault(...$fault);
    }
    $upload = $s3->upload($name);
    echo "$name: ";
    thrown(function () use ($upload, $data) {
        $upload->write($data);
        $upload->commit();
    });
    $faults->clear();
    $state = $faults->state();
    $stored = $state['objects'][$name]['sha256'] ?? null;
    printf("  %s, %d left behind\n", $stored === null ? 'not published' : ($stored === hash('sha256', $data) ? 'published whole' : 'DAMAGED'),
        count($state['uploads']));
}

check('error in a 200', ['CompleteMultipartUpload', 'status', 'status' => 200, 'code' => 'InvalidPart']);
check('transient error in a 200', ['CompleteMultipartUpload', 'status', 'status' => 200, 'code' => 'InternalError']);
check('the answer is lost', ['CompleteMultipartUpload', 'lost']);
check('the answer is lost for good', ['CompleteMultipartUpload', 'lost', 'times' => 3]);
check('another took the upload away', ['CompleteMultipartUpload', 'gone']);
check('garbage', ['CompleteMultipartUpload', 'garbage', 'times' => 3]);
check('empty', ['CompleteMultipartUpload', 'garbage', 'body' => '', 'times' => 3]);
check('denied', ['CompleteMultipartUpload', 'status', 'status' => 403, 'code' => 'AccessDenied']);
check('a part with a wrong ETag', ['UploadPart', 'header', 'name' => 'ETag', 'value' => '"wrong"']);
check('a part without an ETag', ['UploadPart', 'header', 'name' => 'ETag', 'value' => '']);
check('Create without an id', ['CreateMultipartUpload', 'garbage', 'body' => '<InitiateMultipartUploadResult/>', 'times' => 3]);
check('HEAD says another size', ['HeadObject', 'header', 'name' => 'Content-Length', 'value' => '5', 'times' => 2]);
check('HEAD says another upload', ['HeadObject', 'header', 'name' => 'x-amz-meta-wpn-upload', 'value' => 'other', 'times' => 2]);
check('HEAD is denied', ['HeadObject', 'status', 'status' => 403]);
check('HEAD does not find it', ['HeadObject', 'status', 'status' => 404, 'times' => 2]);
check('HEAD does not find it at first', ['HeadObject', 'status', 'status' => 404]);
check('abort fails at first', ['UploadPart', 'status', 'status' => 403, 'code' => 'AccessDenied'], ['AbortMultipartUpload', 'status', 'status' => 503]);

echo "-- the same for a single PUT\n";
$data = 'small';
check('PUT is lost', ['PutObject', 'lost']);
check('PUT is lost for good', ['PutObject', 'lost', 'times' => 3]);
check('PUT is denied', ['PutObject', 'status', 'status' => 403, 'code' => 'AccessDenied']);
echo "-- ifAbsent, with the first answer lost: it is ours\n";
$faults->fault('PutObject', 'lost');
$upload = $s3->upload('ours', ifAbsent: true);
$upload->write('small');
var_dump($upload->commit()->size);
?>
--EXPECT--
error in a 200: CompleteMultipartUpload|bucket|error in a 200|200|InvalidPart|id|CompleteMultipartUpload s3://bucket/error in a 200: the server says InvalidPart (200 InvalidPart, request req-N)
  not published, 0 left behind
transient error in a 200: nothing thrown
  published whole, 0 left behind
the answer is lost: nothing thrown
  published whole, 0 left behind
the answer is lost for good: nothing thrown
  published whole, 0 left behind
another took the upload away: CompleteMultipartUpload|bucket|another took the upload away|404|NoSuchUpload|id|CompleteMultipartUpload s3://bucket/another took the upload away: the server says NoSuchUpload (404 NoSuchUpload, request req-N)
  not published, 0 left behind
garbage: CompleteMultipartUpload|bucket|garbage|200||id|CompleteMultipartUpload s3://bucket/garbage: the answer is not the CompleteMultipartUploadResult it should be (200, request req-N)
  not published, 0 left behind
empty: CompleteMultipartUpload|bucket|empty|200||id|CompleteMultipartUpload s3://bucket/empty: the answer is not the CompleteMultipartUploadResult it should be (200, request req-N)
  not published, 0 left behind
denied: CompleteMultipartUpload|bucket|denied|403|AccessDenied|id|CompleteMultipartUpload s3://bucket/denied: the server says AccessDenied (403 AccessDenied, request req-N)
  not published, 0 left behind
a part with a wrong ETag: CompleteMultipartUpload|bucket|a part with a wrong ETag|400|InvalidPart|id|CompleteMultipartUpload s3://bucket/a part with a wrong ETag: the server says InvalidPart (400 InvalidPart, request req-N)
  not published, 0 left behind
a part without an ETag: UploadPart|bucket|a part without an ETag|200||id|UploadPart s3://bucket/a part without an ETag: the answer has no ETag (200, request req-N)
  not published, 0 left behind
Create without an id: CreateMultipartUpload|bucket|Create without an id|200||id|CreateMultipartUpload s3://bucket/Create without an id: the answer has no UploadId (200, request req-N)
  not published, 0 left behind
HEAD says another size: HeadObject|bucket|HEAD says another size|200||id|HeadObject s3://bucket/HEAD says another size: S3 completed the upload, but it is not proved: what is there after the upload is not what was uploaded: 5 bytes instead of 5242881, or another writer's (200, request req-N)
  published whole, 0 left behind
HEAD says another upload: HeadObject|bucket|HEAD says another upload|200||id|HeadObject s3://bucket/HEAD says another upload: S3 completed the upload, but it is not proved: what is there after the upload is not what was uploaded: 5242881 bytes instead of 5242881, or another writer's (200, request req-N)
  published whole, 0 left behind
HEAD is denied: nothing thrown
  published whole, 0 left behind
HEAD does not find it: HeadObject|bucket|HEAD does not find it|404|NotFound|id|HeadObject s3://bucket/HEAD does not find it: S3 completed the upload, but it is not proved: the server refused and gave no reason (404 NotFound, request req-N)
  published whole, 0 left behind
HEAD does not find it at first: nothing thrown
  published whole, 0 left behind
abort fails at first: UploadPart|bucket|abort fails at first|403|AccessDenied|id|UploadPart s3://bucket/abort fails at first: the server says AccessDenied (403 AccessDenied, request req-N)
  not published, 0 left behind
-- the same for a single PUT
PUT is lost: nothing thrown
  published whole, 0 left behind
PUT is lost for good: nothing thrown
  published whole, 0 left behind
PUT is denied: PutObject|bucket|PUT is denied|403|AccessDenied|id|PutObject s3://bucket/PUT is denied: the server says AccessDenied (403 AccessDenied, request req-N)
  not published, 0 left behind
-- ifAbsent, with the first answer lost: it is ours
int(5)
