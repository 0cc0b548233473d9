--TEST--
Replacer: copySql() needs no more memory for more input
--EXTENSIONS--
wpnormalize
--FILE--
<?php
use WpNormalize\Replacer;

/** What the process has had in memory at most, in MiB. */
function peak(): int
{
    preg_match('~^VmHWM:\s*(\d+)~m', file_get_contents('/proc/self/status'), $found);
    return intdiv((int) $found[1], 1024);
}

final class Endless
{
    public $context;
    public static int $left;
    public static string $chunk;

    public function stream_open(): bool
    {
        return true;
    }

    public function stream_read(int $count): string
    {
        return self::$left-- > 0 ? self::$chunk : '';
    }

    public function stream_eof(): bool
    {
        return self::$left <= 0;
    }
}
stream_wrapper_register('endless', Endless::class);
Endless::$chunk = '';
for ($i = 0; strlen(Endless::$chunk) < 8000; $i++) {
    Endless::$chunk .= "INSERT INTO t VALUES ($i,'" . addslashes(serialize(["https://example.com/$i", 'x'])) . "');\n";
}
$replacer = new Replacer(['https://example.com' => 'http://localhost:8080']);
$copy = function (int $chunks) use ($replacer): void {
    Endless::$left = $chunks;
    $replacer->copySql(fopen('endless://', 'rb'), fopen('/dev/null', 'wb'));
};
$copy(100); // what is allocated once
$before = peak();
$copy(500);
$copy(4000);
$growth = peak() - $before;
echo $growth < 32 ? 'less than 32 MiB for 36 MB' : "$growth MiB", "\n";
?>
--EXPECT--
less than 32 MiB for 36 MB
