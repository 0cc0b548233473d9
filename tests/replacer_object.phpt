--TEST--
Replacer: final, not to be cloned or serialized, without dynamic properties
--EXTENSIONS--
wpnormalize
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\Replacer;

$replacer = new Replacer();
attempt('clone', fn () => clone $replacer);
attempt('serialize', fn () => serialize($replacer));
attempt('unserialize', fn () => unserialize('O:20:"WpNormalize\Replacer":0:{}'));
attempt('property', function () use ($replacer) {
    $replacer->x = 1;
});
attempt('extend', function () {
    echo (new ReflectionClass(Replacer::class))->isFinal() ? "final\n" : "open\n";
});
var_dump($replacer == new Replacer(), $replacer == $replacer);
?>
--EXPECT--
clone: Error: Trying to clone an uncloneable object of class WpNormalize\Replacer
serialize: Exception: Serialization of 'WpNormalize\Replacer' is not allowed
unserialize: Exception: Unserialization of 'WpNormalize\Replacer' is not allowed
property: Error: Cannot create dynamic property WpNormalize\Replacer::$x
final
extend: no exception
bool(true)
bool(true)
