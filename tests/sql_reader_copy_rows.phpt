--TEST--
SqlReader::copyRows(): rows as LOAD DATA reads them, and next() for those that it would read otherwise
--EXTENSIONS--
wpnormalize
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\{Replacer, SqlReader};

/** Every step of reading a dump: how many rows were copied, or what next() gave. */
function copied(string $sql, ?Replacer $replacer = null, int $limit = PHP_INT_MAX): void
{
    $to = fopen('php://memory', 'w+');
    $reader = new SqlReader(stream_of($sql), $replacer);
    while (($statement = $reader->next()) !== null) {
        $rows = $reader->copyRows($to, $limit);
        printf("%s %s %s\n", $statement->kind, $statement->literal ? 'literal' : '-', $rows ?: 'not copied');
        if ($statement->loadable !== $rows > 0) {
            echo "loadable is wrong\n";
        }
        if ($reader->copyRows($to) !== 0) {
            echo "copied twice\n";
        }
    }
    rewind($to);
    echo stream_get_contents($to), "\n";
}

echo "-- each spelling becomes one row a line\n";
copied("INSERT INTO `t` VALUES\n(1,'a'),\n(2,NULL);\nINSERT INTO `t` VALUES\n(3,'');");
copied("insert into t values(1,'a'),(2,'b,(c),\n(') ;");
copied("INSERT INTO `t` (`a`, b) VALUES ( 1 , 'a' ) ,\n\t(-2.50, 'it\\'s ''this'' \\\\\\0\\n\\r\\t\\Z\\b\\\"'),(12345678901234567890,NULL);");

