--TEST--
s3://: PHP's file functions on a bucket; a write that did not succeed is never silent, one that is dropped never visible
--EXTENSIONS--
pcntl
--FILE--
<?php
require __DIR__ . '/s3_faults.inc';

$faults = new Faults();
$options = ['endpoint' => $faults->endpoint, 'key' => 'access', 'secret' => 'secret', 'partSize' => 5 << 20, 'retries' => 1];
stream_context_set_default(['s3' => $options]);
$data = pattern((5 << 20) + 1);
set_error_handler(function (int $level, string $message): bool {
    echo 'Warning: ', preg_replace('/req-\d+/', 'req-N', $message), "\n";
    return true;
});

function there(string $key): bool
{
    global $faults;
    return isset($faults->state()['objects'][$key]);
}

echo "-- whole files\n";
var_dump(file_put_contents('s3://bucket/dir/a b', $data), file_get_contents('s3://bucket/dir/a b') === $data);
var_dump(copy('s3://bucket/dir/a b', 's3://bucket/dir/copy'), file_get_contents('s3://bucket/dir/copy') === $data);
var_dump(file_put_contents('s3://bucket/dir/sub/x', ''), file_get_contents('s3://bucket/dir/sub/x'));
var_dump(rename('s3://bucket/dir/copy', 's3://bucket/dir/renamed'), there('dir/copy'), there('dir/renamed'));

echo "-- renamed while another writes it: what is new is neither taken for the old nor deleted\n";
file_put_contents('s3://bucket/old', 'old');
$faults->fault('CopyObject', 'change', key: 'old');
var_dump(rename('s3://bucket/old', 's3://bucket/young'), there('old'), there('young'));
file_put_contents('s3://bucket/old', 'old');
$faults->fault('HeadObject', 'change', skip: 1, key: 'old');
var_dump(rename('s3://bucket/old', 's3://bucket/young'), filesize('s3://bucket/old'), file_get_contents('s3://bucket/young'));
echo "-- a server that cannot compare ETags of objects in parts\n";
$faults->fault('CopyObject', 'status', status: 412, code: 'PreconditionFailed');
file_put_contents('s3://bucket/old', 'old');
var_dump(rename('s3://bucket/old', 's3://bucket/young'), there('old'), there('young'));
unlink('s3://bucket/young');

echo "-- stat\n";
var_dump(filesize('s3://bucket/dir/a b'), filemtime('s3://bucket/dir/a b'), is_file('s3://bucket/dir/a b'), is_dir('s3://bucket/dir'));
var_dump(is_dir('s3://bucket'), is_file('s3://bucket/dir'), file_exists('s3://bucket/absent'), is_dir('s3://bucket/abs'));
var_dump(stat('s3://bucket/absent'));

echo "-- directories\n";
foreach (['s3://bucket', 's3://bucket/dir', 's3://bucket/dir/'] as $directory) {
    echo json_encode(scandir($directory), JSON_UNESCAPED_SLASHES), "\n";
}
$handle = opendir('s3://bucket/dir');
$first = readdir($handle);
readdir($handle);
rewinddir($handle);
var_dump(readdir($handle) === $first);
closedir($handle);

echo "-- reading\n";
$stream = fopen('s3://bucket/dir/a b', 'rb');
fseek($stream, -10, SEEK_END);
var_dump(fread($stream, 100) === substr($data, -10), feof($stream), fstat($stream)['size']);
var_dump(fgets(fopen('s3://bucket/dir/sub/x', 'r')));
var_dump(fopen('s3://bucket/absent', 'r'));

echo "-- x\n";
var_dump(fopen('s3://bucket/dir/a b', 'x'));
$stream = fopen('s3://bucket/dir/new', 'x');
fwrite($stream, 'new');
var_dump(fclose($stream), there('dir/new'));

echo "-- modes and addresses that are none\n";
foreach (['a', 'r+', 'w+', 'c'] as $mode) {
    fopen('s3://bucket/x', $mode);
}
fopen('s3://bucket', 'r');
fopen('s3://b/x', 'r');
fopen("s3://bucket/a\nb", 'r');
rename('s3://bucket/dir/new', 's3://other/new');
unlink('s3://bucket');
mkdir('s3://bucket/made');
fopen('s3://bucket/x', 'r', false, stream_context_create(['s3' => ['partSize' => 1] + $options]));

echo "-- include is refused\n";
file_put_contents('s3://bucket/code.php', '<?php echo "RUN\n";');
include 's3://bucket/code.php';
$code = 'stream_context_set_default(["s3" => ' . var_export($options, true) . ']); error_reporting(0); var_dump(include "s3://bucket/code.php");';
proc_close(proc_open([PHP_BINARY, '-n', ...module_options(), '-d', 'allow_url_include=1', '-d', 'display_errors=0', '-d', 'log_errors=0', '-r', $code], [], $pipes));

