--TEST--
The module: its classes, and what phpinfo() says
--EXTENSIONS--
wpnormalize
--FILE--
<?php
use WpNormalize\{DumpWriter, Exception, IoException, Replacer, SqlException, SqlReader, Statement};

ob_start();
phpinfo(INFO_MODULES);
preg_match('/^wpnormalize\n\n(.*?)\n\n/ms', ob_get_clean(), $info);
echo $info[1], "\n\n";

foreach ([Replacer::class, Statement::class, SqlReader::class, DumpWriter::class] as $class) {
    $reflection = new ReflectionClass($class);
    var_dump($reflection->isFinal());
    try {
        serialize($class === Replacer::class ? new Replacer() : ($class === Statement::class ? new Statement()
            : new $class(fopen('php://memory', 'w+b'))));
    } catch (\Exception $e) {
        echo $e->getMessage(), "\n";
    }
}
foreach ([SqlException::class, IoException::class] as $class) {
    var_dump(is_subclass_of($class, RuntimeException::class) && is_subclass_of($class, Exception::class));
}
foreach ([SqlReader::class, DumpWriter::class] as $class) {
    $object = new $class(fopen('php://memory', 'w+b'));
    foreach (['clone' => fn () => clone $object,
              'twice' => fn () => $object->__construct(fopen('php://memory', 'w+b')),
              'property' => fn () => $object->x = 1,
              'unconstructed' => fn () => (new ReflectionClass($class))->newInstanceWithoutConstructor()] as $call) {
        try {
            $call();
            echo "no error\n";
        } catch (Throwable $e) {
            echo $e->getMessage(), "\n";
        }
    }
}
?>
--EXPECTF--
wpnormalize => %d.%d.%d
libcurl => %d.%d.%d
OpenSSL => OpenSSL %s
expat => expat_%d.%d.%d
zstd => %d.%d.%d
zlib => %d.%d%S
libidn2 => %d.%d.%d

bool(true)
Serialization of 'WpNormalize\Replacer' is not allowed
bool(true)
Serialization of 'WpNormalize\Statement' is not allowed
bool(true)
Serialization of 'WpNormalize\SqlReader' is not allowed
bool(true)
Serialization of 'WpNormalize\DumpWriter' is not allowed
bool(true)
bool(true)
Trying to clone an uncloneable object of class WpNormalize\SqlReader
Cannot call constructor twice
Cannot create dynamic property WpNormalize\SqlReader::$x
Class WpNormalize\SqlReader is an internal class marked as final that cannot be instantiated without invoking its constructor
Trying to clone an uncloneable object of class WpNormalize\DumpWriter
Cannot call constructor twice
Cannot create dynamic property WpNormalize\DumpWriter::$x
Class WpNormalize\DumpWriter is an internal class marked as final that cannot be instantiated without invoking its constructor
