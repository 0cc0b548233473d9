<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

/** Keys of WooCommerce's API, application passwords, sessions and open password resets: they are for the original. */
final class AccessEnded implements Precaution
{
    public function take(SiteCopy $copy): array
    {
        $keys = $copy->execute('woocommerce_api_keys', 'DELETE FROM %s');
        $passwords = $copy->execute('usermeta', "DELETE FROM %s WHERE meta_key = '_application_passwords'");
        $copy->execute('usermeta', "DELETE FROM %s WHERE meta_key = 'session_tokens'");
        $copy->execute('users', "UPDATE %s SET user_activation_key = '' WHERE user_activation_key <> ''");

        return [
            ...$keys === 0 ? [] : ["API keys deleted ($keys)"],
            ...$passwords === 0 ? [] : ["application passwords deleted (of $passwords users)"],
        ];
    }
}
