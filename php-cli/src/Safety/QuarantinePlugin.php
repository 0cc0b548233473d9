<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

use WpNormalize\Cli\Config\WordPressFolder;

/**
 * The must-use plugin that keeps mail back. It does so only where the database says that it is a copy (MailHeldBack),
 * so it may lie among the files before the database is there, and stay when it is another one.
 */
final class QuarantinePlugin
{
    public const FILE = 'wpn-quarantine.php';

    public static function source(): string
    {
        return (string) file_get_contents(dirname(__DIR__, 2) . '/resources/' . self::FILE);
    }

    /** @return list<string> warnings */
    public static function install(?WordPressFolder $wordpress): array
    {
        $byHand = "set SITE_PATH to WordPress's folder, or put the plugin there by hand: php cli db:quarantine-plugin"
            . ' > wp-content/mu-plugins/' . self::FILE;
        if ($wordpress === null) {
            return ["WordPress's folder is not known, so mail is not kept back: $byHand"];
        }
        $folder = "$wordpress->content/mu-plugins";
        $target = "$folder/" . self::FILE;
        $plugin = self::source();
        if (is_file($target) && @file_get_contents($target) === $plugin) {
            return [];
        }
        $written = (is_dir($folder) || @mkdir($folder, 0755))
            && @file_put_contents($target, $plugin) === strlen($plugin);
        // The web server must read it, whatever umask a command has.
        return $written && @chmod($target, 0644)
            ? []
            : ["cannot write $target, so mail is not kept back: $byHand"];
    }
}
