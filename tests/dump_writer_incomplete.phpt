--TEST--
DumpWriter: finish() throws for a dump that was cut, wherever it was cut
--EXTENSIONS--
wpnormalize
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\{DumpWriter, SqlException};

$dump = sample_dump();
$closing = strpos($dump, '-- Dump completed');
$unnoticed = 0;
for ($len = 0; $len < $closing; $len++) {
    try {
        stored(substr($dump, 0, $len), 'none');
        // The first comment says whose dump it is: without it there is no closing line to miss.
        $unnoticed += (int) ($len > strpos($dump, 'Host'));
    } catch (SqlException $e) {
        if (!str_starts_with($e->getMessage(), 'the dump is incomplete: ')) {
            echo $e->getMessage(), "\n";
        }
    }
}
var_dump($unnoticed);

attempt('empty', fn () => stored('', 'zstd'));
attempt('no closing line', fn () => stored(substr($dump, 0, $closing), 'zstd'));
attempt('unclosed quote', fn () => stored("INSERT INTO t VALUES ('", 'zstd'));
attempt('refused character set', fn () => stored('SET NAMES gbk;', 'zstd'));

$writer = new DumpWriter(fopen('php://memory', 'w+b'));
$writer->copyFrom(stream_of("SELECT 1;\nSELECT (2"));
try {
    $writer->finish();
} catch (SqlException $e) {
    echo "line $e->sqlLine, offset $e->sqlOffset\n";
}
attempt('finish again', fn () => $writer->finish());
attempt('copyFrom afterwards', fn () => $writer->copyFrom(stream_of(');')));
?>
--EXPECTF--
int(0)
empty: WpNormalize\SqlException: the dump is incomplete: it holds no statement
no closing line: WpNormalize\SqlException: the dump is incomplete: it lacks the closing line of mariadb-dump
unclosed quote: WpNormalize\SqlException: the dump is incomplete: %s
refused character set: WpNormalize\SqlException: %sgbk%s
line 2, offset 10
finish again: WpNormalize\SqlException: the dump is incomplete: %s
copyFrom afterwards: WpNormalize\SqlException: the dump is incomplete: %s
