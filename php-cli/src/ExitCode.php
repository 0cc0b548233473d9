<?php

declare(strict_types=1);

namespace WpNormalize\Cli;

/** What the commands' exit statuses mean; docs/operations.md holds the same list for users. */
final class ExitCode
{
    public const DONE = 0;
    /** Tried and failed; nothing was changed or published. */
    public const FAILED = 1;
    /** Wrong arguments or settings, or something that is not installed. */
    public const USAGE = 2;
    /** Done, and there is something to look at. */
    public const WARNINGS = 3;
    public const NO_BACKUP = 4;
    /** Not allowed: by the production guard, or by what a dump may contain. */
    public const REFUSED = 5;
    /** Another run works on the same site. */
    public const LOCKED = 6;
    /** A dump is damaged, incomplete, or not what its manifest says. */
    public const INTEGRITY = 7;
    public const INTERRUPTED = 130;
}
