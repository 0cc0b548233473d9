<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

/** How the lines of a ChangeLog look. */
final class LogStyle
{
    public function __construct(
        public readonly LineStyle $place = new LineStyle(),
        public readonly LineStyle $old = new LineStyle('< '),
        public readonly LineStyle $new = new LineStyle('> '),
    ) {
    }
}
