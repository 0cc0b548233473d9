--TEST--
S3: wrong arguments are refused before anything is sent; nothing can be injected
--FILE--
<?php
require __DIR__ . '/s3_faults.inc';

use WpNormalize\S3;

$faults = new Faults();
$s3 = $faults->client();

echo "-- buckets, endpoints, numbers\n";
foreach (['ab', 'a/b', "bucket\r\nHost: x", 'b?x'] as $bucket) {
    thrown(fn () => $faults->client(bucket: $bucket));
}
foreach (['example.com', 'ftp://example.com', 'http://user:sesame@example.com', 'http://example.com/?x=1', "http://example.com/\r\nX: y"] as $endpoint) {
    thrown(fn () => $faults->client(endpoint: $endpoint));
}
thrown(fn () => $faults->client(region: "us-east-1\r\nX: y"));
thrown(fn () => $faults->client(region: 'US'));
thrown(fn () => $faults->client(partSize: 1));
thrown(fn () => $faults->client(concurrency: 0));
thrown(fn () => $faults->client(concurrency: 65));
thrown(fn () => $faults->client(retries: -1));
thrown(fn () => $faults->client(stallSeconds: 0));
thrown(fn () => new S3('bucket', key: 'access'));
thrown(fn () => $s3->__construct('bucket'));

echo "-- keys\n";
foreach (['', str_repeat('k', 1025), "a\nb", "a\r\nHost: x", "nul\0", "\xFF"] as $key) {
    thrown(fn () => $s3->upload($key));
}
thrown(fn () => $s3->open("a\n"));
thrown(fn () => $s3->head("a\n"));
thrown(fn () => $s3->delete('fine', "a\n"));
thrown(fn () => $s3->copy('fine', "a\n"));
thrown(fn () => $s3->abortUpload('fine', ''));
thrown(fn () => $s3->open('fine', -1));
thrown(fn () => $s3->open('fine', 0, -1));
thrown(fn () => $s3->upload('fine', -1));
thrown(fn () => $s3->upload('fine', PHP_INT_MAX));

echo "-- headers\n";
foreach ([
    ['Authorization' => 'x'], ['Host' => 'x'], ['Content-Length' => '1'], ['x-amz-date' => 'x'], ['x-amz-meta-wpn-upload' => 'x'],
    ["x-amz-meta-a\r\nHost" => 'x'], ['x-amz-meta-a' => "x\r\nHost: y"], ['x-amz-meta-a' => "x\ny"], ['x-amz-meta-a' => 'é'],
    ['x-amz-meta-' => 'x'], ['x-amz-meta-a' => 1], ['x'], ["x-amz-meta-a\0" => 'x'],
    ['x-amz-server-side-encryption-customer-key' => 'x'],
] as $headers) {
    thrown(fn () => $s3->upload('fine', headers: $headers));
}

