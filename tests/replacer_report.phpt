--TEST--
Replacer: the report counts per table and column, keeps examples, and starts anew when told
--EXTENSIONS--
wpnormalize
--FILE--
<?php
use WpNormalize\Replacer;

$replacer = new Replacer(['https://example.com' => 'http://b.test'], keys: true, foreignHosts: true);
$show = function (array $report): void {
    $counts = fn (array $counts): string => json_encode(array_filter($counts, 'is_int'));
    echo 'total ', $counts($report), "\n";
    foreach ($report['tables'] as $table => $columns) {
        foreach ($columns as $column => $numbers) {
            echo "'$table' '$column' ", $counts(array_filter($numbers)), "\n";
        }
    }
    foreach ($report['examples'] as $example) {
        echo json_encode($example, JSON_UNESCAPED_SLASHES), "\n";
    }
    echo json_encode($report['foreignHosts']), "\n";
};
$show($replacer->report());

$replacer->value('https://example.com https://example.com and https://other.test');
$replacer->value('nothing');
$replacer->value(serialize(['https://example.com' => 1, 'http://b.test' => 2]));
$replacer->value('a:1:{i:0;s:5:"https://example.com";}');
$replacer->sql("INSERT INTO `t` (`a`,`b`) VALUES ('https://example.com','x'),('https://www.example.org/https://other.test','{\"u\":\"https://example.com\"}');");
$replacer->sql("INSERT INTO `t` (`a`) VALUES ('y'),('a:9:{https://example.com');");
$show($replacer->report(reset: true));
$show($replacer->report());

for ($i = 0; $i < 30; $i++) {
    $replacer->value("a:9:{https://example.com/$i");
}
$report = $replacer->report();
echo $report['malformed'], ' malformed, ', count($report['examples']), " examples\n";
?>
--EXPECT--
total {"values":0,"changed":0,"references":0,"serialized":0,"json":0,"base64":0,"malformed":0,"tooDeep":0,"keyCollisions":0,"faked":0,"droppedRows":0}
[]
total {"values":10,"changed":5,"references":6,"serialized":1,"json":1,"base64":0,"malformed":2,"tooDeep":0,"keyCollisions":1,"faked":0,"droppedRows":0}
'' '' {"values":4,"changed":2,"references":3,"serialized":1,"malformed":1,"keyCollisions":1}
't' 'a' {"values":4,"changed":2,"references":2,"malformed":1}
't' 'b' {"values":2,"changed":1,"references":1,"json":1}
{"table":"","column":"","row":0,"kind":"keyCollision","value":"a:2:{s:19:\"https://example.com\";i:1;s:13:\"http://b.test\";i:2;}"}
{"table":"","column":"","row":0,"kind":"malformed","value":"a:1:{i:0;s:5:\"https://example.com\";}"}
{"table":"t","column":"a","row":2,"kind":"malformed","value":"a:9:{https://example.com"}
{"other.test":2,"www.example.org":1}
total {"values":0,"changed":0,"references":0,"serialized":0,"json":0,"base64":0,"malformed":0,"tooDeep":0,"keyCollisions":0,"faked":0,"droppedRows":0}
[]
30 malformed, 20 examples
