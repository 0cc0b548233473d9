<?php

/**
 * Plugin Name: Object cache in Redis
 * Description: Keeps WordPress's object cache in Redis for all web servers, by the extension redis. Without REDIS_HOST, or when Redis is gone, each request has a cache of its own, and the site works on.
 *
 * WordPress loads this file before anything else of its own and calls the functions at the end.
 */

// Strict types are WordPress's choice: plugins pass all sorts of keys and times, null among them.

final class WP_Object_Cache
{
    /** Even what has no end of its own ends: an entry that everybody forgot is gone after a week. */
    private const LONGEST = 604800;

    public int $cache_hits = 0;
    public int $cache_misses = 0;
    private ?Redis $redis = null;
    private string $prefix;
    private string $blog = '';
    /** @var array<string, true> */
    private array $globalGroups = [];
    /** @var array<string, true> */
    private array $groupsNotKept = [];
    /** @var array<string, mixed> what this request has seen, by key in Redis */
    private array $seen = [];

    public function __construct()
    {
        $this->prefix = setting('REDIS_PREFIX') ?? setting('DB_NAME') . ':';
        $this->switch_to_blog(is_multisite() ? get_current_blog_id() : 1);
        if (setting('REDIS_HOST') !== null && class_exists(Redis::class)) {
            $this->withRedis($this->connect(...));
        }
    }

    private function connect(): void
    {
        $redis = new Redis();
        $port = (int) (setting('REDIS_PORT') ?? 6379);
        $redis->pconnect(setting('REDIS_HOST'), $port, 1, "$this->prefix$port", 0, 1);
        if (setting('REDIS_PASSWORD') !== null) {
            // Without a name it is the password of Redis's default user.
            $redis->auth(array_values(array_filter([setting('REDIS_USERNAME'), setting('REDIS_PASSWORD')])));
        }
        $redis->select((int) (setting('REDIS_DATABASE') ?? 0));
        $this->redis = $redis;
    }

    /**
     * What Redis says; null without it. When it fails it is left alone for the rest of the request.
     *
     * @param callable(?Redis): mixed $ask
     */
    private function withRedis(callable $ask): mixed
    {
        try {
            return $ask($this->redis);
        } catch (RedisException $e) {
            error_log("object cache: {$e->getMessage()}");
            $this->redis = null;

            return null;
        }
    }

    public function get(mixed $key, string $group = 'default', bool $force = false, ?bool &$found = null): mixed
    {
        return $this->get_multiple([$key], $group, $force, $found)[$key];
    }

    /**
     * @param list<int|string> $keys
     * @return array<int|string, mixed> false for what is not there
     */
    public function get_multiple(array $keys, string $group = 'default', bool $force = false, ?bool &$found = null): array
    {
        $ids = [];
        foreach ($keys as $key) {
            $id = $this->id($key, $group);
            if ($force || !array_key_exists($id, $this->seen)) {
                $ids[$id] = $id;
            }
        }
        if ($ids !== [] && $this->redis !== null && !isset($this->groupsNotKept[$group])) {
            $answers = $this->withRedis(static fn (Redis $redis) => $redis->mGet(array_values($ids))) ?: [];
            foreach (array_combine(array_slice(array_values($ids), 0, count($answers)), $answers) as $id => $answer) {
                unset($this->seen[$id]);
                if ($answer !== false) {
                    $this->seen[$id] = self::decode($answer);
                }
            }
        }
        $values = [];
        foreach ($keys as $key) {
            $id = $this->id($key, $group);
            $found = array_key_exists($id, $this->seen);
            $found ? $this->cache_hits++ : $this->cache_misses++;
            $value = $found ? $this->seen[$id] : false;
            $values[$key] = is_object($value) ? clone $value : $value;
        }

        return $values;
    }

    public function set(mixed $key, mixed $value, string $group = 'default', int $seconds = 0): bool
    {
        return $this->store($key, $value, $group, $seconds, []);
    }

    public function add(mixed $key, mixed $value, string $group = 'default', int $seconds = 0): bool
    {
        if (wp_suspend_cache_addition() || array_key_exists($this->id($key, $group), $this->seen)) {
            return false;
        }

        return $this->store($key, $value, $group, $seconds, ['nx']);
    }

    public function replace(mixed $key, mixed $value, string $group = 'default', int $seconds = 0): bool
    {
        $this->get($key, $group, false, $found);

        return $found && $this->store($key, $value, $group, $seconds, ['xx']);
    }

    /** @param list<string> $condition nx or xx of Redis */
    private function store(mixed $key, mixed $value, string $group, int $seconds, array $condition): bool
    {
        $id = $this->id($key, $group);
        $value = is_object($value) ? clone $value : $value;
        if ($this->redis !== null && !isset($this->groupsNotKept[$group])) {
            $options = $condition + ['ex' => $seconds > 0 ? min($seconds, self::LONGEST) : self::LONGEST];
            $stored = $this->withRedis(static fn (Redis $redis) => $redis->set($id, self::encode($value), $options));
            if ($stored === false) {
                return false;
            }
        }
        $this->seen[$id] = $value;

        return true;
    }

    public function incr(mixed $key, int $by = 1, string $group = 'default'): int|false
    {
        $value = $this->get($key, $group, false, $found);
        if (!$found) {
            return false;
        }
        $id = $this->id($key, $group);
        // Numbers are stored as such, so that several servers can count at once.
        $new = is_int($value) && $this->redis !== null && !isset($this->groupsNotKept[$group])
            ? $this->withRedis(static fn (Redis $redis) => $redis->incrBy($id, $by))
            : null;
        if (!is_int($new) || $new < 0) {
            $new = max(0, (is_numeric($value) ? (int) $value : 0) + $by);
            $this->store($key, $new, $group, 0, []);
        }

        return $this->seen[$id] = $new;
    }

