<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

/** A backup of a quarantined copy may become a live site. */
final class QuarantineLifted implements Precaution
{
    public function take(SiteCopy $copy): array
    {
        $copy->execute('options', "DELETE FROM %s WHERE option_name = '" . MailHeldBack::OPTION . "'");

        return [];
    }
}
