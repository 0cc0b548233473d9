--TEST--
DumpWriter: with a Replacer, the dump is rewritten on the way, and the index is that of what was written
--EXTENSIONS--
wpnormalize
zlib
--FILE--
<?php
require __DIR__ . '/dump.inc';

use WpNormalize\DumpWriter;
use WpNormalize\Replacer;
use WpNormalize\SqlException;

$replacer = fn (array $dropRows = []): Replacer => new Replacer(
    ['https://example.com' => 'http://a.much.longer.name.test'],
    fakes: ['*users.email' => 'email'],
    fakeKey: 'key',
    dropRows: $dropRows,
);
$dump = str_replace(
    'UNLOCK TABLES;',
    "UNLOCK TABLES;\nCREATE TABLE `wp_users` (`id` int, `email` text);\nINSERT INTO `wp_users` VALUES (1,'bob@x.test'),(2,NULL);\n"
        . "CREATE TABLE `wp_log` (`id` int);\nINSERT INTO `wp_log` VALUES (1),(2);\nINSERT INTO `wp_log` VALUES (3);",
    sample_dump(300),
);

foreach (['none', 'gzip', 'zstd'] as $format) {
    foreach ([[], ['*log', '*options[option_id=1*]']] as $dropRows) {
        $used = $replacer($dropRows);
        $to = fopen('php://memory', 'w+b');
        $writer = new DumpWriter($to, $format, replacer: $used);
        $read = $writer->copyFrom(stream_of($dump));
        $index = $writer->finish();
        rewind($to);
        $stored = stream_get_contents($to);
        $expected = $replacer($dropRows)->sql($dump);

        $frames = $index['frames'];
        $written = match ($format) {
            'none' => substr($stored, 0, $index['rawSize']),
            'gzip' => implode('', array_map(fn (array $frame): string => gzdecode(substr($stored, $frame['offset'], $frame['size'])), $frames)),
            'zstd' => $expected,
        };
        echo "$format: ", json_encode($index['tables']), ' ', $used->report()['faked'], ' faked, ', $used->report()['droppedRows'], " dropped\n";
        var_dump(
            $read === strlen($dump),
            $written === $expected,
            $index['rawSize'] === strlen($expected) && array_sum(array_column($frames, 'rawSize')) === strlen($expected),
            array_sum(array_column($frames, 'rows')) === array_sum($index['tables']),
            $index['longestRow'] === strlen("(300,'http://a.much.longer.name.test/page-300?a;b\\'c')"),
            $index['sha256'] === hash('sha256', $stored),
        );
    }
}

echo "-- the Replacer lives as long as the writer --\n";
$to = fopen('php://memory', 'w+b');
$writer = new DumpWriter($to, 'none', replacer: new Replacer(['https://example.com' => 'http://b.test']));
$progress = null;
$long = sample_dump(40000);
$writer->copyFrom(stream_of($long), function (int $raw, int $stored) use (&$progress): void {
    $progress = $raw; // of what was read, not of what came out
});
$writer->finish();
rewind($to);
var_dump($progress >= 1048576 && $progress <= strlen($long), substr_count(stream_get_contents($to), 'http://b.test/'));

echo "-- one Replacer for two writers at a time --\n";
$shared = $replacer();
[$one, $two] = [fopen('php://memory', 'w+b'), fopen('php://memory', 'w+b')];
[$first, $second] = [new DumpWriter($one, 'none', replacer: $shared), new DumpWriter($two, 'none', replacer: $shared)];
foreach (str_split($dump, 700) as $piece) {
    $first->copyFrom(stream_of($piece));
    $second->copyFrom(stream_of($piece));
}
var_dump($first->finish() === $second->finish());

echo "-- what cannot be told is refused --\n";
try {
    $writer = new DumpWriter(fopen('php://memory', 'w+b'), replacer: $replacer());
    $writer->copyFrom(stream_of("-- MariaDB dump\nINSERT INTO wp_users VALUES (1,'bob@x.test');\n"));
} catch (SqlException $e) {
    echo "line $e->sqlLine: ", $e->getMessage(), "\n";
}
try {
    $writer->finish();
} catch (SqlException $e) {
    echo "it stays refused\n";
}
try {
    new DumpWriter($to, 'zstd', 3, 1, 5);
} catch (TypeError $error) {
    echo $error->getMessage(), "\n";
}
?>
--EXPECT--
none: {"wp_options":300,"wp_users":2,"wp_log":3} 1 faked, 0 dropped
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
none: {"wp_options":189,"wp_users":2,"wp_log":0} 1 faked, 114 dropped
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
gzip: {"wp_options":300,"wp_users":2,"wp_log":3} 1 faked, 0 dropped
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
gzip: {"wp_options":189,"wp_users":2,"wp_log":0} 1 faked, 114 dropped
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
zstd: {"wp_options":300,"wp_users":2,"wp_log":3} 1 faked, 0 dropped
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
zstd: {"wp_options":189,"wp_users":2,"wp_log":0} 1 faked, 114 dropped
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
-- the Replacer lives as long as the writer --
bool(true)
int(40000)
-- one Replacer for two writers at a time --
bool(true)
-- what cannot be told is refused --
line 2: the table wp_users may hold personal data, and its columns are not known: neither CREATE TABLE nor the statement names them
it stays refused
WpNormalize\DumpWriter::__construct(): Argument #5 ($replacer) must be of type ?WpNormalize\Replacer, int given
