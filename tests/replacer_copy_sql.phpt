--TEST--
Replacer: copySql() from stream to stream, whole statements only
--EXTENSIONS--
wpnormalize
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\Replacer;

$replacer = new Replacer(['https://example.com' => 'http://b.test']);
$copy = function (string $sql, ?callable $progress = null) use ($replacer): string {
    $to = fopen('php://memory', 'w+b');
    try {
        $written = $replacer->copySql(stream_of($sql), $to, $progress);
        echo "$written bytes: ";
    } catch (Throwable $e) {
        echo get_class($e), ' (', $e->getMessage(), '): ';
    }
    return stream_get_contents($to, null, 0);
};
$insert = "INSERT INTO t VALUES ('https://example.com');\n";
echo $copy(''), "\n";
echo $copy($insert), "\n";
echo $copy("$insert$insert-- the end"), "\n";
echo 'no delimiter: ', $copy("{$insert}INSERT INTO t VALUES (1)"), "\n";
echo 'cut in a literal: ', $copy("{$insert}INSERT INTO t VALUES ('https://exam"), "\n";
echo 'cut in a comment: ', $copy("{$insert}/* never"), "\n";

// Files, pipes and sockets.
$file = tempnam(sys_get_temp_dir(), 'wpn');
file_put_contents($file, str_repeat($insert, 50000));
$to = fopen("$file.out", 'wb');
echo $replacer->copySql(fopen($file, 'rb'), $to), ' bytes from file to file, ';
fclose($to);
echo file_get_contents("$file.out") === str_repeat(str_replace('https://example.com', 'http://b.test', $insert), 50000) ? "right\n" : "wrong\n";
$cat = proc_open(['cat', $file], [1 => ['pipe', 'w']], $pipes);
$to = fopen('php://memory', 'w+b');
echo $replacer->copySql($pipes[1], $to), " bytes from a pipe\n";
[$ours, $theirs] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
fwrite($theirs, substr($insert, 0, 30));
fwrite($theirs, substr($insert, 30));
fclose($theirs);
echo $replacer->copySql($ours, fopen('php://memory', 'w+b')), " bytes from a socket\n";
echo 'position: ', (function () use ($replacer, $insert) {
    $from = stream_of("skipped;$insert");
    fseek($from, 8);
    $to = fopen('php://memory', 'w+b');
    fwrite($to, 'kept ');
    $replacer->copySql($from, $to);
    return stream_get_contents($to, null, 0);
})();
unlink($file);
unlink("$file.out");
?>
--EXPECT--
0 bytes: 
40 bytes: INSERT INTO t VALUES ('http://b.test');

90 bytes: INSERT INTO t VALUES ('http://b.test');
INSERT INTO t VALUES ('http://b.test');
-- the end
no delimiter: WpNormalize\SqlException (a statement does not end: the input is cut off): INSERT INTO t VALUES ('http://b.test');
cut in a literal: WpNormalize\SqlException (a quote is not closed): INSERT INTO t VALUES ('http://b.test');
cut in a comment: WpNormalize\SqlException (a comment is not closed): INSERT INTO t VALUES ('http://b.test');
2000000 bytes from file to file, right
2000000 bytes from a pipe
40 bytes from a socket
position: kept INSERT INTO t VALUES ('http://b.test');
