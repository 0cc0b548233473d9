<?php

/**
 * Checks `php-ext` in the extension's composer.json, which tells PIE how to install it, and writes the rest as a
 * composer.json that every version of Composer knows: Debian's is older than `php-ext`.
 *
 *     php check-php-ext.php COMPOSER.JSON CONFIGURE REST.JSON
 */

declare(strict_types=1);

[, $file, $configure, $rest] = $argv;
$package = json_decode(file_get_contents($file), true, 512, JSON_THROW_ON_ERROR);
$extension = $package['php-ext'] ?? [];
$faults = [];

// https://github.com/php/pie/blob/main/docs/extension-maintainers.md
$known = ['extension-name', 'priority', 'support-zts', 'support-nts', 'build-path', 'download-url-method',
    'os-families', 'os-families-exclude', 'configure-options'];
foreach (array_diff(array_keys($extension), $known) as $name) {
    $faults[] = "PIE knows no $name";
}
if ($package['type'] !== 'php-ext') {
    $faults[] = "the type is {$package['type']}, not php-ext";
}
if (($extension['extension-name'] ?? '') !== 'wpnormalize') {
    $faults[] = 'extension-name is not wpnormalize';
}
$process = proc_open([$configure, "--help"], [1 => ["pipe", "w"]], $pipes);
$help = stream_get_contents($pipes[1]);
proc_close($process);
foreach ($extension['configure-options'] ?? [] as $option) {
    if (!preg_match('/^ +--' . preg_quote($option['name'], '/') . '\b/m', $help)) {
        $faults[] = "configure has no --{$option['name']}";
    }
}

unset($package['php-ext']);
file_put_contents($rest, json_encode($package, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES));
echo $faults === [] ? '' : implode("\n", $faults) . "\n";
exit($faults === [] ? 0 : 1);
