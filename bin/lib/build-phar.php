<?php

/**
 * Packs a folder into an executable PHAR whose entry is `cli`: every PHP file, and what the code reads beside them, in
 * the order of their names.
 *
 *   usage: php -d phar.readonly=0 build-phar.php FOLDER FILE
 */

declare(strict_types=1);

const WANTED = '#^(cli|command\.php|LICENSE|src/.+\.php|resources/.+|vendor/.+\.php|vendor/.+/LICENSE[^/]*|vendor/symfony/console/Resources/.+)$#D';
const STUB = <<<'STUB'
    #!/usr/bin/env php
    <?php
    if (!class_exists('Phar')) {
        fwrite(STDERR, "error: the PHP extension phar is not loaded: enable it, or install the command line as a folder\n");
        exit(2);
    }
    Phar::mapPhar('cli.phar');
    require 'phar://cli.phar/cli';
    __HALT_COMPILER();

    STUB;

[, $folder, $target] = $argv;

/** @return list<string> relative to the folder */
function wantedFiles(string $folder): array
{
    $entries = new RecursiveIteratorIterator(new RecursiveDirectoryIterator($folder, FilesystemIterator::SKIP_DOTS));
    $files = [];
    foreach ($entries as $entry) {
        $name = substr($entry->getPathname(), strlen($folder) + 1);
        if (preg_match(WANTED, $name) === 1) {
            $files[] = $name;
        }
    }
    sort($files, SORT_STRING);

    return $files;
}

$temporary = "$target.tmp.phar";
@unlink($temporary);
$phar = new Phar($temporary, 0, 'cli.phar');
$phar->setSignatureAlgorithm(Phar::SHA512);
$phar->startBuffering();
foreach (wantedFiles($folder) as $name) {
    $content = (string) file_get_contents("$folder/$name");
    // PHP skips the line that makes `cli` executable only in a file that it is started with.
    $phar->addFromString($name, $name === 'cli' ? (string) preg_replace('/^#!.*\n/', '', $content) : $content);
}
$phar->setStub(STUB);
$phar->stopBuffering();
unset($phar);

chmod($temporary, 0755);
rename($temporary, $target);
