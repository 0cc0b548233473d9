<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Store;

use WpNormalize\Cli\Failure;

/** What may be the name of an object in a store: parts of [A-Za-z0-9._-], none of which starts with a dot. */
final class ObjectName
{
    /** Temporary files start with a dot, and so do . and .. */
    public static function isPart(string $part): bool
    {
        return preg_match('/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/D', $part) === 1;
    }

    public static function isOne(string $name): bool
    {
        return array_filter(explode('/', $name), self::isPart(...)) === explode('/', $name);
    }

    /** Names come from stores and users: none may lead out of the store. */
    public static function check(string $name): string
    {
        return self::isOne($name)
            ? $name
            : throw Failure::usage("$name is no name of a backup", 'see db:list for the names');
    }

    public static function tooLarge(string $name): Failure
    {
        return Failure::integrity("$name is too large for a manifest", 'it is none, or damaged: remove it by hand');
    }
}
