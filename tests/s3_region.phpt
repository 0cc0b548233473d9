--TEST--
S3: another region is found by what the server says, a wrong clock is corrected, and redirects end
--FILE--
<?php
require __DIR__ . '/s3_faults.inc';

$faults = new Faults();
$data = pattern((5 << 20) + 1);

foreach ([301, 400] as $answer) {
    $faults->set(region: 'eu-central-1', regionAnswer: $answer);
    foreach (['head' => fn ($s3) => $s3->head('absent'), 'list' => fn ($s3) => iterator_count($s3->list())] as $name => $do) {
        $s3 = $faults->client(region: 'us-east-1');
        echo "$answer $name: ";
        thrown(fn () => $do($s3));
    }
    $s3 = $faults->client(region: 'us-east-1');
    $upload = $s3->upload("object-$answer");
    $upload->write($data);
    $upload->commit();
    var_dump(stream_get_contents($s3->open("object-$answer")) === $data);
    $log = $faults->state()['log'];
    echo implode(' ', array_slice($log, array_search('CreateMultipartUpload', $log, true), 3)), "\n";
}

echo "-- concurrent requests are all sent on\n";
thrown(fn () => $faults->client(region: 'us-east-1')->delete('a', 'b', 'c', 'd'));

echo "-- a region that is none is not adopted\n";
$faults->set(region: 'evil.example.com/', regionAnswer: 400);
thrown(fn () => iterator_count($faults->client()->list()));
$faults->set(region: 'us-east-1');

echo "-- redirects to another host\n";
$s3 = $faults->client(region: 'us-east-1');
$faults->fault('GetObject', 'redirect');
var_dump(stream_get_contents($s3->open('object-301')) === $data);
$faults->fault('GetObject', 'redirect', times: 100);
thrown(fn () => $s3->open('object-301'));
$faults->clear();
foreach (['http://', 'gopher://127.0.0.1/', '/elsewhere'] as $location) {
    $faults->fault('GetObject', 'status', status: 307, headers: ['Location' => $location]);
    thrown(fn () => $s3->open('object-301'));
}

echo "-- the clock\n";
foreach ([-86400, 3600] as $clock) {
    $faults->set(clock: $clock);
    $s3 = $faults->client();
    $upload = $s3->upload('small');
    $upload->write('x');
    var_dump($upload->commit()->size, $faults->client()->head('small')->size);
}
$faults->set(clock: 0);
$faults->fault('PutObject', 'status', status: 403, code: 'RequestTimeTooSkewed', times: 100);
$upload = $s3->upload('small');
$upload->write('x');
thrown(fn () => $upload->commit());
?>
--EXPECT--
301 head: nothing thrown
301 list: nothing thrown
bool(true)
CreateMultipartUpload CreateMultipartUpload UploadPart
400 head: nothing thrown
400 list: nothing thrown
bool(true)
CreateMultipartUpload CreateMultipartUpload UploadPart
-- concurrent requests are all sent on
nothing thrown
-- a region that is none is not adopted
ListObjectsV2|bucket||400|AuthorizationHeaderMalformed|id|ListObjectsV2 s3://bucket: the server says AuthorizationHeaderMalformed (400 AuthorizationHeaderMalformed, request req-N)
-- redirects to another host
bool(true)
GetObject|bucket|object-301|307||id|GetObject s3://bucket/object-301: the server sends us on and on, 5 times (307, request req-N)
GetObject|bucket|object-301|307|Code307|id|GetObject s3://bucket/object-301: the server says Code307 (307 Code307, request req-N)
GetObject|bucket|object-301|307|Code307|id|GetObject s3://bucket/object-301: the server says Code307 (307 Code307, request req-N)
GetObject|bucket|object-301|307|Code307|id|GetObject s3://bucket/object-301: the server says Code307 (307 Code307, request req-N)
-- the clock
int(1)
int(1)
int(1)
int(1)
PutObject|bucket|small|403|RequestTimeTooSkewed|id|PutObject s3://bucket/small: the server sends us on and on, 5 times (403 RequestTimeTooSkewed, request req-N)
