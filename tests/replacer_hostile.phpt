--TEST--
Replacer: lengths that lie and nesting without end cost no more than their bytes
--EXTENSIONS--
wpnormalize
--FILE--
<?php
use WpNormalize\Replacer;

$url = 'https://example.com';
$replacer = new Replacer([$url => 'http://b.test'], keys: true, base64: true);
$deep = fn (string $open, string $close): string => str_repeat($open, 100000) . "s:19:\"$url\";" . str_repeat($close, 100000);
$values = [
    'a:999999999:{' => "a:999999999:{i:0;s:19:\"$url\";}",
    'O:1:"a":999999999:{' => "O:1:\"a\":999999999:{s:1:\"u\";s:19:\"$url\";}",
    's:999999999:' => "s:999999999:\"$url\";",
    's:18446744073709551615:' => "s:18446744073709551615:\"$url\";",
    's:18446744073709551635:' => "s:18446744073709551635:\"$url\";",
    'C:3:"Box":18446744073709551615:' => "C:3:\"Box\":18446744073709551615:{{$url}}",
    'arrays 100,000 deep' => $deep('a:1:{i:0;', '}'),
    'arrays 100,000 deep, cut' => $deep('a:1:{i:0;', ''),
    'objects 100,000 deep' => $deep('O:1:"a":1:{s:1:"b";', '}'),
    'JSON 100,000 deep' => str_repeat('[', 100000) . "\"$url\"" . str_repeat(']', 100000),
    'JSON 100,000 deep, cut' => str_repeat('{"a":', 100000) . "\"$url\"",
    'brackets' => str_repeat('[', 1000000),
    'a megabyte of heads' => 'C:3:"Box":1000018:{' . str_repeat('a:9:{i:0;', 111111) . $url . '}',
];
foreach ($values as $name => $value) {
    $result = $replacer->value($value);
    echo "$name: ", str_contains($result, $url) ? 'still there' : 'replaced', ', ', strlen($value) - strlen($result), " bytes less\n";
}

// Strings in strings, deeper than is looked into.
$value = $url;
for ($i = 0; $i < 100; $i++) {
    $value = serialize([$value]);
}
$result = $replacer->value($value);
echo '100 deep: ', @unserialize($result) === false ? 'broken' : 'readable', ', ', $replacer->report()['tooDeep'], " too deep\n";
?>
--EXPECT--
a:999999999:{: replaced, 6 bytes less
O:1:"a":999999999:{: replaced, 6 bytes less
s:999999999:: replaced, 6 bytes less
s:18446744073709551615:: replaced, 6 bytes less
s:18446744073709551635:: replaced, 6 bytes less
C:3:"Box":18446744073709551615:: replaced, 6 bytes less
arrays 100,000 deep: replaced, 6 bytes less
arrays 100,000 deep, cut: replaced, 6 bytes less
objects 100,000 deep: replaced, 6 bytes less
JSON 100,000 deep: replaced, 6 bytes less
JSON 100,000 deep, cut: replaced, 6 bytes less
brackets: replaced, 0 bytes less
a megabyte of heads: replaced, 6 bytes less
100 deep: readable, 1 too deep
