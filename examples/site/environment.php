<?php

/**
 * Loads .env into $_ENV and gives setting() to read it. Real environment variables win over the file.
 *
 * Parsing takes a fraction of a millisecond (the library's code is in opcache), so the result is kept nowhere: a second
 * copy of the secrets would cost more than it saves.
 */

declare(strict_types=1);

use Dotenv\Dotenv;
use Dotenv\Repository\Adapter\EnvConstAdapter;
use Dotenv\Repository\Adapter\PutenvAdapter;
use Dotenv\Repository\RepositoryBuilder;

require_once __DIR__ . '/vendor/autoload.php';

// getenv() is read but not written: what a plugin starts with exec() inherits no password.
Dotenv::create(
    RepositoryBuilder::createWithNoAdapters()
        ->addReader(PutenvAdapter::class)
        ->addAdapter(EnvConstAdapter::class)
        ->immutable()
        ->make(),
    __DIR__,
)->safeLoad();

/** A setting's value; null where it is not set or empty. */
function setting(string $name): ?string
{
    $value = getenv($name);
    if ($value === false) {
        $value = $_ENV[$name] ?? '';
    }

    return $value === '' ? null : $value;
}

/** The value of a setting without which there is no site. */
function requiredSetting(string $name): string
{
    return setting($name) ?? throw new RuntimeException("$name is not set: set it in .env, see .env.example");
}
