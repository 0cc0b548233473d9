--TEST--
S3::list() and pendingUploads(): all pages, odd keys, rewinding; pages that go in a circle and garbage are refused
--FILE--
<?php
require __DIR__ . '/s3_faults.inc';

$faults = new Faults();
$s3 = $faults->client(retries: 1);
$keys = ['a', 'a b', 'a+b', 'a%2Fb', 'a/../b', 'a//b', 'é', 'a&<b>', '100', 'z=1', str_repeat('k', 1024)];
foreach ($keys as $i => $key) {
    $upload = $s3->upload($key);
    $upload->write(str_repeat('x', $i));
    $upload->commit();
}
sort($keys, SORT_STRING);
foreach ([1000, 3, 1] as $pageSize) {
    $faults->set(pageSize: $pageSize);
    $found = [];
    foreach ($s3->list() as $key => $object) {
        $found[] = $key;
        assert($object->key === $key && strlen($object->etag) === 34 && $object->lastModified === 1369353600 && !$object->isPrefix);
    }
    var_dump($found === $keys);
}
echo implode(' ', array_map(strval(...), array_keys(iterator_to_array($s3->list('a'))))), "\n";
$listing = $s3->list('absent');
var_dump($listing->valid(), $listing->current(), $listing->key());
$listing->next();
var_dump($listing->valid());

echo "-- twice\n";
$listing = $s3->list('a');
var_dump(iterator_count($listing), iterator_count($listing));

echo "-- each key can be read, copied and deleted\n";
foreach ($keys as $key) {
    $s3->copy($key, 'copy');
    assert($s3->head('copy')->size === $s3->head($key)->size);
    assert(strlen(stream_get_contents($s3->open($key))) === $s3->head($key)->size);
}
$s3->delete('copy', ...$keys);
var_dump(iterator_count($s3->list()));

echo "-- pending uploads\n";
$faults->set(pageSize: 2);
$uploads = [];
foreach (['p/1', 'p/2', 'p/2', 'p/3', 'q'] as $key) {
    $uploads[] = $upload = $s3->upload($key);
    $upload->write(str_repeat('x', (5 << 20) + 1));
    while (count($s3->pendingUploads('')) < count($uploads)) {
        $upload->write('x');
    }
}
foreach ($s3->pendingUploads('p/') as $pending) {
    echo "$pending->key ", abs($pending->initiated - time()) < 60 ? 'now' : $pending->initiated, ' ', $pending->uploadId !== '' ? 'id' : 'NO ID', "\n";
    $s3->abortUpload($pending->key, $pending->uploadId);
}
var_dump(count($s3->pendingUploads()));
unset($uploads, $upload);
var_dump(count($s3->pendingUploads()));

echo "-- answers that are no listings\n";
$circle = '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken></ListBucketResult>';
foreach ([
    'circle' => $circle,
    'no token' => '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>',
    'no key' => '<ListBucketResult><Contents><Size>1</Size></Contents></ListBucketResult>',
    'no size' => '<ListBucketResult><Contents><Key>k</Key><Size>-1</Size></Contents></ListBucketResult>',
    'cut' => '<ListBucketResult><Contents>',
    'html' => '<html/>',
    'entities' => '<!DOCTYPE x [<!ENTITY a "b">]><ListBucketResult>&a;</ListBucketResult>',
    'endless' => '<ListBucketResult>' . str_repeat('x', 9 << 20) . '</ListBucketResult>',
] as $name => $body) {
    $faults->fault('ListObjectsV2', 'garbage', body: $body, times: 2);
    echo "$name: ";
    thrown(fn () => iterator_count($s3->list()));
    $faults->clear();
}

echo "-- listings that never end\n";
$page = fn (string $what, string $mark): string => "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>$mark</NextContinuationToken>$what</ListBucketResult>";
$uploads = fn (string $what, string $mark): string => '<ListMultipartUploadsResult><IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker>'
    . "<NextUploadIdMarker>$mark</NextUploadIdMarker>$what</ListMultipartUploadsResult>";
