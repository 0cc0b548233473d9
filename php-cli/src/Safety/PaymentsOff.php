<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

use WpNormalize\Cli\Database\SerializedArray;

/** WooCommerce's payment gateways: to test mode where they have a switch for it that is known, else off. */
final class PaymentsOff implements Precaution
{
    /** Keys of a gateway's settings that are `yes` or `no`. */
    private const SWITCHES = ['testmode', 'test_mode', 'sandbox', 'sandbox_mode', 'enable_sandbox'];
    /** Nobody is asked for money by these; some are ways of shipping, whose settings have names of the same form. */
    private const HARMLESS = [
        'bacs', 'cheque', 'cod',
        'flat_rate', 'free_shipping', 'local_pickup', 'local_delivery', 'international_delivery',
    ];

    public function take(SiteCopy $copy): array
    {
        $done = [];
        $connection = $copy->connection;
        foreach ($copy->tables('options') as $table) {
            $rows = $connection->rows("SELECT option_name, option_value FROM $table
                WHERE option_name LIKE 'woocommerce\\_%\\_settings' AND option_value LIKE '%\"enabled\";s:3:\"yes\"%'");
            foreach ($rows as $row) {
                $name = (string) $row['option_name'];
                $gateway = substr($name, strlen('woocommerce_'), -strlen('_settings'));
                if (in_array($gateway, self::HARMLESS, true)) {
                    continue;
                }
                [$value, $state] = self::defused((string) $row['option_value']);
                if ($state !== null) {
                    $connection->execute("UPDATE $table SET option_value = {$connection->quote($value)}
                        WHERE option_name = {$connection->quote($name)}");
                    $done[] = "payment by $gateway is $state";
                }
            }
        }

        return array_values(array_unique($done));
    }

    /** @return array{string, ?string} the new settings, and what they mean; null where they may stay */
    private static function defused(string $value): array
    {
        $settings = SerializedArray::decode($value);
        if ($settings === null) {
            return ['', 'off, and its settings are blank: they hold more than plain values'];
        }
        if (($settings['enabled'] ?? null) !== 'yes' || isset($settings['email_type'])) {
            return [$value, null];
        }
        foreach (self::SWITCHES as $switch) {
            if (in_array($settings[$switch] ?? null, ['yes', 'no'], true)) {
                $settings[$switch] = 'yes';

                return [serialize($settings), 'in test mode'];
            }
        }

        $settings['enabled'] = 'no';

        return [serialize($settings), 'off'];
    }
}