echo "-- double quotes, as mydumper writes them\n";
copied(<<<'SQL'
    INSERT INTO t VALUES
    (1,"a",""),
    (2,"it's ""so"", \"x\" and \'y\'","'"),("),
    (", "'',\\", """"),('"','""','\"');
    SQL);

echo "-- other columns, another table\n";
copied("INSERT INTO t VALUES (1); INSERT INTO t VALUES (2); INSERT INTO t (a) VALUES (3); INSERT INTO u VALUES (4); SET a = 1;");

echo "-- in between what has to be inserted\n";
copied("INSERT INTO t VALUES (1); INSERT INTO t VALUES (0x02); INSERT INTO t VALUES (3);");

echo "-- rewritten\n";
copied(
    "INSERT INTO t VALUES (1,'http://a.example/');\n",
    new Replacer(urls: ['http://a.example' => "http://b.example/it's"]),
);

echo "-- a limit\n";
copied("INSERT INTO t VALUES (1),(2); INSERT INTO t VALUES (3); INSERT INTO t VALUES (4); INSERT INTO t VALUES (5);", limit: 11);

echo "-- one value each\n";
$values = [
    "'\\N'", "'\\%'", "'\\_'", "'\\x'", "'\\\u{fc}'", '"a"', "N'a'", "_binary 'a'", "_utf8mb4'a'", "x'41'", "B'01'", '0x41', '0b01',
    '1e5', '1E-5', '.5', '1.', '+1', '007', '-0', '-0.0', '0', '0.0', '-7', '10.05', str_repeat('9', 65), str_repeat('9', 66), 'NULL',
    'null', 'TRUE', 'DEFAULT', 'NOW()', '1+1', "'a' 'b'", "'a' COLLATE utf8mb4_bin", '`a`', '@a', '1 /* one */', "x'4g'", '()', '', '1,',
    'NULLIF', "_binary 5", '- 1', '1-1', '1e', "'a", '(1)',
];
foreach ($values as $value) {
    $reader = new SqlReader(stream_of("INSERT INTO t VALUES ($value);"));
    try {
        $statement = $reader->next();
        printf("%s: %s\n", strlen($value) > 40 ? strlen($value) . ' digits' : $value, match (true) {
            $reader->copyRows(fopen('php://memory', 'w')) === 1 => $statement->literal ? 'loaded' : 'loaded, but no literal',
            $statement->literal => 'inserted',
            default => 'no literal',
        });
    } catch (WpNormalize\SqlException $exception) {
        echo "$value: SqlException\n";
    }
}

echo "-- one statement each\n";
$statements = [
    'INSERT INTO t VALUES (1)', 'INSERT INTO t VALUE (1)', 'INSERT IGNORE INTO t VALUES (1)', 'REPLACE INTO t VALUES (1)', 'INSERT t VALUES (1)',
    'INSERT INTO s.t VALUES (1)', 'INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = 1', 'INSERT INTO t SET a = 1', 'INSERT INTO t SELECT 1',
    'INSERT INTO t VALUES (1) AS new', 'INSERT INTO t PARTITION (p) VALUES (1)', 'INSERT INTO t (a) VALUES (1)', 'INSERT INTO t (a(1)) VALUES (1)',
    '/*!40000 INSERT INTO t VALUES (1) */', 'INSERT /* x */ INTO t VALUES (1)', 'INSERT INTO t VALUES (1) RETURNING a', 'INSERT INTO t VALUES ROW(1)',
    'INSERT INTO t (`a``b`, `c)`) VALUES (1, 2)', "SET sql_mode = 'NO_BACKSLASH_ESCAPES'; INSERT INTO t VALUES (1)",
    "SET sql_mode = 'ANSI_QUOTES'; INSERT INTO t VALUES (1)",
];
foreach ($statements as $sql) {
    $reader = new SqlReader(stream_of("$sql;"));
    do {
        $statement = $reader->next();
    } while ($statement->kind === 'set');
    $rows = $reader->copyRows(fopen('php://memory', 'w'));
    printf("%s: %s\n", $sql, $rows > 0 ? ($statement->literal ? 'loaded' : 'loaded, but no literal') : ($statement->literal ? 'inserted' : 'no literal'));
}

echo "-- arguments, damage, streams\n";
$reader = new SqlReader(stream_of("INSERT INTO t VALUES (1);"));
var_dump($reader->copyRows(fopen('php://memory', 'w')));
$reader->next();
foreach ([[1], [fopen(__FILE__, 'r')], [fopen('php://memory', 'w'), 0], [fopen('/dev/full', 'w')]] as $arguments) {
    try {
        $reader->copyRows(...$arguments);
        echo "no exception\n";
    } catch (Throwable $throwable) {
        echo get_class($throwable), ': ', $throwable->getMessage(), "\n";
    }
}
$reader = new SqlReader(stream_of("INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2), ("));
$reader->next();
for ($i = 0; $i < 2; $i++) {
    try {
        $i ? $reader->next() : $reader->copyRows(fopen('php://memory', 'w'));
    } catch (WpNormalize\SqlException $exception) {
        echo $exception->getMessage(), "\n";
    }
}
?>
--EXPECT--
-- each spelling becomes one row a line
insert literal 3
(1,'a'),
(2,NULL),
(3,''),

insert literal 2
(1,'a'),
(2,'b,(c),
('),

insert literal 3
(1,'a'),
(-2.50,'it\'s ''this'' \\\0\n\r\t\Z\b\"'),
(12345678901234567890,NULL),

-- double quotes, as mydumper writes them
insert literal 4
(1,'a',''),
(2,'it\'s "so", \"x\" and \'y\'','\''),
('),
(','\'\',\\','"'),
('"','""','\"'),

-- other columns, another table
insert literal 2
insert literal 1
insert literal 1
set - not copied
(1),
(2),
(3),
(4),

-- in between what has to be inserted
insert literal 1
insert literal not copied
insert literal 1
(1),
(3),

-- rewritten
insert literal 1
(1,'http://b.example/it\'s/'),

-- a limit
insert literal 3
insert literal 2
(1),
(2),
(3),
(4),
(5),

-- one value each
'\N': inserted
'\%': inserted
'\_': inserted
'\x': inserted
'\ü': inserted
"a": loaded
N'a': inserted
_binary 'a': inserted
_utf8mb4'a': inserted
x'41': inserted
B'01': inserted
0x41: inserted
0b01: inserted
1e5: inserted
1E-5: inserted
.5: inserted
1.: inserted
+1: inserted
007: inserted
-0: inserted
-0.0: inserted
0: loaded
0.0: loaded
-7: loaded
10.05: loaded
65 digits: loaded
66 digits: inserted
NULL: loaded
null: inserted
TRUE: inserted
DEFAULT: inserted
NOW(): no literal
1+1: no literal
'a' 'b': no literal
'a' COLLATE utf8mb4_bin: no literal
`a`: no literal
@a: no literal
1 /* one */: no literal
x'4g': no literal
(): no literal
: no literal
1,: no literal
NULLIF: no literal
_binary 5: no literal
- 1: no literal
1-1: no literal
1e: inserted
'a: SqlException
(1): no literal
-- one statement each
INSERT INTO t VALUES (1): loaded
INSERT INTO t VALUE (1): loaded
INSERT IGNORE INTO t VALUES (1): inserted
REPLACE INTO t VALUES (1): inserted
INSERT t VALUES (1): no literal
INSERT INTO s.t VALUES (1): no literal
INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = 1: no literal
INSERT INTO t SET a = 1: no literal
INSERT INTO t SELECT 1: no literal
INSERT INTO t VALUES (1) AS new: no literal
INSERT INTO t PARTITION (p) VALUES (1): no literal
INSERT INTO t (a) VALUES (1): loaded
INSERT INTO t (a(1)) VALUES (1): no literal
/*!40000 INSERT INTO t VALUES (1) */: no literal
INSERT /* x */ INTO t VALUES (1): no literal
INSERT INTO t VALUES (1) RETURNING a: no literal
INSERT INTO t VALUES ROW(1): no literal
INSERT INTO t (`a``b`, `c)`) VALUES (1, 2): loaded
SET sql_mode = 'NO_BACKSLASH_ESCAPES'; INSERT INTO t VALUES (1): no literal
SET sql_mode = 'ANSI_QUOTES'; INSERT INTO t VALUES (1): no literal
-- arguments, damage, streams
int(0)
TypeError: WpNormalize\SqlReader::copyRows(): Argument #1 ($to) must be of type resource, int given
ValueError: WpNormalize\SqlReader::copyRows(): Argument #1 ($to) must be a writable stream
ValueError: WpNormalize\SqlReader::copyRows(): Argument #2 ($limit) must be greater than 0
WpNormalize\IoException: cannot write /dev/full: No space left on device
a statement does not end: the input is cut off
a statement does not end: the input is cut off
