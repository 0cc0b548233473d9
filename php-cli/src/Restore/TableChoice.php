<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Failure;

/** Which tables of a dump are restored: all, or those whose names match a pattern such as `wp_post*`. */
final class TableChoice
{
    /** @param list<string> $patterns none: all tables */
    public function __construct(public readonly array $patterns = [])
    {
    }

    public function isAll(): bool
    {
        return $this->patterns === [];
    }

    public function has(string $table): bool
    {
        foreach ($this->patterns as $pattern) {
            if (fnmatch($pattern, $table)) {
                return true;
            }
        }

        return $this->isAll();
    }

    /**
     * A pattern that chooses nothing is a mistake.
     *
     * @param list<string> $tables all there are
     */
    public function refuseUnknown(array $tables): void
    {
        foreach ($this->patterns as $pattern) {
            if (array_filter($tables, static fn (string $table): bool => fnmatch($pattern, $table)) === []) {
                throw Failure::usage(
                    "--tables: the dump holds no table $pattern of this site",
                    'write names with their prefix, * and ? stand for any letters: --tables=wp_posts,wp_post*',
                );
            }
        }
    }
}
