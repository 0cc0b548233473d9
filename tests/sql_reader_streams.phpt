--TEST--
SqlReader: streams that throw, fail, close themselves, call back or have nothing to give
--EXTENSIONS--
wpnormalize
zlib
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\SqlReader;

$pieces = ["SELECT 1;\nSELECT", " 2;"];
$reader = new SqlReader(TestStream::open('rb', function () use (&$pieces) {
    return array_shift($pieces) ?? throw new DomainException('the network is down');
}));
echo $reader->next()->sql, ' ', $reader->next()->sql, "\n";
attempt('throws', fn () => $reader->next());
attempt('and again', fn () => $reader->next());

$reader = new SqlReader(TestStream::open('rb', fn () => false));
attempt('returns false', fn () => $reader->next());

$reader = new SqlReader(TestStream::open('rb', fn () => ''));
attempt('nothing, but not the end', fn () => $reader->next());

$reader = new SqlReader(TestStream::open('rb', function () use (&$reader) {
    $reader->next();
}));
attempt('calls back', fn () => $reader->next());

[$ours, $theirs] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
stream_set_blocking($ours, false);
$reader = new SqlReader($ours);
attempt('non-blocking', fn () => $reader->next());

// What a filter has put out before it failed must not pass for the whole.
final class FailingFilter extends php_user_filter
{
    private int $calls = 0;

    public function filter($in, $out, &$consumed, bool $closing): int
    {
        while ($bucket = stream_bucket_make_writeable($in)) {
            $consumed += $bucket->datalen;
            $bucket->data = str_repeat("SELECT 1;\n", 100000);
            stream_bucket_append($out, $bucket);
        }
        return $this->calls++ ? PSFS_ERR_FATAL : PSFS_PASS_ON;
    }
}
stream_filter_register('failing', FailingFilter::class);
$file = tempnam(sys_get_temp_dir(), 'wpn');
file_put_contents($file, str_repeat('x', 100000));
$stream = fopen($file, 'rb');
stream_filter_append($stream, 'failing', STREAM_FILTER_READ);
$reader = new SqlReader($stream);
attempt('a filter fails', fn () => statements($reader));

file_put_contents($file, "SELECT 'plain file';");
echo (new SqlReader(fopen($file, 'rb')))->next()->sql, "\n";
file_put_contents($file, gzencode("SELECT 'gzip wrapper';"));
echo (new SqlReader(fopen("compress.zlib://$file", 'rb')))->next()->sql, "\n";
unlink($file);

$process = proc_open(['printf', "SELECT 'pipe';\nSELECT 2;"], [1 => ['pipe', 'w']], $pipes);
echo implode(' | ', array_column(statements(new SqlReader($pipes[1])), 'sql')), "\n";

// A stream from the middle, partly buffered by PHP already.
$stream = stream_of("one line\nSELECT 'the rest';");
fgets($stream);
echo (new SqlReader($stream))->next()->sql, "\n";
?>
--EXPECTF--
SELECT 1 SELECT 2
throws: DomainException: the network is down
and again: WpNormalize\IoException: cannot read the stream: it failed
returns false: WpNormalize\IoException: cannot read the stream: it failed
nothing, but not the end: WpNormalize\IoException: cannot read the stream: it gave no data before its end (a time-out, or it is non-blocking)
calls back: Error: SqlReader::next() cannot be called while the reader is running
non-blocking: WpNormalize\IoException: cannot read the stream: it gave no data before its end (a time-out, or it is non-blocking)
a filter fails: WpNormalize\IoException: cannot read %swpn%s: it failed
SELECT 'plain file'
SELECT 'gzip wrapper'
SELECT 'pipe' | SELECT 2
SELECT 'the rest'
