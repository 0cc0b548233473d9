--TEST--
DumpWriter: straight into an S3\Upload, which stays the caller's to commit or abort
--FILE--
<?php
require __DIR__ . '/dump.inc';
require __DIR__ . '/s3_faults.inc';
use WpNormalize\DumpWriter;
use WpNormalize\SqlReader;

$faults = new Faults();
$s3 = $faults->client();
$dump = sample_dump(400_000);
printf("more than two parts: %s\n", strlen($dump) > 11 << 20 ? 'yes' : 'NO');

/** What is on the server, and which multipart uploads are. */
function left(Faults $faults): void
{
    $state = $faults->state();
    printf("%s visible, %d uploads\n", implode(', ', array_keys($state['objects'])) ?: 'nothing', count($state['uploads']));
}

echo "-- commit\n";
$upload = $s3->upload('whole');
$writer = new DumpWriter($upload, 'none', 0);
$writer->copyFrom(stream_of($dump));
$index = $writer->finish();
left($faults);
$info = $upload->commit();
left($faults);
$stored = $faults->state()['objects']['whole'];
var_dump($info->size === $index['size'], $stored['sha256'] === $index['sha256']);
$reader = new SqlReader($s3->open('whole'));
for ($rows = 0; $statement = $reader->next(); $rows += $statement->rows) {
}
var_dump($rows, $reader->complete(), $reader->sha256() === $index['sha256']);
$s3->delete('whole');

echo "-- abort\n";
$upload = $s3->upload('aborted');
$writer = new DumpWriter($upload, 'none', 0);
$writer->copyFrom(stream_of($dump));
$upload->abort();
thrown(fn () => $writer->finish());
thrown(fn () => $writer->finish());
left($faults);

echo "-- a part is refused\n";
$faults->fault('UploadPart', 'status', status: 403, code: 'AccessDenied');
$upload = $faults->client(concurrency: 1)->upload('refused');
$writer = new DumpWriter($upload, 'none', 0);
thrown(function () use ($writer, $dump) {
    $writer->copyFrom(stream_of($dump));
    $writer->finish();
});
thrown(fn () => $writer->copyFrom(stream_of($dump)));
thrown(fn () => $upload->commit());
left($faults);

echo "-- a dump without its end\n";
$upload = $s3->upload('cut');
$writer = new DumpWriter($upload, 'none', 0);
$writer->copyFrom(stream_of(substr($dump, 0, -100)));
thrown(fn () => $writer->finish());
unset($upload);
left($faults);
unset($writer);
left($faults);

echo "-- a callable that throws\n";
$upload = $s3->upload('interrupted');
$writer = new DumpWriter($upload, 'none', 0);
thrown(fn () => $writer->copyFrom(stream_of($dump), fn () => throw new RuntimeException('enough')));
thrown(fn () => $writer->finish());
$upload->abort();
left($faults);
?>
--EXPECT--
more than two parts: yes
-- commit
nothing visible, 1 uploads
whole visible, 0 uploads
bool(true)
bool(true)
int(400000)
bool(true)
bool(true)
-- abort
UploadPart|bucket|aborted|0||no id|UploadPart s3://bucket/aborted: the upload is already aborted
WpNormalize\IoException: writing the dump to S3 has failed or was interrupted
nothing visible, 0 uploads
-- a part is refused
UploadPart|bucket|refused|403|AccessDenied|id|UploadPart s3://bucket/refused: the server says AccessDenied (403 AccessDenied, request req-N)
WpNormalize\IoException: writing the dump to S3 has failed or was interrupted
UploadPart|bucket|refused|403|AccessDenied|id|UploadPart s3://bucket/refused: the server says AccessDenied (403 AccessDenied, request req-N)
nothing visible, 0 uploads
-- a dump without its end
WpNormalize\SqlException: the dump is incomplete: a statement does not end: the input is cut off
nothing visible, 1 uploads
nothing visible, 0 uploads
-- a callable that throws
RuntimeException: enough
WpNormalize\IoException: writing the dump was interrupted
nothing visible, 0 uploads