echo "-- a failed end throws\n";
foreach (['fclose', 'file_put_contents', 'copy'] as $function) {
    $faults->fault('CompleteMultipartUpload', 'status', status: 403, code: 'AccessDenied');
    thrown(function () use ($function, $data) {
        if ($function === 'fclose') {
            $stream = fopen('s3://bucket/failed', 'w');
            fwrite($stream, $data);
            fclose($stream);
        } elseif ($function === 'copy') {
            copy('s3://bucket/dir/a b', 's3://bucket/failed');
        } else {
            file_put_contents('s3://bucket/failed', $data);
        }
    });
    var_dump(there('failed'), $faults->state()['uploads']);
}
echo "-- a failed write throws, and so does the end after it\n";
$faults->fault('UploadPart', 'status', status: 403, code: 'AccessDenied');
$stream = fopen('s3://bucket/failed', 'w');
thrown(function () use ($stream, $data) {
    while (true) {
        fwrite($stream, $data);
    }
});
thrown(fn () => fclose($stream));
var_dump(there('failed'), $faults->state()['uploads']);

echo "-- a failed read throws\n";
$faults->fault('GetObject', 'status', skip: 1, times: 9, status: 403, code: 'AccessDenied');
thrown(fn () => file_get_contents('s3://bucket/dir/a b'));
$faults->clear();
$faults->fault('GetObject', 'status', skip: 1, times: 9, status: 403, code: 'AccessDenied');
thrown(fn () => copy('s3://bucket/dir/a b', 's3://bucket/dropped'));
var_dump(there('dropped'), $faults->state()['uploads']);
$faults->clear();

echo "-- dropped, not closed\n";
$stream = fopen('s3://bucket/dropped', 'w');
fwrite($stream, $data);
unset($stream);
var_dump(there('dropped'), $faults->state()['uploads']);
(function () use ($data) {
    $stream = fopen('s3://bucket/dropped', 'w');
    fwrite($stream, $data);
})();
var_dump(there('dropped'), $faults->state()['uploads']);
try {
    (function () use ($data) {
        $stream = fopen('s3://bucket/dropped', 'w');
        fwrite($stream, $data);
        throw new Exception();
    })();
} catch (Exception) {
}
var_dump(there('dropped'), $faults->state()['uploads']);
$begin = 'stream_context_set_default(["s3" => ' . var_export($options, true) . ']); $stream = fopen("s3://bucket/dropped", "w"); fwrite($stream, str_repeat("x", 11 << 20)); ';
foreach (['', 'exit;', 'throw new Exception;', 'ini_set("memory_limit", "8M"); str_repeat("x", 1 << 30);', 'set_time_limit(1); for (;;);',
    'eval("class A { abstract function f(); }");',
    'register_shutdown_function(function () { throw new Exception; });'] as $end) {
    $command = [PHP_BINARY, '-n', ...module_options(), '-d', 'display_errors=0', '-d', 'log_errors=0', '-r', $begin . $end];
    proc_close(proc_open($command, [], $pipes));
    echo $end === '' ? '(end)' : $end, ' ', there('dropped') ? 'VISIBLE' : 'not visible', ', ', count($faults->state()['uploads']), " left behind\n";
}

$handlers = 'pcntl_async_signals(true); pcntl_signal(SIGTERM, fn () => exit(143)); pcntl_signal(SIGINT, fn () => throw new Exception("SIGINT")); '
    . 'echo "ready\n"; for (;;) { fwrite($stream, str_repeat("x", 1 << 20)); }';
foreach ([2 => 'SIGINT', 15 => 'SIGTERM'] as $signal => $name) {
    $command = [PHP_BINARY, '-n', ...module_options(), '-d', 'display_errors=0', '-d', 'log_errors=0', '-r', $begin . $handlers];
    $process = proc_open($command, [1 => ['pipe', 'w']], $pipes);
    fgets($pipes[1]);
    proc_terminate($process, $signal);
    proc_close($process);
    echo $name, ' ', there('dropped') ? 'VISIBLE' : 'not visible', ', ', count($faults->state()['uploads']), " left behind\n";
}

echo "-- unlink\n";
var_dump(unlink('s3://bucket/dir/new'), there('dir/new'));

