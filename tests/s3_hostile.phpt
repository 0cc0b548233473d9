--TEST--
S3: answers and options that no honest server or script gives neither damage memory nor tell secrets
--FILE--
<?php
require __DIR__ . '/s3_faults.inc';

$faults = new Faults();
$s3 = $faults->client(retries: 1);
$options = ['endpoint' => $faults->endpoint, 'key' => 'access', 'secret' => 'secret'];

echo "-- a listing of other keys than were asked for\n";
$xml = '<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>d</Key><Size>1</Size></Contents></ListBucketResult>';
$faults->fault('ListObjectsV2', 'garbage', body: $xml);
thrown(fn () => iterator_count($s3->list('directory/')));
$faults->fault('ListObjectsV2', 'garbage', body: $xml);
var_dump(@scandir('s3://bucket/directory', SCANDIR_SORT_NONE, stream_context_create(['s3' => $options])));

echo "-- elements too deep\n";
$faults->fault('ListObjectsV2', 'garbage', times: 2, body: '<ListBucketResult>' . str_repeat('<a>', 14) . '<b/><b/>' . str_repeat('<c/>', 20));
thrown(fn () => iterator_count($s3->list()));
$faults->fault('ListObjectsV2', 'garbage', times: 2, body: '<ListBucketResult>' . str_repeat('<a>', 15) . '<b/>');
thrown(fn () => iterator_count($s3->list()));

echo "-- an empty UploadId\n";
$faults->fault('CreateMultipartUpload', 'garbage', body: '<InitiateMultipartUploadResult><UploadId></UploadId></InitiateMultipartUploadResult>');
$upload = $s3->upload('object');
thrown(fn () => $upload->write(str_repeat('x', 11 << 20)));
thrown(fn () => $upload->commit());

echo "-- options of the context out of bounds\n";
foreach (['partSize' => 1, 'concurrency' => 1 << 32, 'retries' => 101, 'stallSeconds' => -1] as $name => $value) {
    var_dump(@file_get_contents('s3://bucket/x', false, stream_context_create(['s3' => [$name => $value] + $options])));
    echo strstr(error_get_last()['message'], 'partSize'), "\n";
}

echo "-- all bytes, then the connection breaks\n";
$upload = $s3->upload('object');
$upload->write(pattern(100_000));
$upload->commit();
$faults->fault('GetObject', 'chunked-unended');
var_dump(stream_get_contents($s3->open('object')) === pattern(100_000), $faults->counts()['GetObject chunked-unended'], $faults->counts()['GetObject'] ?? 0);

echo "-- a redirect to a stranger\n";
$stranger = stream_socket_server('tcp://127.0.0.2:0');
$faults->fault('PutObject', 'status', status: 307, headers: ['Location' => 'http://' . stream_socket_get_name($stranger, false) . '/elsewhere']);
$upload = $s3->upload('private');
$upload->write('private');
thrown(fn () => $upload->commit());
var_dump(@stream_socket_accept($stranger, 0));

echo "-- the size and the end of a window\n";
var_dump(fstat($s3->open('object', 10, 5))['size'], fstat($s3->open('object', 99_000))['size']);

echo "-- secrets in messages\n";
foreach (['foo://user:password@proxy', 'http://user:password @pro xy:99999'] as $proxy) {
    try {
        $faults->client(proxy: $proxy, retries: 0)->head('object');
    } catch (Exception $e) {
        var_dump(str_contains($e->getMessage(), 'password'));
    }
}
$token = str_repeat('a secret token ', 60);
$faults->fault('GetObject', 'status', status: 400, code: 'InvalidToken', more: "<Message>$token</Message>");
thrown(fn () => $faults->client(token: $token)->open('object'));
?>
--EXPECT--
-- a listing of other keys than were asked for
ListObjectsV2|bucket||200||id|ListObjectsV2 s3://bucket: the server lists a key that is not below the prefix (200, request req-N)
bool(false)
-- elements too deep
ListObjectsV2|bucket||200||id|ListObjectsV2 s3://bucket: the answer is not the ListBucketResult it should be (200, request req-N)
ListObjectsV2|bucket||200||id|ListObjectsV2 s3://bucket: the answer is not the ListBucketResult it should be (200, request req-N)
-- an empty UploadId
CreateMultipartUpload|bucket|object|200||id|CreateMultipartUpload s3://bucket/object: the answer has no UploadId (200, request req-N)
CreateMultipartUpload|bucket|object|200||id|CreateMultipartUpload s3://bucket/object: the answer has no UploadId (200, request req-N)
-- options of the context out of bounds
bool(false)
partSize, concurrency, retries or stallSeconds in the stream context is out of bounds
bool(false)
partSize, concurrency, retries or stallSeconds in the stream context is out of bounds
bool(false)
partSize, concurrency, retries or stallSeconds in the stream context is out of bounds
bool(false)
partSize, concurrency, retries or stallSeconds in the stream context is out of bounds
-- all bytes, then the connection breaks
bool(true)
int(1)
int(0)
-- a redirect to a stranger
PutObject|bucket|private|307|Code307|id|PutObject s3://bucket/private: the server says Code307 (307 Code307, request req-N)
bool(false)
-- the size and the end of a window
int(5)
int(1000)
-- secrets in messages
bool(false)
bool(false)
GetObject|bucket|object|400|InvalidToken|id|GetObject s3://bucket/object: the server refused and gave no reason (400 InvalidToken, request req-N)
