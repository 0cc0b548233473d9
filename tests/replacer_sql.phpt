--TEST--
Replacer: sql() takes whole statements, and refuses what has no end, with its place
--EXTENSIONS--
wpnormalize
--FILE--
<?php
use WpNormalize\Replacer;
use WpNormalize\SqlException;

$replacer = new Replacer(['https://example.com' => 'http://b.test']);
var_dump($replacer->sql(''));
echo $replacer->sql("INSERT INTO `t` VALUES ('https://example.com')"), "\n";
echo $replacer->sql("CREATE TABLE t (a text);\nINSERT INTO t VALUES\n('https://example.com/it''s');\n");

foreach (["SELECT 1;\nINSERT INTO t VALUES ('abc", "SELECT 1;\n\n/* abc", 'INSERT INTO t VALUES (1', "SELECT 1;\nSET NAMES gbk;"] as $sql) {
    try {
        echo $replacer->sql($sql), "\n";
    } catch (SqlException $e) {
        echo "line $e->sqlLine, offset $e->sqlOffset: ", $e->getMessage(), "\n";
        echo $e instanceof WpNormalize\Exception && $e instanceof RuntimeException ? '' : "not our exception\n";
    }
}
try {
    $e->sqlLine = 5;
} catch (Error $error) {
    echo $error->getMessage(), "\n";
}
echo 'after errors: ', $replacer->sql("INSERT INTO t VALUES ('https://example.com');"), "\n";
?>
--EXPECT--
string(0) ""
INSERT INTO `t` VALUES ('http://b.test')
CREATE TABLE t (a text);
INSERT INTO t VALUES
('http://b.test/it''s');
line 2, offset 32: a quote is not closed
line 3, offset 11: a comment is not closed
line 1, offset 0: a row is not closed before the end of its statement
line 2, offset 20: character set gbk is refused: dump with --default-character-set=utf8mb4 instead
Cannot modify readonly property WpNormalize\SqlException::$sqlLine
after errors: INSERT INTO t VALUES ('http://b.test');
