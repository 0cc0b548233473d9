--TEST--
Replacer: literals and statements larger than any buffer, in pieces of all sizes
--EXTENSIONS--
wpnormalize
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\Replacer;

$url = 'https://example.com';
$rows = [];
for ($i = 0; $i < 12000; $i++) {
    $rows[] = "($i,'$url/$i')";
}
$statements = [
    'text' => "INSERT INTO t VALUES ('" . str_repeat("$url/a \\\"x\\\" it\\'s ", 9000) . "');\n",
    'serialized' => "INSERT INTO t VALUES ('" . addslashes(serialize(array_fill(0, 12000, "$url it's"))) . "');\n",
    'JSON' => "INSERT INTO t VALUES ('" . addslashes(json_encode(array_fill(0, 12000, "$url it's"))) . "');\n",
    'rows' => 'INSERT INTO t VALUES ' . implode(",\n", $rows) . ";\n",
    'comment' => '/* ' . str_repeat("it's ", 300000) . "*/ INSERT INTO t VALUES ('$url');\n",
];
$statements['all'] = implode('', $statements);
$replacer = new Replacer([$url => 'http://b.test:81/wp']);
foreach ($statements as $name => $sql) {
    $expected = $replacer->sql($sql);
    echo $name, ': ', substr_count($expected, 'b.test:81'), ' references';
    foreach ([1 << 22, 65537, 5000] as $size) {
        $at = 0;
        $from = TestStream::open('rb', function (int $count) use ($sql, $size, &$at): ?string {
            $piece = substr($sql, $at, min($size, $count));
            $at += strlen($piece);
            return $piece === '' ? null : $piece;
        });
        $to = fopen('php://memory', 'w+b');
        $written = $replacer->copySql($from, $to);
        echo stream_get_contents($to, null, 0) === $expected && $written === strlen($expected) ? '' : ", wrong in pieces of $size";
    }
    echo "\n";
}
?>
--EXPECT--
text: 9000 references
serialized: 12000 references
JSON: 12000 references
rows: 12000 references
comment: 1 references
all: 45001 references
