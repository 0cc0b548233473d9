<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

/** Tells the must-use plugin of QuarantinePlugin that this database is a copy, of which no mail may go out. */
final class MailHeldBack implements Precaution
{
    public const OPTION = 'wpn_quarantine';

    public function take(SiteCopy $copy): array
    {
        (new QuarantineLifted())->take($copy);
        $copy->execute('options', "INSERT INTO %s (option_name, option_value) VALUES ('" . self::OPTION . "', '1')");

        return [];
    }
}
