--TEST--
Replacer: value() rewrites text, serialized data and JSON, and gives the same string back without a match
--EXTENSIONS--
wpnormalize
--FILE--
<?php
use WpNormalize\Replacer;

$replacer = new Replacer(urls: ['https://example.com' => 'http://localhost:8080'], literals: ['/var/www' => '/home/me']);
$values = [
    'text' => 'see https://example.com/a, //example.com, example.com and bob@example.com in /var/www',
    'serialized' => serialize(['url' => 'https://example.com/a', 'n' => 1]),
    'nested' => serialize([serialize(['https://example.com'])]),
    'json' => json_encode(['url' => 'https://example.com/a', 'e' => new stdClass()]),
    'nothing' => 'https://www.example.org',
    'empty' => '',
    'nul' => "\0https://example.com\0",
];
foreach ($values as $name => $value) {
    echo "$name: ", addcslashes($replacer->value($value), "\0"), "\n";
}

$large = str_repeat('nothing to see here ', 1 << 18);
$before = memory_get_peak_usage();
$same = $replacer->value($large);
echo 'without a match: ', $same === $large ? 'equal' : 'different', ', ',
    memory_get_peak_usage() - $before < 100000 ? 'not copied' : 'copied', "\n";
?>
--EXPECT--
text: see http://localhost:8080/a, //localhost:8080, localhost:8080 and bob@example.com in /home/me
serialized: a:2:{s:3:"url";s:23:"http://localhost:8080/a";s:1:"n";i:1;}
nested: a:1:{i:0;s:39:"a:1:{i:0;s:21:"http://localhost:8080";}";}
json: {"url":"http:\/\/localhost:8080\/a","e":{}}
nothing: https://www.example.org
empty: 
nul: \000http://localhost:8080\000
without a match: equal, not copied
