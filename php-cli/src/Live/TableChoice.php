<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

/** Which of the tables that come into question a replacement works on: names, with * and ?. */
final class TableChoice
{
    /**
     * @param list<string> $only    nothing means all
     * @param list<string> $skipped
     */
    public function __construct(private readonly array $only = [], private readonly array $skipped = [])
    {
    }

    /**
     * @param list<string> $tables that come into question
     * @return list<string>
     */
    public function of(array $tables): array
    {
        return array_values(array_filter(
            $tables,
            fn (string $table): bool
                => ($this->only === [] || self::matches($this->only, $table)) && !self::matches($this->skipped, $table),
        ));
    }

    /** @param list<string> $patterns */
    private static function matches(array $patterns, string $table): bool
    {
        foreach ($patterns as $pattern) {
            if (fnmatch($pattern, $table)) {
                return true;
            }
        }

        return false;
    }
}