echo "-- what only shows when it is sent\n";
thrown(fn () => $faults->client(token: "t\r\nX-Injected: y")->head('fine'));
thrown(fn () => $faults->client(key: "access\r\nX-Injected: y")->head('fine'));
thrown(fn () => $s3->open('fine', ifMatch: "x\r\nX-Injected: y"));
echo json_encode($faults->state()['log']), "\n";
?>
--EXPECT--
-- buckets, endpoints, numbers
ValueError: a bucket name must be 3 to 255 letters, digits, '.', '_' or '-'
ValueError: a bucket name must be 3 to 255 letters, digits, '.', '_' or '-'
ValueError: a bucket name must be 3 to 255 letters, digits, '.', '_' or '-'
ValueError: a bucket name must be 3 to 255 letters, digits, '.', '_' or '-'
ValueError: the endpoint must be http[s]://host[:port][/path]: it is not a valid URL
ValueError: the endpoint must be http[s]://host[:port][/path]: the scheme is neither http nor https
ValueError: the endpoint must be http[s]://host[:port][/path]: no user, query or fragment is allowed
ValueError: the endpoint must be http[s]://host[:port][/path]: no user, query or fragment is allowed
ValueError: the endpoint must be http[s]://host[:port][/path]: it is not a valid URL
ValueError: the region must be lower-case letters, digits and '-'
ValueError: the region must be lower-case letters, digits and '-'
ValueError: WpNormalize\S3::__construct(): Argument #9 ($partSize) must be between 5242880 and 5368709120
ValueError: WpNormalize\S3::__construct(): Argument #10 ($concurrency) must be between 1 and 64
ValueError: WpNormalize\S3::__construct(): Argument #10 ($concurrency) must be between 1 and 64
ValueError: WpNormalize\S3::__construct(): Argument #11 ($retries) must be between 0 and 100
ValueError: WpNormalize\S3::__construct(): Argument #14 ($stallSeconds) must be between 1 and 3600
ValueError: key and secret must be given together
Error: The S3 object has already been constructed
-- keys
ValueError: WpNormalize\S3::upload(): Argument #1 ($key) is no key of S3: a key must have 1 to 1024 bytes, this one has 0
ValueError: WpNormalize\S3::upload(): Argument #1 ($key) is no key of S3: a key must have 1 to 1024 bytes, this one has 1025
ValueError: WpNormalize\S3::upload(): Argument #1 ($key) is no key of S3: a key must not hold control characters (byte 0x0a at offset 1)
ValueError: WpNormalize\S3::upload(): Argument #1 ($key) is no key of S3: a key must not hold control characters (byte 0x0d at offset 1)
ValueError: WpNormalize\S3::upload(): Argument #1 ($key) is no key of S3: a key must not hold control characters (byte 0x00 at offset 3)
ValueError: WpNormalize\S3::upload(): Argument #1 ($key) is no key of S3: a key must be UTF-8 (byte 0xff at offset 0)
ValueError: WpNormalize\S3::open(): Argument #1 ($key) is no key of S3: a key must not hold control characters (byte 0x0a at offset 1)
ValueError: WpNormalize\S3::head(): Argument #1 ($key) is no key of S3: a key must not hold control characters (byte 0x0a at offset 1)
ValueError: WpNormalize\S3::delete(): Argument #2 is no key of S3: a key must not hold control characters (byte 0x0a at offset 1)
ValueError: WpNormalize\S3::copy(): Argument #2 ($to) is no key of S3: a key must not hold control characters (byte 0x0a at offset 1)
ValueError: WpNormalize\S3::abortUpload(): Argument #2 ($uploadId) must not be empty
ValueError: WpNormalize\S3::open(): Argument #2 ($offset) must be between 0 and 9223372036854775807
ValueError: WpNormalize\S3::open(): Argument #3 ($length) must be between 0 and 9223372036854775807
ValueError: WpNormalize\S3::upload(): Argument #2 ($expectedSize) must be between 0 and 9223372036854775807
ValueError: an object of 9223372036854775807 bytes is larger than S3 allows
-- headers
ValueError: the header 'Authorization' cannot be set; x-amz-meta-*, encryption, storage class, acl, tagging, cache-control, expires and content-* can
ValueError: the header 'Host' cannot be set; x-amz-meta-*, encryption, storage class, acl, tagging, cache-control, expires and content-* can
ValueError: the header 'Content-Length' cannot be set; x-amz-meta-*, encryption, storage class, acl, tagging, cache-control, expires and content-* can
ValueError: the header 'x-amz-date' cannot be set; x-amz-meta-*, encryption, storage class, acl, tagging, cache-control, expires and content-* can
ValueError: the header 'x-amz-meta-wpn-upload' cannot be set; x-amz-meta-*, encryption, storage class, acl, tagging, cache-control, expires and content-* can
ValueError: the header 'x-amz-meta-a??Host' cannot be set; x-amz-meta-*, encryption, storage class, acl, tagging, cache-control, expires and content-* can
ValueError: the value of header 'x-amz-meta-a' must be printable ASCII on one line
ValueError: the value of header 'x-amz-meta-a' must be printable ASCII on one line
ValueError: the value of header 'x-amz-meta-a' must be printable ASCII on one line
ValueError: the header 'x-amz-meta-' cannot be set; x-amz-meta-*, encryption, storage class, acl, tagging, cache-control, expires and content-* can
ValueError: WpNormalize\S3::upload(): Argument #4 ($headers) must hold names and values that are strings without NUL
ValueError: WpNormalize\S3::upload(): Argument #4 ($headers) must hold names and values that are strings without NUL
ValueError: WpNormalize\S3::upload(): Argument #4 ($headers) must hold names and values that are strings without NUL
ValueError: the header 'x-amz-server-side-encryption-customer-key' cannot be set; x-amz-meta-*, encryption, storage class, acl, tagging, cache-control, expires and content-* can
-- what only shows when it is sent
HeadObject|bucket|fine|0||no id|HeadObject s3://bucket/fine: the header 'x-amz-security-token' would hold a control character
HeadObject|bucket|fine|0||no id|HeadObject s3://bucket/fine: the header 'authorization' would hold a control character
GetObject|bucket|fine|0||no id|GetObject s3://bucket/fine: the header 'if-match' would hold a control character
[]
