<?php

/**
 * Values in memory: value() beside str_replace(), and beside WP-CLI's replacer where it is installed. Prints nanoseconds a value.
 *
 *   usage: php -d extension=PATH bench/values.php [AUTOLOAD]   AUTOLOAD: vendor/autoload.php with wp-cli/search-replace-command
 */

declare(strict_types=1);

use WpNormalize\Bench\Dump;
use WpNormalize\Replacer;

require __DIR__ . '/Dump.php';

$old = Dump::URL;
$new = 'http://localhost:8080';
$values = [
    'short, plain, no match' => array_fill(0, 1000, 'A short title without anything'),
    'short, plain, a match' => array_fill(0, 1000, "$old/2024/01/hello/"),
    'a post of 4 KB, five matches' => array_fill(0, 200, str_repeat(str_repeat('lorem ipsum ', 66) . "<a href=\"$old/a\">x</a>", 5)),
    'serialized, twice' => array_fill(0, 200, serialize(['a' => serialize(array_fill(0, 10, "$old/a")), 'b' => "$old/b"])),
];
$replacer = new Replacer(urls: [$old => $new]);
$contenders = [
    'value()' => $replacer->value(...),
    'str_replace()' => static fn (string $value): string => str_replace($old, $new, $value),
];
if (isset($argv[1]) && is_file($argv[1])) {
    require $argv[1];
    $wpCli = new \WP_CLI\SearchReplacer($old, $new, true);
    $contenders['WP-CLI'] = static fn (string $value): string => $wpCli->run($value);
}
foreach ($values as $name => $list) {
    foreach ($contenders as $contender => $replace) {
        $times = [];
        for ($run = 0; $run < 15; $run++) {
            $start = hrtime(true);
            foreach ($list as $value) {
                $replace($value);
            }
            $times[] = (hrtime(true) - $start) / count($list);
        }
        sort($times);
        printf("%-30s %-14s %10.0f ns\n", $name, $contender, $times[7]);
    }
}
