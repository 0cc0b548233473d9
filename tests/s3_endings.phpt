--TEST--
S3\Upload: however the script ends before commit, the object is not visible and no upload is left behind
--FILE--
<?php
require __DIR__ . '/s3_faults.inc';

$faults = new Faults();

/** Runs code in a PHP of its own, after an upload of which a part is on the way or there; sends it a signal where
 * asked, but not before it asked for an operation. */
function ending(string $name, string $code, ?int $signal = null, ?string $operation = null): void
{
    global $faults;
    $before = '$s3 = new WpNormalize\S3("bucket", endpoint: ' . var_export($faults->endpoint, true) . ', key: "access", secret: "secret", partSize: 5 << 20);
        $upload = $s3->upload("object");
        $upload->write(str_repeat("x", 6 << 20));
        echo "begun\n";
        ';
    $asked = $faults->counts()[$operation ?? ''] ?? 0;
    $options = ['-n', ...module_options(), '-d', 'display_errors=0', '-d', 'log_errors=0'];
    $process = proc_open([PHP_BINARY, ...$options, '-r', $before . $code], [['pipe', 'r'], ['pipe', 'w']], $pipes);
    if (fgets($pipes[1]) !== "begun\n") {
        die("the script did not begin\n");
    }
    if ($signal !== null) {
        fgets($pipes[1]);
        while ($operation !== null && ($faults->counts()[$operation] ?? 0) === $asked) {
            usleep(10_000);
        }
        proc_terminate($process, $signal);
    }
    $rest = stream_get_contents($pipes[1]);
    proc_close($process);
    $state = $faults->state();
    printf("%s: %s%s, %d left behind, %s begun\n", $name, $rest, match ($state['objects']['object']['size'] ?? null) {
            null => 'not visible',
            6 << 20 => 'VISIBLE, whole',
            default => 'VISIBLE, DAMAGED',
        },
        count($state['uploads']), in_array('CreateMultipartUpload', $state['log'], true) ? 'was' : 'WAS NOT');
}

ending('end of the script', '');
ending('exit', 'exit(3);');
ending('exit in a function', '(function () use ($upload) { exit; })();');
ending('exception', 'throw new Exception("x");');
ending('exception that is caught', 'try { (function () { global $upload; $mine = $upload; $upload = null; throw new Exception("x"); })(); } catch (Exception) { }');
ending('unset', 'unset($upload); echo "after unset ";');
ending('scope end', '(function () { global $upload; $mine = $upload; unset($GLOBALS["upload"]); })();');
ending('fatal error', 'eval("class A { abstract function f(); }");');
ending('memory limit', 'ini_set("memory_limit", "8M"); $s = str_repeat("x", 1 << 30);');
ending('time limit', 'set_time_limit(1); for (;;) { }');
ending('time limit while writing', 'set_time_limit(1); for (;;) { $upload->write(str_repeat("x", 1000)); }');
ending('in a cycle', '$o = new stdClass(); $o->self = $o; $o->upload = $upload; unset($upload, $o);');
ending('stream left open', '$stream = $upload->stream(); fwrite($stream, "more"); unset($upload);');
$handlers = 'pcntl_async_signals(true); pcntl_signal(SIGTERM, fn () => exit(143)); pcntl_signal(SIGINT, fn () => throw new Exception("SIGINT")); ';
ending('SIGTERM', $handlers . 'echo "ready\n"; for (;;) { usleep(1000); }', 15);
ending('SIGINT', $handlers . 'echo "ready\n"; for (;;) { usleep(1000); }', 2);
ending('SIGTERM while writing', $handlers . 'echo "ready\n"; for (;;) { $upload->write(str_repeat("x", 1 << 20)); }', 15);
$commit = $handlers . 'echo "ready\n"; try { $upload->commit(); } catch (Exception $e) { unset($upload); echo $e->getMessage(), " "; }';
$faults->fault('CompleteMultipartUpload', 'stuck');
ending('SIGINT while the Complete is on its way', $commit, 2, 'CompleteMultipartUpload stuck');
$faults->fault('CompleteMultipartUpload', 'stuck');
ending('SIGTERM while the Complete is on its way', $commit, 15, 'CompleteMultipartUpload stuck');
$faults->fault('CompleteMultipartUpload', 'silence');
ending('SIGINT when the Complete has worked', $commit, 2, 'CompleteMultipartUpload silence');
$faults->clear();

echo "-- a forked child has no part in it\n";
$upload = $faults->client()->upload('object');
$upload->write(str_repeat('x', 6 << 20));
$child = pcntl_fork();
if ($child === 0) {
    thrown(fn () => $upload->write(str_repeat('y', 6 << 20)));
    unset($upload);
    // Not by exit: the server that this test started is its parent's.
    pcntl_exec('/bin/true');
}
pcntl_waitpid($child, $status);
$upload->write('z');
var_dump($upload->commit()->size === (6 << 20) + 1, $faults->state()['uploads']);
?>
--EXPECT--
end of the script: not visible, 0 left behind, was begun
exit: not visible, 0 left behind, was begun
exit in a function: not visible, 0 left behind, was begun
exception: not visible, 0 left behind, was begun
exception that is caught: not visible, 0 left behind, was begun
unset: after unset not visible, 0 left behind, was begun
scope end: not visible, 0 left behind, was begun
fatal error: not visible, 0 left behind, was begun
memory limit: not visible, 0 left behind, was begun
time limit: not visible, 0 left behind, was begun
time limit while writing: not visible, 0 left behind, was begun
in a cycle: not visible, 0 left behind, was begun
stream left open: not visible, 0 left behind, was begun
SIGTERM: not visible, 0 left behind, was begun
SIGINT: not visible, 0 left behind, was begun
SIGTERM while writing: not visible, 0 left behind, was begun
SIGINT while the Complete is on its way: SIGINT not visible, 0 left behind, was begun
SIGTERM while the Complete is on its way: not visible, 0 left behind, was begun
SIGINT when the Complete has worked: SIGINT VISIBLE, whole, 0 left behind, was begun
-- a forked child has no part in it
UploadPart|bucket|object|0||no id|UploadPart s3://bucket/object: the S3 object was made before this process was forked; make one here
bool(true)
array(0) {
}
