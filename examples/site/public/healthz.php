<?php

/**
 * For the load balancer: 200 when this server can serve pages, 503 when it cannot, in a few milliseconds and without WordPress.
 *
 * Without the database there is no page. Without the cache pages are slower, and every server would fail at once if that
 * counted, which turns a slow site into none: it is said, for whoever watches, and the status stays 200.
 */

declare(strict_types=1);

require_once dirname(__DIR__) . '/environment.php';

const TIMEOUT = 2;

/** @return string what is wrong, or `ok` */
function database(): string
{
    try {
        $host = requiredSetting('DB_HOST');
        $port = null;
        if (preg_match('/^([^:\/]+):(\d+)$/', $host, $parts) === 1) {
            [$host, $port] = [$parts[1], (int) $parts[2]];
        }
        $mysqli = mysqli_init();
        $mysqli->options(MYSQLI_OPT_CONNECT_TIMEOUT, TIMEOUT);
        $mysqli->options(MYSQLI_OPT_READ_TIMEOUT, TIMEOUT);
        $mysqli->real_connect(
            $host,
            requiredSetting('DB_USER'),
            setting('DB_PASSWORD') ?? '',
            requiredSetting('DB_NAME'),
            $port,
        );
        $mysqli->query('SELECT 1');

        return 'ok';
    } catch (mysqli_sql_exception | RuntimeException $e) {
        // What exactly is nobody's business who can reach this page.
        error_log("healthz: {$e->getMessage()}");

        return 'down';
    }
}

/** @return string what is wrong, or `ok`, or `none` */
function cache(): string
{
    if (setting('REDIS_HOST') === null || !class_exists(Redis::class)) {
        return 'none';
    }
    try {
        $redis = new Redis();
        $redis->connect(setting('REDIS_HOST'), (int) (setting('REDIS_PORT') ?? 6379), TIMEOUT, null, 0, TIMEOUT);
        if (setting('REDIS_PASSWORD') !== null) {
            $redis->auth(array_values(array_filter([setting('REDIS_USERNAME'), setting('REDIS_PASSWORD')])));
        }
        $redis->ping();

        return 'ok';
    } catch (RedisException $e) {
        error_log("healthz: {$e->getMessage()}");

        return 'down';
    }
}

$database = database();
http_response_code($database === 'ok' ? 200 : 503);
header('Content-Type: text/plain');
header('Cache-Control: no-store');
echo "database $database\ncache ", cache(), "\n";
