--TEST--
DumpWriter and SqlReader: memory does not grow with the dump
--SKIPIF--
<?php if (!is_readable('/proc/self/status')) die('skip needs /proc'); ?>
--EXTENSIONS--
wpnormalize
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\{DumpWriter, SqlReader};

function resident_peak(): int
{
    preg_match('/^VmHWM:\s+(\d+) kB/m', file_get_contents('/proc/self/status'), $match);
    return (int) $match[1];
}

/** Writes a dump of some MiB to a file, and reads it back. */
function there_and_back(int $mebibytes, string $file): void
{
    $insert = "INSERT INTO `t` VALUES ('" . str_repeat('some text, ', 1500) . "'),(2),(3);\n";
    $left = intdiv($mebibytes << 20, strlen($insert));
    $writer = new DumpWriter(fopen($file, 'wb'));
    $writer->copyFrom(TestStream::open('rb', function () use (&$left, $insert) {
        return $left-- > 0 ? $insert : null;
    }));
    $writer->finish();
    $reader = new SqlReader(fopen($file, 'rb'));
    $rows = 0;
    while ($statement = $reader->next()) {
        $rows += $statement->rows;
    }
    var_dump($rows === intdiv($mebibytes << 20, strlen($insert)) * 3);
}

$file = tempnam(sys_get_temp_dir(), 'wpn');
there_and_back(10, $file);
$before = resident_peak();
there_and_back(100, $file);
unlink($file);
$grown = resident_peak() - $before;
$noise = getenv('USE_ZEND_ALLOC') === '0' ? 32768 : 2048; // valgrind holds on to what has been freed
echo $grown < $noise ? 'constant' : "grown by $grown kB", "\n";
?>
--EXPECT--
bool(true)
bool(true)
constant
