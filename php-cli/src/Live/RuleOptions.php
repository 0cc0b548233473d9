<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Map\RuleFile;

/** What OLD, NEW, --urls and --map ask for. */
final class RuleOptions
{
    /** @param string|null $mapFile `old,new` in each line: addresses */
    public static function rules(?string $old, ?string $new, bool $areAddresses, ?string $mapFile): Rules
    {
        if ($mapFile !== null) {
            $pair = $old === null || $new === null ? [] : [$old => $new];
            $map = $pair + RuleFile::read($mapFile);
            if ($map === []) {
                throw Failure::usage("$mapFile holds no rule", 'write old,new in each line');
            }

            return Rules::addresses($map);
        }
        if ($old === null || $old === '' || $new === null) {
            throw Failure::usage('what to replace is not said', 'give OLD and NEW, or --map=FILE');
        }
        if ($old === $new) {
            throw Failure::usage("'$old' would be replaced by itself", 'give two texts');
        }

        return $areAddresses ? Rules::addresses([rtrim($old, '/') => rtrim($new, '/')]) : Rules::literal($old, $new);
    }
}
