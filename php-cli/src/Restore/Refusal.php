<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

/** Why a statement of a dump is not allowed. DumpLoader adds where it stands. */
final class Refusal extends \RuntimeException
{
}
