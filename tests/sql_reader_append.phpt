--TEST--
SqlReader: a dump in several files, each in a compression of its own, whose tables stay known
--EXTENSIONS--
wpnormalize
zlib
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\{Replacer, SqlReader};

$create = "CREATE TABLE `wp_posts` (\n  `ID` int,\n  `guid` text,\n  `post_content` text\n);\n";
$rows = "/*!40101 SET NAMES binary*/;\nINSERT INTO `wp_posts` VALUES\n(1,\"https://old.test/?p=1\",\"https://old.test/a\");\n";
$files = [$create, gzencode($rows), stored($rows, 'zstd'), '', gzencode(''), $rows . "-- a comment\n"];

$reader = new SqlReader(stream_of($files[0]), new Replacer(urls: ['https://old.test' => 'http://new.test']));
foreach ($files as $i => $bytes) {
    if ($i > 0) {
        $reader->append(stream_of($bytes));
    }
    while (($statement = $reader->next()) !== null) {
        echo "$i: line $statement->line, offset $statement->offset: ", strtr($statement->sql, "\n", ' '), "\n";
    }
    echo "$i: ", $reader->sha256() === hash('sha256', $bytes) ? 'sha256' : 'NOT ITS SHA256', "\n";
}
var_dump($reader->bytesRead() === array_sum(array_map('strlen', $files)), $reader->next());

echo "rows are copied file by file: ";
$rows = "INSERT INTO t VALUES (1,'a'),(2,'b');\n";
$reader = new SqlReader(stream_of($rows));
for ($i = 0; $i < 2; $i++) {
    while (($statement = $reader->next()) !== null) {
        $to = fopen('php://memory', 'w+b');
        echo $statement->kind === 'insert' ? $reader->copyRows($to) : '', ' ';
    }
    $reader->append(stream_of(stored($rows . $rows, 'zstd')));
}
echo "\n";

echo "a file has a session of its own: ";
$reader = new SqlReader(stream_of("SET sql_mode = 'ANSI_QUOTES';\nDELIMITER ;;\nSELECT 1;;\n"));
statements($reader);
$reader->append(stream_of("INSERT INTO t VALUES (\"a;b\"); SELECT 2;"));
echo implode(' | ', array_column(statements($reader), 'sql')), "\n";

echo "a delimiter of its own: ";
$reader->append(stream_of("CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a = ';\n'; SET @b = 1; \nEND;\nSELECT 3;\n"), ";\n");
echo strtr(json_encode(array_map(fn ($one) => [$one->kind, $one->sql], statements($reader))), ['\/' => '/']), "\n";

$reader = new SqlReader(stream_of('SELECT 1;'));
attempt('too early', fn () => $reader->append(stream_of('')));
statements($reader);
attempt('no stream', fn () => $reader->append('x'));
attempt('write only', fn () => $reader->append(fopen('php://output', 'wb')));
attempt('no delimiter', fn () => $reader->append(stream_of(''), ''));
attempt('a long one', fn () => $reader->append(stream_of(''), str_repeat('x', 33)));
attempt('the first one is still there', fn () => $reader->sha256());
$reader->append(stream_of("SELECT 'cut"));
attempt('a file that is cut', fn () => $reader->next());
attempt('another one behind it', fn () => $reader->append(stream_of("off';")));
$reader = new SqlReader(stream_of('SELECT 1;'));
statements($reader);
$reader->append(stream_of(substr(gzencode('SELECT 2;'), 0, -4)));
attempt('gzip that is cut', fn () => statements($reader));
?>
--EXPECTF--
0: line 1, offset 0: CREATE TABLE `wp_posts` (   `ID` int,   `guid` text,   `post_content` text )
0: sha256
1: line 1, offset 0: /*!40101 SET NAMES binary*/
1: line 2, offset 29: INSERT INTO `wp_posts` VALUES (1,"https://old.test/?p=1","http://new.test/a")
1: sha256
2: line 1, offset 0: /*!40101 SET NAMES binary*/
2: line 2, offset 29: INSERT INTO `wp_posts` VALUES (1,"https://old.test/?p=1","http://new.test/a")
2: sha256
3: sha256
4: sha256
5: line 1, offset 0: /*!40101 SET NAMES binary*/
5: line 2, offset 29: INSERT INTO `wp_posts` VALUES (1,"https://old.test/?p=1","http://new.test/a")
5: sha256
bool(true)
NULL
rows are copied file by file: 2 4 
a file has a session of its own: INSERT INTO t VALUES ("a;b") | SELECT 2
a delimiter of its own: [["create_trigger","CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a = ';\n'; SET @b = 1; \nEND"],["other","SELECT 3"]]
too early: Error: SqlReader::append() cannot be called before next() has returned null
no stream: TypeError: WpNormalize\SqlReader::append(): Argument #1 ($from) must be of type resource, string given
write only: ValueError: WpNormalize\SqlReader::append(): Argument #1 ($from) must be a readable stream
no delimiter: ValueError: WpNormalize\SqlReader::append(): Argument #2 ($delimiter) must have 1 to 32 bytes
a long one: ValueError: WpNormalize\SqlReader::append(): Argument #2 ($delimiter) must have 1 to 32 bytes
the first one is still there: no exception
a file that is cut: WpNormalize\SqlException: a quote is not closed
another one behind it: Error: SqlReader::append() cannot be called before next() has returned null
gzip that is cut: WpNormalize\IoException: the gzip data is truncated%S
