<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

/** Asks search engines to stay away: a copy must not compete with its original. */
final class SearchEnginesOff implements Precaution
{
    public function take(SiteCopy $copy): array
    {
        $copy->execute('options', "UPDATE %s SET option_value = '0' WHERE option_name = 'blog_public'");

        return $copy->tables('options') === [] ? [] : ['search engines are asked to stay away'];
    }
}
