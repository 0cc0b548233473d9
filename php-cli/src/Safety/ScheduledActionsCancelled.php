<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

/**
 * What WooCommerce and others have put off (Action Scheduler): renewals would charge customers a second time.
 *
 * WordPress's own cron stays: it holds updates and clean-ups, and plugins put their events back anyway, which find mail
 * and payments off.
 */
final class ScheduledActionsCancelled implements Precaution
{
    public function take(SiteCopy $copy): array
    {
        $cancelled = $copy->execute(
            'actionscheduler_actions',
            "UPDATE %s SET status = 'canceled' WHERE status IN ('pending', 'in-progress')",
        );

        return $cancelled === 0 ? [] : ["scheduled actions cancelled ($cancelled)"];
    }
}
