--TEST--
Replacer: personal data that cannot be told for certain is refused, and so are wrong rules
--EXTENSIONS--
wpnormalize
--FILE--
<?php
use WpNormalize\Replacer;
use WpNormalize\SqlException;

$replacer = new Replacer(fakes: ['*users.email' => 'email', '*meta.value[name=mail_*]' => 'email'], dropRows: ['*log[level=debug]']);
$table = "CREATE TABLE wp_users (id int, email text);\n";
foreach ([
    'unknown columns' => "INSERT INTO wp_users VALUES (1,'a')",
    'unknown columns of LIKE' => "CREATE TABLE wp_users LIKE x; INSERT INTO wp_users VALUES (1,'a')",
    'hexadecimal' => "$table INSERT INTO wp_users VALUES (1,'a'),\n(2,x'41')",
    'hexadecimal number' => "$table INSERT INTO wp_users VALUES (1,0x41)",
    'bits' => "$table INSERT INTO wp_users VALUES (1,b'01')",
    'a call' => "$table INSERT INTO wp_users VALUES (1,CONCAT('a','b'))",
    'an operator' => "$table INSERT INTO wp_users VALUES (1,'a' + 'b')",
    'two literals' => "$table INSERT INTO wp_users VALUES (1,'a' 'b')",
    'parentheses' => "$table INSERT INTO wp_users VALUES (1,('a'))",
    'a comment' => "$table INSERT INTO wp_users VALUES (1,'a' /* , */)",
    'a variable' => "$table INSERT INTO wp_users VALUES (1,@a)",
    'a column' => "$table INSERT INTO wp_users VALUES (1,id)",
    'too many values' => "$table INSERT INTO wp_users VALUES (1,'a','b')",
    'too few values' => "$table INSERT INTO wp_users VALUES ('a')",
    'a column added' => "$table ALTER TABLE wp_users ADD phone text FIRST; INSERT INTO wp_users VALUES (1,1,'a')",
    'a column added at the end' => "$table ALTER TABLE wp_users ADD phone text; INSERT INTO wp_users VALUES (1,'a',1)",
    'a column moved' => "$table ALTER TABLE `wp_users` ENGINE=InnoDB, MODIFY email text FIRST; INSERT INTO wp_users VALUES ('a',1)",
    'a column changed' => "$table ALTER TABLE db.wp_users CHANGE id email text, CHANGE email id int; INSERT INTO wp_users VALUES ('a',1)",
    'another table of the name' => "$table DROP TABLE wp_users; CREATE TABLE wp_users LIKE x; INSERT INTO wp_users VALUES ('a',1)",
    'SET' => "$table INSERT INTO wp_users SET email='a'",
    'ON DUPLICATE KEY' => "$table INSERT INTO wp_users VALUES (1,'a') ON DUPLICATE KEY UPDATE email='b'",
    'SELECT' => "$table INSERT INTO wp_users SELECT 1,'a'",
    'SELECT in parentheses' => "$table INSERT INTO wp_users (SELECT 1,'a')",
    'a condition that is none' => "INSERT INTO wp_meta (name, value) VALUES (x'41','a')",
    'a condition on the level' => "INSERT INTO wp_log (level, text) VALUES (UPPER('debug'),'a')",
] as $name => $sql) {
    try {
        $passed = $replacer->sql($sql);
        echo "$name: passed as $passed\n";
    } catch (SqlException $e) {
        echo "$name: line $e->sqlLine, offset $e->sqlOffset: ", $e->getMessage(), "\n";
    }
}

echo "-- and these are not --\n";
foreach ([
    "INSERT INTO users2 VALUES (1,'a',x'41')",
    "INSERT INTO wp_users (id) VALUES (x'41'),(CONCAT('a','b'))",
    "CREATE TABLE wp_users (email text); INSERT INTO wp_users () VALUES (),( )",
    "INSERT INTO wp_meta (value) VALUES ('a')",
    "$table ALTER TABLE wp_users ADD KEY `first` (email), DISABLE KEYS; INSERT INTO wp_users VALUES (1,'')",
    "CREATE TABLE t (a int); ALTER TABLE t DROP KEY a; INSERT INTO t VALUES (x'41')",
    "INSERT INTO wp_meta (name, value) VALUES ('mai','a'),(NULL,x'41')",
] as $sql) {
    echo $replacer->sql($sql), "\n";
}

