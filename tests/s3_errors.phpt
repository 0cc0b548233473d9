--TEST--
S3\S3Exception: what it tells; and no secret in messages, backtraces, dumps
--FILE--
<?php
require __DIR__ . '/s3_faults.inc';

use WpNormalize\S3;

$faults = new Faults();
$s3 = $faults->client();
$s3->upload('object')->commit();

echo "-- each operation names itself\n";
foreach (['PutObject', 'GetObject', 'HeadObject', 'ListObjectsV2', 'DeleteObject', 'CopyObject', 'ListMultipartUploads', 'AbortMultipartUpload'] as $operation) {
    $faults->fault($operation, 'status', status: 403, code: 'AccessDenied', skip: $operation === 'DeleteObject' ? 1 : 0);
    thrown(fn () => match ($operation) {
        'PutObject' => $s3->upload('k')->commit(),
        'GetObject' => $s3->open('k'),
        'HeadObject' => $s3->head('k'),
        'ListObjectsV2' => iterator_count($s3->list()),
        'DeleteObject' => $s3->delete('k1', 'k2', 'k3'),
        'CopyObject' => $s3->copy('k', 'l'),
        'ListMultipartUploads' => $s3->pendingUploads(),
        'AbortMultipartUpload' => $s3->abortUpload('k', 'id'),
    });
}
echo implode(' ', array_slice($faults->state()['log'], -6)), "\n";
var_dump(is_a(S3\S3Exception::class, \RuntimeException::class, true), is_a(S3\S3Exception::class, \WpNormalize\Exception::class, true));

echo "-- what exists no more\n";
$s3->abortUpload('k', 'id');
$s3->delete('absent');
thrown(fn () => $s3->copy('absent', 'l'));
$faults->fault('CopyObject', 'status', status: 200, code: 'AccessDenied');
thrown(fn () => $s3->copy('object', 'l'));
var_dump($s3->head('l'));

echo "-- copy of one version only\n";
$etag = $s3->head('object')->etag;
$s3->copy('object', 'l', ifMatch: $etag);
thrown(fn () => $s3->copy('object', 'other', ifMatch: '"other"'));
var_dump($s3->head('l')->size, $s3->head('other'));
// Another writer replaces the object before it is copied; and while it is, where a server ignores the header.
$faults->fault('CopyObject', 'change', key: 'object');
thrown(fn () => $s3->copy('object', 'l', ifMatch: $etag));
$etag = $s3->head('object')->etag;
$faults->fault('HeadObject', 'change', skip: 1, key: 'object');
thrown(fn () => $s3->copy('object', 'l', ifMatch: $etag));
$s3->upload('object')->commit();

echo "-- text of the server cannot break lines\n";
$faults->fault('ListObjectsV2', 'status', status: 403, code: "Evil&#13;&#10;Code&#127;");
thrown(fn () => iterator_count($s3->list()));

echo "-- nobody there\n";
thrown(fn () => $faults->client(endpoint: 'http://127.0.0.1:1', retries: 1)->head('k'));
thrown(fn () => $faults->client(endpoint: 'http://nowhere.invalid', retries: 0)->head('k'));

echo "-- wrong keys, no keys\n";
thrown(fn () => iterator_count($faults->client(key: 'other')->list()));
thrown(fn () => iterator_count($faults->client(secret: 'other')->list()));
thrown(fn () => iterator_count((new S3('bucket', endpoint: $faults->endpoint))->list()));
thrown(fn () => iterator_count((new S3('bucket', endpoint: $faults->endpoint, profile: 'work'))->list()));

