<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Restore\Staging;

/** Asks search engines to stay away: a copy must not compete with its original. */
final class SearchEnginesOff implements Precaution
{
    public function take(Connection $connection, Staging $staging, string $prefix): array
    {
        $done = [];
        foreach ($staging->tables() as $table) {
            if (preg_match('/^' . preg_quote($prefix, '/') . '(\d+_)?options$/D', $table->target) === 1) {
                $name = Connection::quoteName($table->staging());
                $connection->execute("UPDATE $name SET option_value = '0' WHERE option_name = 'blog_public'");
                $done = ['search engines are asked to stay away'];
            }
        }

        return $done;
    }
}
