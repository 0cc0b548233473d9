--TEST--
S3: a signal handler that throws, closes or reads while a stream waits neither damages memory nor publishes a part
--EXTENSIONS--
pcntl
--FILE--
<?php
require __DIR__ . '/s3_faults.inc';

$faults = new Faults();
$options = ['endpoint' => $faults->endpoint, 'key' => 'access', 'secret' => 'secret', 'partSize' => 5 << 20, 'concurrency' => 1];
$context = stream_context_create(['s3' => $options]);
pcntl_async_signals(true);

/** Runs $do, and $handler a second later, while an answer of the operation is awaited. */
function during(string $operation, callable $handler, callable $do): void
{
    global $faults;
    $faults->fault($operation, 'slow', seconds: 2);
    pcntl_signal(SIGALRM, $handler);
    pcntl_alarm(1);
    thrown($do);
    $faults->clear();
}

function stop(): never
{
    throw new Exception('stop');
}

$data = str_repeat('x', 12 << 20);

echo "-- a handler throws while something is written\n";
$upload = $faults->client(concurrency: 1)->upload('half');
during('CreateMultipartUpload', stop(...), fn () => $upload->write($data));
thrown(fn () => $upload->commit());
$stream = fopen('s3://bucket/half', 'w', false, $context);
during('CreateMultipartUpload', stop(...), fn () => fwrite($stream, $data));
thrown(fn () => fclose($stream));
$source = fopen('php://temp', 'w+');
fwrite($source, $data);
rewind($source);
$upload = $faults->client(concurrency: 1)->upload('half');
during('CreateMultipartUpload', stop(...), fn () => $upload->copyFrom($source));
thrown(fn () => $upload->commit());
var_dump(isset($faults->state()['objects']['half']), $faults->state()['uploads']);

echo "-- a stream uses the upload that it is read into\n";
final class Meddler
{
    public static Closure $do;
    public $context;

    public function stream_open(): bool
    {
        return true;
    }

    public function stream_read(int $count): string
    {
        (self::$do)();
        return str_repeat('x', $count);
    }

    public function stream_eof(): bool
    {
        return false;
    }
}
stream_wrapper_register('meddler', Meddler::class);
foreach (['write' => ['x'], 'copyFrom' => [fopen('php://memory', 'r')], 'commit' => [], 'abort' => [], 'stream' => []] as $method => $arguments) {
    $upload = $faults->client()->upload('meddled');
    $upload->write($data);
    Meddler::$do = function () use ($upload, $method, $arguments) {
        $result = $upload->$method(...$arguments);
        if (is_resource($result)) {
            fwrite($result, 'x');
        }
    };
    $meddler = fopen('meddler://x', 'r');
    thrown(fn () => $upload->copyFrom($meddler));
    thrown(fn () => $upload->commit());
}
var_dump(isset($faults->state()['objects']['meddled']), $faults->state()['uploads']);

echo "-- a handler closes what is written\n";
foreach ([fopen('s3://bucket/whole', 'w', false, $context), $faults->client(concurrency: 1)->upload('never')->stream()] as $stream) {
    during('CreateMultipartUpload', fn () => var_dump(@fclose($stream)), fn () => var_dump(fwrite($stream, $data) === strlen($data)));
    var_dump(fclose($stream));
}
var_dump($faults->state()['objects']['whole']['size'] === strlen($data), isset($faults->state()['objects']['never']));

echo "-- a handler closes, rewinds or reads a directory that is read\n";
foreach (['a', 'b', 'c'] as $name) {
    $faults->client()->upload("d/$name")->commit();
}
$faults->set(pageSize: 1);
foreach (['closedir', 'rewinddir', 'readdir'] as $function) {
    $directory = opendir('s3://bucket/d', $context);
    readdir($directory);
    during('ListObjectsV2', fn () => $function($directory), fn () => var_dump(readdir($directory)));
}
$faults->set(pageSize: 1000);

echo "-- a handler reads or seeks what is read\n";
foreach (['fgets', 'rewind'] as $function) {
    $stream = fopen('s3://bucket/whole', 'r', false, $context);
    fread($stream, 5 << 20);
    during('GetObject', function () use ($function, $stream) {
        try {
            $function($stream);
        } catch (Error $e) {
            echo $e->getMessage(), "\n";
        }
    }, function () use ($stream) {
        while (!feof($stream)) {
            fgets($stream);
        }
    });
}
?>
--EXPECT--
-- a handler throws while something is written
Exception: stop
UploadPart|bucket|half|0||no id|UploadPart s3://bucket/half: writing was interrupted, so the upload was aborted; begin it anew
Exception: stop
UploadPart|bucket|half|0||no id|UploadPart s3://bucket/half: writing was interrupted, so the upload was aborted; begin it anew
Exception: stop
UploadPart|bucket|half|0||no id|UploadPart s3://bucket/half: writing was interrupted, so the upload was aborted; begin it anew
bool(false)
array(0) {
}
-- a stream uses the upload that it is read into
Error: The upload is being written by copyFrom()
UploadPart|bucket|meddled|0||no id|UploadPart s3://bucket/meddled: the upload is already aborted
Error: The upload is being written by copyFrom()
UploadPart|bucket|meddled|0||no id|UploadPart s3://bucket/meddled: the upload is already aborted
Error: The upload is being written by copyFrom()
UploadPart|bucket|meddled|0||no id|UploadPart s3://bucket/meddled: the upload is already aborted
Error: The upload is being written by copyFrom()
UploadPart|bucket|meddled|0||no id|UploadPart s3://bucket/meddled: the upload is already aborted
Error: The upload is being written by copyFrom()
UploadPart|bucket|meddled|0||no id|UploadPart s3://bucket/meddled: the upload is already aborted
bool(false)
array(0) {
}
-- a handler closes what is written
bool(false)
bool(true)
nothing thrown
bool(true)
bool(false)
bool(true)
nothing thrown
bool(true)
bool(true)
bool(false)
-- a handler closes, rewinds or reads a directory that is read
Error: The directory was closed while it was read
Error: The directory is already being read
Error: The directory is already being read
-- a handler reads or seeks what is read
The stream is already being read
Error: The stream was used by a signal handler while it was read
The stream is already being read
Error: The stream was used by a signal handler while it was read
