<?php

/**
 * The object cache of examples/site in a real WordPress with a real Redis: what WordPress relies on holds, one line for what does not.
 *
 *     PASSWORD_OF_REDIS=… php object-cache.php PUBLIC        the password of Redis's default user, who sees every site's keys
 */

declare(strict_types=1);

require $argv[1] . '/wp/wp-load.php';

/** A cache that has seen nothing yet: what another request, on another server, gets. */
function elsewhere(): WP_Object_Cache
{
    $cache = new WP_Object_Cache();
    $cache->add_global_groups(['users']);
    $cache->add_non_persistent_groups(['test-unkept']);

    return $cache;
}

$faults = 0;
$expect = static function (string $what, mixed $expected, mixed $actual) use (&$faults): void {
    if ($expected !== $actual) {
        $faults++;
        echo "$what: ", var_export($actual, true), ' instead of ', var_export($expected, true), "\n";
    }
};

foreach ([1, 0, -5, '1', '', 'é', 1.5, true, false, null, [], ['a' => [1]]] as $value) {
    wp_cache_set('value', $value, 'test');
    $expect('a value elsewhere', $value, elsewhere()->get('value', 'test', false, $found));
    $expect('and it was found', true, $found);
}
$object = (object) ['name' => 'first'];
wp_cache_set('object', $object, 'test');
$object->name = 'changed afterwards';
$expect('an object is a copy', 'first', wp_cache_get('object', 'test')->name);
$expect('and elsewhere', 'first', elsewhere()->get('object', 'test')->name);

wp_cache_delete('value', 'test');
$expect('a deleted value', false, elsewhere()->get('value', 'test', false, $found));
$expect('and it was not found', false, $found);
$expect('add where there is none', true, wp_cache_add('value', 1, 'test'));
$expect('add where another server was first', false, elsewhere()->add('value', 2, 'test'));
$expect('the first stays', 1, elsewhere()->get('value', 'test'));
$expect('replace', true, elsewhere()->replace('value', 3, 'test'));
$expect('replace of nothing', false, elsewhere()->replace('nothing', 3, 'test'));
$expect('incr', 5, elsewhere()->incr('value', 2, 'test'));
$expect('incr of another server', 6, elsewhere()->incr('value', 1, 'test'));
$expect('decr stops at zero', 0, elsewhere()->incr('value', -100, 'test'));
$expect('incr of nothing', false, wp_cache_incr('nothing', 1, 'test'));

wp_cache_set('a', 1, 'test');
$expect('several', ['a' => 1, 'b' => false], elsewhere()->get_multiple(['a', 'b'], 'test'));
wp_cache_set('unkept', 1, 'test-unkept');
$unkept = elsewhere();
$unkept->set('unkept', 1, 'test-unkept');
$expect('a group that is not kept', false, elsewhere()->get('unkept', 'test-unkept'));
$expect('but here', 1, $unkept->get('unkept', 'test-unkept'));
wp_cache_set('short', 1, 'test', 1);
sleep(2);
$expect('a value that has expired', false, elsewhere()->get('short', 'test'));

wp_cache_set('kept', 1, 'test-other');
wp_cache_flush_group('test');
$expect('a flushed group', false, elsewhere()->get('a', 'test'));
$expect('another group', 1, elsewhere()->get('kept', 'test-other'));
$redis = new Redis();
$redis->connect(setting('REDIS_HOST'));
$redis->auth(getenv('PASSWORD_OF_REDIS'));
$redis->set('another-site:options:x', 'its own');
wp_cache_flush();
$expect('everything is flushed', false, elsewhere()->get('kept', 'test-other'));
$expect('but what is another site\'s', 'its own', $redis->get('another-site:options:x'));
$redis->del('another-site:options:x');

putenv('REDIS_HOST=127.0.0.1');
putenv('REDIS_PORT=1');
ini_set('error_log', '/dev/null');
$without = elsewhere();
$without->set('a', 'without Redis', 'test');
$expect('a cache without Redis', 'without Redis', $without->get('a', 'test'));

exit($faults === 0 ? 0 : 1);
