<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

/** All that keeps a copy from doing harm: to customers, to other systems, to the original. */
final class Quarantine
{
    /** @return list<Precaution> */
    public static function precautions(): array
    {
        return [
            new SearchEnginesOff(),
            new MailHeldBack(),
            new MailServersForgotten(),
            new NewslettersPaused(),
            new PaymentsOff(),
            new WebhooksPaused(),
            new ScheduledActionsCancelled(),
            new AccessEnded(),
        ];
    }
}