echo "-- secrets\n";
$seen = '';
ob_start();
$secretive = $faults->client(token: 'sesame-token');
$faults->fault('ListObjectsV2', 'status', status: 403, code: 'InvalidToken', more: '<Message>your token sesame-token is wrong</Message>');
foreach ([
    fn () => iterator_count($secretive->list()),
    fn () => new S3('bucket', 'http://x/', 'region', null, 'access', 'sesame-secret', 'sesame-token', null, -1),
    fn () => new S3('b', 'http://x/', 'region', null, 'access', 'sesame-secret', 'sesame-token', null, 0, 4, 8, null, 'http://sesame-user:sesame@proxy'),
] as $do) {
    try {
        $do();
    } catch (Throwable $e) {
        echo $e, $e->getTraceAsString();
        var_dump($e->getTrace());
    }
}
$upload = $secretive->upload('k');
foreach ([$secretive, $upload, $secretive->list(), $upload->stream()] as $value) {
    var_dump($value);
    var_export((array) $value);
    print_r($value);
    debug_zval_dump($value);
}
var_dump(stream_get_meta_data($upload->stream()));
$seen = ob_get_clean();
var_dump(str_contains($seen, 'sesame'), str_contains($seen, 'InvalidToken'), str_contains($seen, 'SensitiveParameterValue'));
echo "-- nor in what PHP prints and logs of an exception that nobody catches\n";
$log = tempnam(sys_get_temp_dir(), 'wpn');
foreach ([
    '$s3->head("k");', '$s3->upload("k")->commit();', 'fclose(fopen("s3://bucket/k", "w"));', 'file_get_contents("s3://bucket/k");',
    'new WpNormalize\S3("b", $endpoint, "region", null, "access", "sesame-secret", "sesame-token");',
] as $code) {
    $faults->fault('HeadObject', 'status', status: 403, code: 'AccessDenied', times: 9);
    $faults->fault('PutObject', 'status', status: 403, code: 'AccessDenied', times: 9);
    $faults->fault('GetObject', 'status', status: 403, code: 'AccessDenied', times: 9);
    $code = '[, $endpoint] = $argv; $s3 = new WpNormalize\S3("bucket", $endpoint, key: "access", secret: "sesame-secret", token: "sesame-token");
        stream_context_set_default(["s3" => ["endpoint" => $endpoint, "key" => "access", "secret" => "sesame-secret", "token" => "sesame-token"]]);
        error_log("begun"); ' . $code;
    $command = [PHP_BINARY, '-n', ...module_options(), '-d', 'display_errors=1', '-d', 'log_errors=1', '-d', "error_log=$log",
        '-d', 'zend.exception_ignore_args=0', '-d', 'zend.exception_string_param_max_len=1000', '-r', $code, '--', $faults->endpoint];
    $process = proc_open($command, [1 => ['pipe', 'w'], 2 => ['pipe', 'w']], $pipes);
    $printed = stream_get_contents($pipes[1]) . stream_get_contents($pipes[2]);
    proc_close($process);
    $logged = file_get_contents($log);
    var_dump(str_contains($printed . $logged, 'sesame'), str_contains($printed, 'bucket') && str_contains($logged, 'begun'));
    $faults->clear();
}
unlink($log);
thrown(fn () => serialize($secretive));
thrown(fn () => clone $secretive);
?>
--EXPECT--
-- each operation names itself
PutObject|bucket|k|403|AccessDenied|id|PutObject s3://bucket/k: the server says AccessDenied (403 AccessDenied, request req-N)
GetObject|bucket|k|403|AccessDenied|id|GetObject s3://bucket/k: the server says AccessDenied (403 AccessDenied, request req-N)
HeadObject|bucket|k|403|Forbidden|id|HeadObject s3://bucket/k: the server refused and gave no reason (403 Forbidden, request req-N)
ListObjectsV2|bucket||403|AccessDenied|id|ListObjectsV2 s3://bucket: the server says AccessDenied (403 AccessDenied, request req-N)
DeleteObject|bucket|k2|403|AccessDenied|id|DeleteObject s3://bucket/k2: the server says AccessDenied (403 AccessDenied, request req-N)
CopyObject|bucket|l|403|AccessDenied|id|CopyObject s3://bucket/l: the server says AccessDenied (403 AccessDenied, request req-N)
ListMultipartUploads|bucket||403|AccessDenied|id|ListMultipartUploads s3://bucket: the server says AccessDenied (403 AccessDenied, request req-N)
AbortMultipartUpload|bucket|k|403|AccessDenied|id|AbortMultipartUpload s3://bucket/k: the server says AccessDenied (403 AccessDenied, request req-N)
DeleteObject DeleteObject status DeleteObject CopyObject status ListMultipartUploads status AbortMultipartUpload status
bool(true)
bool(true)
-- what exists no more
CopyObject|bucket|l|404|NoSuchKey|id|CopyObject s3://bucket/l: the server says NoSuchKey (404 NoSuchKey, request req-N)
CopyObject|bucket|l|200|AccessDenied|id|CopyObject s3://bucket/l: the server says AccessDenied (200 AccessDenied, request req-N)
NULL
-- copy of one version only
HeadObject|bucket|object|200|PreconditionFailed|id|HeadObject s3://bucket/object: the object is not the one that was asked for, its ETag differs (200 PreconditionFailed, request req-N)
int(0)
NULL
CopyObject|bucket|l|412|PreconditionFailed|id|CopyObject s3://bucket/l: the server says PreconditionFailed (412 PreconditionFailed, request req-N)
HeadObject|bucket|object|200|PreconditionFailed|id|HeadObject s3://bucket/object: the object is not the one that was asked for, its ETag differs (200 PreconditionFailed, request req-N)
-- text of the server cannot break lines
ListObjectsV2|bucket||403|Evil  Code |id|ListObjectsV2 s3://bucket: the server says Evil  Code  (403 Evil  Code , request req-N)
-- nobody there
HeadObject|bucket|k|0||no id|HeadObject s3://bucket/k: what curl says 
HeadObject|bucket|k|0||no id|HeadObject s3://bucket/k: what curl says 
-- wrong keys, no keys
ListObjectsV2|bucket||403|InvalidAccessKeyId|id|ListObjectsV2 s3://bucket: the server says InvalidAccessKeyId (403 InvalidAccessKeyId, request req-N)
ListObjectsV2|bucket||403|SignatureDoesNotMatch|id|ListObjectsV2 s3://bucket: the server says SignatureDoesNotMatch (403 SignatureDoesNotMatch, request req-N)
ListObjectsV2|bucket||0||no id|ListObjectsV2 s3://bucket: no credentials: pass key and secret, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile of ~/.aws/credentials (a container's and EC2's metadata were looked for too)
ListObjectsV2|bucket||0||no id|ListObjectsV2 s3://bucket: the profile 'work' has no aws_access_key_id in the shared AWS files
-- secrets
bool(false)
bool(true)
bool(true)
-- nor in what PHP prints and logs of an exception that nobody catches
bool(false)
bool(true)
bool(false)
bool(true)
bool(false)
bool(true)
bool(false)
bool(true)
bool(false)
bool(true)
Exception: Serialization of 'WpNormalize\S3' is not allowed
Error: Trying to clone an uncloneable object of class WpNormalize\S3
