<?php

/**
 * What one site on a machine can do with another one's things: nothing. Prints a line for what is not so, or that they are apart.
 *
 *     php apart.php SITE OTHER        as SITE's user; or as a page of SITE, ?site=SITE&other=OTHER
 */

declare(strict_types=1);

header('Content-Type: text/plain');
[$site, $other] = PHP_SAPI === 'cli' ? array_slice($argv, 1) : [$_GET['site'], $_GET['other']];

$faults = [];
$expect = static function (string $what, bool $holds) use (&$faults): void {
    if (!$holds) {
        $faults[] = $what;
    }
};

$expect("PHP runs as $site", posix_getpwuid(posix_geteuid())['name'] === $site);

preg_match_all("/^(\w+)='?(.*?)'?$/m", (string) file_get_contents("/srv/www/$site/shared/.env"), $lines);
$settings = array_combine($lines[1], $lines[2]);
foreach (["/srv/www/$other/shared/.env", "/srv/www/$other/shared/public/wp-content/uploads", "/var/log/php/$other.error.log"] as $path) {
    // Below a folder that is closed nothing is there, as far as we can see.
    $expect("$path is closed", !is_readable($path) && !is_writable($path));
}
$expect("the pool of $other is closed", @stream_socket_client("unix:///run/php/$other.sock") === false);

$mysqli = new mysqli($settings['DB_HOST'], $settings['DB_USER'], $settings['DB_PASSWORD'], $settings['DB_NAME']);
$mysqli->query('CREATE TEMPORARY TABLE own (id INT)');
$databases = array_merge(...$mysqli->query('SHOW DATABASES')->fetch_all());
$expect("$site sees its own database only", array_diff($databases, [$site, 'information_schema']) === []);
try {
    $mysqli->select_db($other);
    $faults[] = "$site reads the database of $other";
} catch (mysqli_sql_exception $e) {
    $expect("the database is refused, not gone: {$e->getMessage()}", $e->getCode() === 1044);
}

$redis = new Redis();
$redis->connect($settings['REDIS_HOST']);
$redis->auth([$settings['REDIS_USERNAME'], $settings['REDIS_PASSWORD']]);
$expect("$site has a cache", $redis->set("{$settings['REDIS_PREFIX']}apart", '1') && $redis->get("{$settings['REDIS_PREFIX']}apart") === '1');
$redis->unlink("{$settings['REDIS_PREFIX']}apart");
foreach (['get' => ["$other:apart"], 'set' => ["$other:apart", '1'], 'rawCommand' => ['FLUSHALL']] as $command => $arguments) {
    try {
        $redis->$command(...$arguments);
        $faults[] = "$command is allowed in the cache of $other";
    } catch (RedisException $e) {
        $expect("$command is not permitted: {$e->getMessage()}", str_starts_with($e->getMessage(), 'NOPERM'));
    }
}

echo $faults === [] ? "$site is apart from $other\n" : implode("\n", $faults) . "\n";
exit($faults === [] ? 0 : 1);
