--TEST--
SqlReader: the statements of a dump and what is known of each
--EXTENSIONS--
wpnormalize
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\SqlReader;

$dump = sample_dump();
$reader = new SqlReader(stream_of($dump));
foreach (statements($reader) as $s) {
    printf("%s table=%s columns=%s rows=%d line=%d\n", $s->kind, $s->table ?? 'null', implode(',', $s->columns), $s->rows, $s->line);
    if (substr($dump, $s->offset, strlen($s->sql)) !== $s->sql) {
        echo "offset $s->offset is wrong\n";
    }
    if ($s->line !== substr_count($dump, "\n", 0, $s->offset) + 1) {
        echo "line $s->line is wrong\n";
    }
    if ($s->table !== null && substr($s->sql, $s->tableOffset, $s->tableLength) !== "`$s->table`") {
        echo "the name is not at $s->tableOffset, $s->tableLength\n";
    }
    if ($s->table === null && [$s->tableOffset, $s->tableLength] !== [-1, 0]) {
        echo "no table, but a name at $s->tableOffset, $s->tableLength\n";
    }
}
var_dump($reader->next(), $reader->dumper(), $reader->complete(), $reader->bytesRead() === strlen($dump),
    $reader->sha256() === hash('sha256', $dump));

echo "-- schema, quotes, column list\n";
$reader = new SqlReader(stream_of("INSERT INTO `s`.`t\"x` (`a`, b) VALUES (1,2),(3,4);\nselect 1;"));
var_dump($reader->next());
var_dump($reader->next()->kind, $reader->next());
?>
--EXPECTF--
set table=null columns= rows=0 line=7
set table=null columns= rows=0 line=8
set table=null columns= rows=0 line=9
set table=null columns= rows=0 line=10
drop_table table=wp_options columns= rows=0 line=16
create_table table=wp_options columns=option_id,option_value rows=0 line=17
lock_tables table=wp_options columns= rows=0 line=23
insert table=wp_options columns=option_id,option_value rows=3 line=24
unlock_tables table=null columns= rows=0 line=28
set table=null columns= rows=0 line=29
set table=null columns= rows=0 line=30
NULL
string(12) "mariadb-dump"
bool(true)
bool(true)
bool(true)
-- schema, quotes, column list
object(WpNormalize\Statement)#%d (12) {
  ["kind"]=>
  string(6) "insert"
  ["table"]=>
  string(3) "t"x"
  ["schema"]=>
  string(1) "s"
  ["columns"]=>
  array(2) {
    [0]=>
    string(1) "a"
    [1]=>
    string(1) "b"
  }
  ["sql"]=>
  string(49) "INSERT INTO `s`.`t"x` (`a`, b) VALUES (1,2),(3,4)"
  ["rows"]=>
  int(2)
  ["line"]=>
  int(1)
  ["offset"]=>
  int(0)
  ["tableOffset"]=>
  int(16)
  ["tableLength"]=>
  int(5)
  ["literal"]=>
  bool(false)
  ["loadable"]=>
  bool(false)
}
string(5) "other"
NULL
