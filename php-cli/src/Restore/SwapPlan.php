<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

/** Where the restored tables go, and what becomes of those that are there. */
final class SwapPlan
{
    public const PATIENCE_SECONDS = 300;

    /**
     * @param bool        $keepsOld     whether the replaced tables are kept, for --undo
     * @param bool        $dropsExtra   whether tables that are there, and that the dump lacks, go too: the site's, or those beside it
     * @param bool        $isBeside     whether the tables stand beside those of the site instead of replacing them
     * @param string|null $besidePrefix the prefix that they get there, if another; then they are rows only, to be looked at:
     *                                  foreign keys, triggers and views go by names that are the site's
     * @param int         $patience     seconds to wait for those who use the tables
     */
    public function __construct(
        public readonly bool $keepsOld = true,
        public readonly bool $dropsExtra = false,
        public readonly bool $isBeside = false,
        public readonly ?string $besidePrefix = null,
        public readonly int $patience = self::PATIENCE_SECONDS,
    ) {
    }
}
