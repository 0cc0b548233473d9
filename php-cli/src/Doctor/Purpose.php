<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Doctor;

use WpNormalize\Cli\Failure;

/** What an environment is for: a server's cron may only need to back up, a developer's box only to restore. */
enum Purpose: string
{
    case Backup = 'backup';
    case Restore = 'restore';
    case Both = 'both';

    public static function parse(string $text): self
    {
        return self::tryFrom($text)
            ?? throw Failure::usage("--for=$text is unknown", 'say --for=backup, --for=restore or --for=both');
    }

    public function backsUp(): bool
    {
        return $this !== self::Restore;
    }

    public function restores(): bool
    {
        return $this !== self::Backup;
    }
}