$key = '<Contents><Key>k</Key><Size>1</Size></Contents>';
$prefix = '<CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes>';
foreach ([
    'a circle of two empty pages' => [$page('', 'a'), $page('', 'b')],
    'a circle of five' => [$page('', 'a'), $page('', 'b'), $page('', 'c'), $page('', 'd'), $page('', 'e')],
    'the same key on every page' => [$page($key, '{n}')],
    'the same prefix on every page' => [$page($prefix, '{n}')],
    'keys that go back' => [$page(strtr($key, ['k' => 'b']), '{n}'), $page(strtr($key, ['k<' => 'a<']), '{n}')],
    'empty pages without end' => [$page('', '{n}')],
] as $name => $bodies) {
    $faults->fault('ListObjectsV2', 'pages', bodies: $bodies, times: 5000);
    echo "$name: ";
    thrown(fn () => iterator_count($s3->list()));
    $faults->clear();
}
foreach ([
    'a circle of uploads' => [$uploads('<Upload><Key>k</Key><UploadId>1</UploadId></Upload>', '1'), $uploads('<Upload><Key>k</Key><UploadId>2</UploadId></Upload>', '2')],
    'uploads that go back' => [$uploads('<Upload><Key>k</Key><UploadId>1</UploadId></Upload>', '{n}'), $uploads('<Upload><Key>a</Key><UploadId>2</UploadId></Upload>', '{n}')],
] as $name => $bodies) {
    $faults->fault('ListMultipartUploads', 'pages', bodies: $bodies, times: 5000);
    echo "$name: ";
    thrown(fn () => $s3->pendingUploads());
    $faults->clear();
}
echo "some empty pages are no harm: ";
$faults->fault('ListObjectsV2', 'pages', bodies: [$page('', '{n}')], times: 20);
$faults->fault('ListObjectsV2', 'pages', bodies: [strtr($page($key, ''), ['true' => 'false'])]);
var_dump(iterator_count($s3->list()));
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
a a b a%2Fb a&<b> a+b a/../b a//b
bool(false)
NULL
NULL
bool(false)
-- twice
int(7)
int(7)
-- each key can be read, copied and deleted
int(0)
-- pending uploads
p/1 now id
p/2 now id
p/2 now id
p/3 now id
int(1)
int(0)
-- answers that are no listings
circle: ListObjectsV2|bucket||200||id|ListObjectsV2 s3://bucket: the listing cannot be read, or its pages go in a circle (200, request req-N)
no token: ListObjectsV2|bucket||200||id|ListObjectsV2 s3://bucket: the listing cannot be read, or its pages go in a circle (200, request req-N)
no key: ListObjectsV2|bucket||200||id|ListObjectsV2 s3://bucket: the listing cannot be read, or its pages go in a circle (200, request req-N)
no size: ListObjectsV2|bucket||200||id|ListObjectsV2 s3://bucket: the listing cannot be read, or its pages go in a circle (200, request req-N)
cut: ListObjectsV2|bucket||200||id|ListObjectsV2 s3://bucket: the answer is not the ListBucketResult it should be (200, request req-N)
html: ListObjectsV2|bucket||200||id|ListObjectsV2 s3://bucket: the answer is not the ListBucketResult it should be (200, request req-N)
entities: ListObjectsV2|bucket||200||id|ListObjectsV2 s3://bucket: the answer is not the ListBucketResult it should be (200, request req-N)
endless: ListObjectsV2|bucket||200||id|ListObjectsV2 s3://bucket: the answer is longer than 8388608 bytes (200, request req-N)
-- listings that never end
a circle of two empty pages: ListObjectsV2|bucket||200||id|ListObjectsV2 s3://bucket: the listing cannot be read, or its pages go in a circle (200, request req-N)
a circle of five: ListObjectsV2|bucket||200||id|ListObjectsV2 s3://bucket: the listing cannot be read, or its pages go in a circle (200, request req-N)
the same key on every page: ListObjectsV2|bucket||200||id|ListObjectsV2 s3://bucket: the listing's pages repeat keys, or go back (200, request req-N)
the same prefix on every page: ListObjectsV2|bucket||200||id|ListObjectsV2 s3://bucket: the listing's pages repeat keys, or go back (200, request req-N)
keys that go back: ListObjectsV2|bucket||200||id|ListObjectsV2 s3://bucket: the listing's pages repeat keys, or go back (200, request req-N)
empty pages without end: ListObjectsV2|bucket||200||id|ListObjectsV2 s3://bucket: the listing has more than 1000 empty pages in a row (200, request req-N)
a circle of uploads: ListMultipartUploads|bucket||200||id|ListMultipartUploads s3://bucket: the listing cannot be read, or its pages go in a circle (200, request req-N)
uploads that go back: ListMultipartUploads|bucket||200||id|ListMultipartUploads s3://bucket: the listing's pages repeat keys, or go back (200, request req-N)
some empty pages are no harm: int(1)