    public function delete(mixed $key, string $group = 'default'): bool
    {
        $id = $this->id($key, $group);
        $was = array_key_exists($id, $this->seen);
        unset($this->seen[$id]);
        if ($this->redis === null || isset($this->groupsNotKept[$group])) {
            return $was;
        }

        return (bool) $this->withRedis(static fn (Redis $redis) => $redis->unlink($id));
    }

    /** Only what is this site's: other sites use the server too. */
    public function flush(string $below = ''): bool
    {
        $this->seen = [];
        if ($this->redis === null) {
            return true;
        }
        $pattern = addcslashes($this->prefix . $below, '*?[]\\') . '*';

        return (bool) $this->withRedis(static function (Redis $redis) use ($pattern): bool {
            $cursor = null;
            do {
                $ids = $redis->scan($cursor, $pattern, 1000);
                if (is_array($ids) && $ids !== []) {
                    $redis->unlink($ids);
                }
            } while ($cursor > 0);

            return true;
        });
    }

    public function flush_group(string $group): bool
    {
        return $this->flush((isset($this->globalGroups[$group]) ? '' : $this->blog) . "$group:");
    }

    public function flush_runtime(): bool
    {
        $this->seen = [];

        return true;
    }

    /** @param string|list<string> $groups */
    public function add_global_groups(string|array $groups): void
    {
        $this->globalGroups += array_fill_keys((array) $groups, true);
    }

    /** @param string|list<string> $groups */
    public function add_non_persistent_groups(string|array $groups): void
    {
        $this->groupsNotKept += array_fill_keys((array) $groups, true);
    }

    public function switch_to_blog(int $blog): void
    {
        $this->blog = is_multisite() ? "$blog:" : '';
    }

    private function id(mixed $key, string $group): string
    {
        return $this->prefix . (isset($this->globalGroups[$group]) ? '' : $this->blog) . "$group:$key";
    }

    private static function encode(mixed $value): string
    {
        return is_int($value) ? (string) $value : serialize($value);
    }

    private static function decode(string $text): mixed
    {
        return is_numeric($text) ? (int) $text : unserialize($text);
    }
}

function wp_cache_init(): void
{
    $GLOBALS['wp_object_cache'] = new WP_Object_Cache();
}

function wp_cache_get($key, $group = '', $force = false, &$found = null)
{
    return $GLOBALS['wp_object_cache']->get($key, $group ?: 'default', (bool) $force, $found);
}

function wp_cache_get_multiple($keys, $group = '', $force = false)
{
    return $GLOBALS['wp_object_cache']->get_multiple(array_values($keys), $group ?: 'default', (bool) $force);
}

function wp_cache_set($key, $data, $group = '', $expire = 0)
{
    return $GLOBALS['wp_object_cache']->set($key, $data, $group ?: 'default', (int) $expire);
}

function wp_cache_set_multiple(array $data, $group = '', $expire = 0)
{
    return array_combine(
        array_keys($data),
        array_map(fn ($key) => wp_cache_set($key, $data[$key], $group, $expire), array_keys($data)),
    );
}

function wp_cache_add($key, $data, $group = '', $expire = 0)
{
    return $GLOBALS['wp_object_cache']->add($key, $data, $group ?: 'default', (int) $expire);
}

function wp_cache_add_multiple(array $data, $group = '', $expire = 0)
{
    return array_combine(
        array_keys($data),
        array_map(fn ($key) => wp_cache_add($key, $data[$key], $group, $expire), array_keys($data)),
    );
}

function wp_cache_replace($key, $data, $group = '', $expire = 0)
{
    return $GLOBALS['wp_object_cache']->replace($key, $data, $group ?: 'default', (int) $expire);
}

function wp_cache_incr($key, $offset = 1, $group = '')
{
    return $GLOBALS['wp_object_cache']->incr($key, (int) $offset, $group ?: 'default');
}

function wp_cache_decr($key, $offset = 1, $group = '')
{
    return $GLOBALS['wp_object_cache']->incr($key, -(int) $offset, $group ?: 'default');
}

function wp_cache_delete($key, $group = '')
{
    return $GLOBALS['wp_object_cache']->delete($key, $group ?: 'default');
}

function wp_cache_delete_multiple(array $keys, $group = '')
{
    return array_combine($keys, array_map(fn ($key) => wp_cache_delete($key, $group), $keys));
}

function wp_cache_flush()
{
    return $GLOBALS['wp_object_cache']->flush();
}

function wp_cache_flush_group($group)
{
    return $GLOBALS['wp_object_cache']->flush_group($group);
}

function wp_cache_flush_runtime()
{
    return $GLOBALS['wp_object_cache']->flush_runtime();
}

function wp_cache_supports($feature)
{
    return in_array(
        $feature,
        ['add_multiple', 'set_multiple', 'get_multiple', 'delete_multiple', 'flush_runtime', 'flush_group'],
        true,
    );
}

function wp_cache_add_global_groups($groups)
{
    $GLOBALS['wp_object_cache']->add_global_groups($groups);
}

function wp_cache_add_non_persistent_groups($groups)
{
    $GLOBALS['wp_object_cache']->add_non_persistent_groups($groups);
}

function wp_cache_switch_to_blog($blog_id)
{
    $GLOBALS['wp_object_cache']->switch_to_blog((int) $blog_id);
}

function wp_cache_close()
{
    return true;
}
