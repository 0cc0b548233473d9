--TEST--
SqlReader: SQL that does not end, and literals that are too long, with their place
--EXTENSIONS--
wpnormalize
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\{SqlException, SqlReader};

function place(string $sql, int $maxLiteral = 1000): void
{
    $reader = new SqlReader(stream_of($sql), maxLiteral: $maxLiteral);
    try {
        foreach (statements($reader) as $statement) {
        }
        echo "no exception\n";
    } catch (SqlException $e) {
        echo "line $e->sqlLine, offset $e->sqlOffset: ", $e->getMessage() !== '' ? 'message' : 'NO MESSAGE', "\n";
        try {
            $reader->next();
            echo "no second exception\n";
        } catch (SqlException $again) {
            var_dump($again->getMessage() === $e->getMessage());
        }
    }
}
echo "unclosed quote: ";
place("SELECT 1;\n\nINSERT INTO t VALUES\n('abc);\n");
echo "statement without an end: ";
place("SELECT 1;\nINSERT INTO t VALUES (1)");
echo "literal too long: ";
place("SELECT 1;\nINSERT INTO t VALUES ('" . str_repeat('x', 1010) . "');");
echo "literal below the limit: ";
place("SELECT 1;\nINSERT INTO t VALUES ('" . str_repeat('x', 990) . "');");
?>
--EXPECT--
unclosed quote: line 4, offset 33: message
bool(true)
statement without an end: line 2, offset 10: message
bool(true)
literal too long: line 2, offset 32: message
bool(true)
literal below the limit: no exception
