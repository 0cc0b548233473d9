--TEST--
SqlReader: an INSERT longer than batchSize comes in several, cut between rows; with a Replacer, rewritten
--EXTENSIONS--
wpnormalize
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\{Replacer, SqlReader};

function rows(array $statements): array
{
    $rows = [];
    foreach ($statements as $s) {
        if ($s->kind === 'insert') {
            $head = "INSERT INTO `wp_options` VALUES";
            if (!str_starts_with($s->sql, $head)) {
                echo 'not an INSERT: ', substr($s->sql, 0, 100), "\n";
            }
            $part = array_map(fn ($row) => trim($row, " \n()"), explode("),\n", substr($s->sql, strlen($head))));
            if (count($part) !== $s->rows || $s->columns !== ['option_id', 'option_value']) {
                echo "rows or columns are wrong\n";
            }
            array_push($rows, ...$part);
        }
    }
    return $rows;
}

$dump = sample_dump(2000);
$whole = statements(new SqlReader(stream_of($dump), batchSize: PHP_INT_MAX));
$batches = statements(new SqlReader(stream_of($dump), batchSize: 10000));
var_dump(count(rows($whole)), rows($batches) === rows($whole));
$inserts = array_filter($batches, fn ($s) => $s->kind === 'insert');
$longest = max(array_map(fn ($s) => strlen($s->sql), $inserts));
var_dump(count($inserts) > 5, $longest < 11000);

$replacer = new Replacer(urls: ['https://example.com' => 'http://localhost:8080']);
$rewritten = statements(new SqlReader(stream_of($dump), $replacer, batchSize: 10000));
var_dump(rows($rewritten) === str_replace('https://example.com', 'http://localhost:8080', rows($whole)));
var_dump($replacer->report()['references']);
?>
--EXPECT--
int(2000)
bool(true)
bool(true)
bool(true)
bool(true)
int(2000)
