--TEST--
Replacer: a literal that would break JSON's UTF-8 leaves the JSON alone
--EXTENSIONS--
wpnormalize
--FILE--
<?php
use WpNormalize\Replacer;

$replacer = new Replacer(literals: ["\xc3" => 'x', 'bad' => "\xff", 'good' => 'größe']);
foreach (['{"a":"Größe"}', '{"a":"bad"}', '{"a":"good","b":"bad good"}', 'plain bad'] as $value) {
    $result = $replacer->value($value);
    echo $value, ' => ', addcslashes($result, "\200..\377"), json_decode($value) !== null && json_decode($result) === null ? ' BROKEN' : '', "\n";
}
?>
--EXPECT--
{"a":"Größe"} => {"a":"Gr\303\266\303\237e"}
{"a":"bad"} => {"a":"bad"}
{"a":"good","b":"bad good"} => {"a":"gr\u00f6\u00dfe","b":"bad good"}
plain bad => plain \377
