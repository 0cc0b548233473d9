<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Doctor;

/** How grave a finding is. */
enum Level: string
{
    case Ok = 'ok';
    /** Worth knowing, and nothing to mend. */
    case Note = 'note';
    /** Works, but not as well as it should. */
    case Warning = 'warning';
    /** Keeps a backup or a restore from working. */
    case Fault = 'fault';
}
