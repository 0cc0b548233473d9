<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

/** WooCommerce's webhooks: what happens in a copy is no news for other systems. */
final class WebhooksPaused implements Precaution
{
    public function take(SiteCopy $copy): array
    {
        $paused = $copy->execute('wc_webhooks', "UPDATE %s SET status = 'paused' WHERE status = 'active'");

        return $paused === 0 ? [] : ["webhooks paused ($paused)"];
    }
}
