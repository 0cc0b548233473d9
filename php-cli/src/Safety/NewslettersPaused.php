<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

/** Stops newsletters that are being sent or due: their plugins send past wp_mail(). */
final class NewslettersPaused implements Precaution
{
    public function take(SiteCopy $copy): array
    {
        $paused = $copy->execute(
            'mailpoet_scheduled_tasks',
            "UPDATE %s SET status = 'paused' WHERE status IS NULL OR status = 'scheduled'",
        );
        $paused += $copy->execute('newsletter_emails', "UPDATE %s SET status = 'paused' WHERE status = 'sending'");

        return $paused === 0 ? [] : ["newsletters paused ($paused)"];
    }
}