echo "-- another name, or none\n";
foreach (['wpn', ''] as $name) {
    $code = 'echo implode(" ", array_intersect(stream_get_wrappers(), ["s3", "wpn"])), "\n";';
    proc_close(proc_open([PHP_BINARY, '-n', ...module_options(), '-d', "wpnormalize.s3_wrapper=$name", '-r', $code], [], $pipes));
}
?>
--EXPECT--
-- whole files
int(5242881)
bool(true)
bool(true)
bool(true)
int(0)
string(0) ""
bool(true)
bool(false)
bool(true)
-- renamed while another writes it: what is new is neither taken for the old nor deleted
Warning: rename(): CopyObject s3://bucket/young: the server says PreconditionFailed (412 PreconditionFailed, request req-N)
bool(false)
bool(true)
bool(false)
Warning: rename(): the object was replaced while it was renamed; what replaced it is kept
bool(false)
int(21000000)
string(3) "old"
-- a server that cannot compare ETags of objects in parts
bool(true)
bool(false)
bool(true)
-- stat
int(5242881)
int(1369353600)
bool(true)
bool(true)
bool(true)
bool(false)
bool(false)
bool(false)
Warning: stat(): stat failed for s3://bucket/absent
bool(false)
-- directories
["dir"]
["a b","renamed","sub"]
["a b","renamed","sub"]
bool(true)
-- reading
bool(true)
bool(true)
int(5242881)
bool(false)
Warning: fopen(s3://bucket/absent): Failed to open stream: GetObject s3://bucket/absent: the server says NoSuchKey (404 NoSuchKey, request req-N)
bool(false)
-- x
Warning: fopen(s3://bucket/dir/a b): Failed to open stream: the object exists
bool(false)
bool(true)
bool(true)
-- modes and addresses that are none
Warning: fopen(s3://bucket/x): Failed to open stream: only the modes r, w and x are possible
Warning: fopen(s3://bucket/x): Failed to open stream: only the modes r, w and x are possible
Warning: fopen(s3://bucket/x): Failed to open stream: only the modes r, w and x are possible
Warning: fopen(s3://bucket/x): Failed to open stream: only the modes r, w and x are possible
Warning: fopen(s3://bucket): Failed to open stream: the address has no key
Warning: fopen(s3://b/x): Failed to open stream: a bucket name must be 3 to 255 letters, digits, '.', '_' or '-'
Warning: fopen(s3://bucket/a
b): Failed to open stream: a key must not hold control characters (byte 0x0a at offset 1)
Warning: rename(): an object is renamed within its bucket only
Warning: unlink(): the address has no key
Warning: fopen(s3://bucket/x): Failed to open stream: partSize, concurrency, retries or stallSeconds in the stream context is out of bounds
-- include is refused
Warning: include(): s3:// wrapper is disabled in the server configuration by allow_url_include=0
Warning: include(s3://bucket/code.php): Failed to open stream: no suitable wrapper could be found
Warning: include(): Failed opening 's3://bucket/code.php' for inclusion (include_path='.:/usr/share/php')
bool(false)
-- a failed end throws
CompleteMultipartUpload|bucket|failed|403|AccessDenied|id|CompleteMultipartUpload s3://bucket/failed: the server says AccessDenied (403 AccessDenied, request req-N)
bool(false)
array(0) {
}
CompleteMultipartUpload|bucket|failed|403|AccessDenied|id|CompleteMultipartUpload s3://bucket/failed: the server says AccessDenied (403 AccessDenied, request req-N)
bool(false)
array(0) {
}
CompleteMultipartUpload|bucket|failed|403|AccessDenied|id|CompleteMultipartUpload s3://bucket/failed: the server says AccessDenied (403 AccessDenied, request req-N)
bool(false)
array(0) {
}
-- a failed write throws, and so does the end after it
UploadPart|bucket|failed|403|AccessDenied|id|UploadPart s3://bucket/failed: the server says AccessDenied (403 AccessDenied, request req-N)
UploadPart|bucket|failed|403|AccessDenied|id|UploadPart s3://bucket/failed: the server says AccessDenied (403 AccessDenied, request req-N)
bool(false)
array(0) {
}
-- a failed read throws
GetObject|bucket|dir/a b|403|AccessDenied|id|GetObject s3://bucket/dir/a b: the server says AccessDenied (403 AccessDenied, request req-N)
GetObject|bucket|dir/a b|403|AccessDenied|id|GetObject s3://bucket/dir/a b: the server says AccessDenied (403 AccessDenied, request req-N)
bool(false)
array(0) {
}
-- dropped, not closed
bool(false)
array(0) {
}
bool(false)
array(0) {
}
bool(false)
array(0) {
}
(end) not visible, 0 left behind
exit; not visible, 0 left behind
throw new Exception; not visible, 0 left behind
ini_set("memory_limit", "8M"); str_repeat("x", 1 << 30); not visible, 0 left behind
set_time_limit(1); for (;;); not visible, 0 left behind
eval("class A { abstract function f(); }"); not visible, 0 left behind
register_shutdown_function(function () { throw new Exception; }); not visible, 0 left behind
SIGINT not visible, 0 left behind
SIGTERM not visible, 0 left behind
-- unlink
bool(true)
bool(false)
-- another name, or none
wpn
