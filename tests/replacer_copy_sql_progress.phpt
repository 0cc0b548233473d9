--TEST--
Replacer: progress is called at most once per MiB; what it throws goes through, and it may close streams
--EXTENSIONS--
wpnormalize
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\Replacer;

$replacer = new Replacer(['https://example.com' => 'http://b.test']);
$sql = str_repeat("INSERT INTO t VALUES ('https://example.com/" . str_repeat('x', 1000) . "');\n", 10000);
$calls = [];
$written = $replacer->copySql(stream_of($sql), fopen('/dev/null', 'wb'), function (int $read, int $written) use (&$calls): void {
    $calls[] = [$read, $written];
});
echo count($calls) >= 5 && count($calls) <= strlen($sql) / (1 << 20) ? 'as often as it should be' : count($calls) . ' times', "\n";
$sorted = $calls;
sort($sorted);
echo $sorted === $calls && end($calls)[0] <= strlen($sql) && end($calls)[1] <= $written ? "ascending\n" : json_encode($calls) . "\n";
foreach ($calls as [$read, $wrote]) {
    if ($wrote > $read) {
        echo "$wrote written of $read\n";
    }
}

$copy = fn (callable $progress) => $replacer->copySql(stream_of($sql), fopen('/dev/null', 'wb'), $progress);
attempt('throws', fn () => $copy(fn () => throw new DomainException('enough')));
attempt('returns', fn () => $copy(fn () => false));
attempt('uses the replacer', fn () => $copy(function () use ($replacer): void {
    static $said = false;
    $said || print($replacer->value('https://example.com') . "\n");
    $said = true;
}));
attempt('copies meanwhile', fn () => $copy(fn () => $replacer->copySql(stream_of('SELECT 1;'), fopen('/dev/null', 'wb'))));
attempt('sql() meanwhile', fn () => $copy(fn () => $replacer->sql('SELECT 1;')));
$from = stream_of($sql);
attempt('closes the source', fn () => $replacer->copySql($from, fopen('/dev/null', 'wb'), fn () => is_resource($from) && fclose($from)));
$to = fopen('/dev/null', 'wb');
attempt('closes the target', fn () => $replacer->copySql(stream_of($sql), $to, fn () => is_resource($to) && fclose($to)));
attempt('drops the replacer', function () use ($sql): void {
    $mine = new Replacer(['https://example.com' => 'http://b.test']);
    $mine->copySql(stream_of($sql), fopen('/dev/null', 'wb'), function () use (&$mine): void {
        $mine = null;
    });
});
echo 'afterwards: ', $replacer->sql("INSERT INTO t VALUES ('https://example.com');"), "\n";
?>
--EXPECT--
as often as it should be
ascending
throws: DomainException: enough
returns: no exception
http://b.test
uses the replacer: no exception
copies meanwhile: Error: The Replacer is at work on SQL already: use another one
sql() meanwhile: Error: The Replacer is at work on SQL already: use another one
closes the source: WpNormalize\IoException: cannot read the stream: it has been closed
closes the target: WpNormalize\IoException: cannot write the stream: it has been closed
drops the replacer: no exception
afterwards: INSERT INTO t VALUES ('http://b.test');