echo "-- rules --\n";
foreach ([['a' => 'email'], ['a.b' => 'mail'], ['.b' => 'email'], ['a.' => 'email'], ['a.b[c]' => 'email'], ['a.b[=c]' => 'email'], ['a.b[c=d' => 'email'], ['a.b[c=d]x' => 'email'], ["a.b\0" => 'email'], ['a.b[c=]' => 'email'], ['a.b' => 1], ['db.a.b' => 'email'], ['a.b [c=d]' => 'email'], ['a. b' => 'email'], ['a.b]' => 'email'], ['a.b[c =d]' => 'email'], ['a.b[c= d]' => 'email'], ['a.b[a.c=d]' => 'email'], ['a.b[c!=d ]' => 'email']] as $fakes) {
    try {
        new Replacer(fakes: $fakes);
        echo key($fakes), ": taken\n";
    } catch (ValueError | TypeError $error) {
        echo $error->getMessage(), "\n";
    }
}
foreach (['a.b[c', 'a.b', 'a ', 'a[b = c]'] as $rule) {
    try {
        new Replacer(dropRows: [$rule]);
        echo "$rule: taken\n";
    } catch (ValueError $error) {
        echo $error->getMessage(), "\n";
    }
}
// The key is a secret.
try {
    new Replacer(fakes: ['a' => 'b'], fakeKey: 'a secret');
} catch (ValueError $error) {
    var_dump(str_contains(print_r($error->getTrace(), true), 'a secret'));
}
?>
--EXPECT--
unknown columns: line 1, offset 21: the table wp_users may hold personal data, and its columns are not known: neither CREATE TABLE nor the statement names them
unknown columns of LIKE: line 1, offset 51: the table wp_users may hold personal data, and its columns are not known: neither CREATE TABLE nor the statement names them
hexadecimal: line 3, offset 82: a value of wp_users.email, which may be personal data, is no plain literal
hexadecimal number: line 2, offset 73: a value of wp_users.email, which may be personal data, is no plain literal
bits: line 2, offset 73: a value of wp_users.email, which may be personal data, is no plain literal
a call: line 2, offset 73: a value of wp_users.email, which may be personal data, is no plain literal
an operator: line 2, offset 73: a value of wp_users.email, which may be personal data, is no plain literal
two literals: line 2, offset 73: a value of wp_users.email, which may be personal data, is no plain literal
parentheses: line 2, offset 73: a value of wp_users.email, which may be personal data, is no plain literal
a comment: line 2, offset 73: a value of wp_users.email, which may be personal data, is no plain literal
a variable: line 2, offset 73: a value of wp_users.email, which may be personal data, is no plain literal
a column: line 2, offset 73: a value of wp_users.email, which may be personal data, is no plain literal
too many values: line 2, offset 73: a row of wp_users, which may hold personal data, has 3 values for 2 columns
too few values: line 2, offset 73: a row of wp_users, which may hold personal data, has 1 values for 2 columns
a column added: line 2, offset 109: the table wp_users may hold personal data, and its columns are not known: neither CREATE TABLE nor the statement names them
a column added at the end: line 2, offset 110: a row of wp_users, which may hold personal data, has 3 values for 2 columns
a column moved: line 2, offset 129: the table wp_users may hold personal data, and its columns are not known: neither CREATE TABLE nor the statement names them
a column changed: line 2, offset 133: the table wp_users may hold personal data, and its columns are not known: neither CREATE TABLE nor the statement names them
another table of the name: line 2, offset 117: the table wp_users may hold personal data, and its columns are not known: neither CREATE TABLE nor the statement names them
SET: line 2, offset 66: the table wp_users may hold personal data, and only rows behind VALUES can be told apart
ON DUPLICATE KEY: line 2, offset 98: the table wp_users may hold personal data, and only rows behind VALUES can be told apart
SELECT: line 2, offset 66: the table wp_users may hold personal data, and only rows behind VALUES can be told apart
SELECT in parentheses: line 2, offset 67: the table wp_users may hold personal data, and only rows behind VALUES can be told apart
a condition that is none: line 1, offset 41: a value of wp_meta.name, which may be personal data, is no plain literal
a condition on the level: line 1, offset 40: a value of wp_log.level, which may be personal data, is no plain literal
-- and these are not --
INSERT INTO users2 VALUES (1,'a',x'41')
INSERT INTO wp_users (id) VALUES (x'41'),(CONCAT('a','b'))
CREATE TABLE wp_users (email text); INSERT INTO wp_users () VALUES (),( )
INSERT INTO wp_meta (value) VALUES ('a')
CREATE TABLE wp_users (id int, email text);
 ALTER TABLE wp_users ADD KEY `first` (email), DISABLE KEYS; INSERT INTO wp_users VALUES (1,'')
CREATE TABLE t (a int); ALTER TABLE t DROP KEY a; INSERT INTO t VALUES (x'41')
INSERT INTO wp_meta (name, value) VALUES ('mai','a'),(NULL,x'41')
-- rules --
fakes: "a" is no rule: write table.column or table.column[column=value]
fakes: "mail", for a.b, is no kind of fake
fakes: ".b" is no rule: write table.column or table.column[column=value]
fakes: "a." is no rule: write table.column or table.column[column=value]
fakes: "a.b[c]" is no rule: write table.column or table.column[column=value]
fakes: "a.b[=c]" is no rule: write table.column or table.column[column=value]
fakes: "a.b[c=d" is no rule: write table.column or table.column[column=value]
fakes: "a.b[c=d]x" is no rule: write table.column or table.column[column=value]
fakes: "a.b" is no rule: write table.column or table.column[column=value]
a.b[c=]: taken
WpNormalize\Replacer::__construct(): Argument #10 ($fakes) must be an array of strings, int given in it
fakes: "db.a.b" is no rule: write table.column or table.column[column=value]
fakes: "a.b [c=d]" is no rule: write table.column or table.column[column=value]
fakes: "a. b" is no rule: write table.column or table.column[column=value]
fakes: "a.b]" is no rule: write table.column or table.column[column=value]
fakes: "a.b[c =d]" is no rule: write table.column or table.column[column=value]
fakes: "a.b[c= d]" is no rule: write table.column or table.column[column=value]
fakes: "a.b[a.c=d]" is no rule: write table.column or table.column[column=value]
fakes: "a.b[c!=d ]" is no rule: write table.column or table.column[column=value]
dropRows: "a.b[c" is no rule: write table or table[column=value]
dropRows: "a.b" is no rule: write table or table[column=value]
dropRows: "a " is no rule: write table or table[column=value]
dropRows: "a[b = c]" is no rule: write table or table[column=value]
bool(false)
