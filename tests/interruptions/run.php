<?php

/**
 * Restores that are cut: kill -9 of the command, of MariaDB, of the store, and a full disk, at moments spread over the
 * restore. Each time the site is the old one or the new one as a whole, the next run cleans up and works, and nothing is left.
 * And a visitor who reads all tables meanwhile sees no error, and never a mix.
 *
 *     php run.php FOLDER CLI MODULE [SEED]     the seed of the random moments; printed, so that they can be had again
 */

declare(strict_types=1);

namespace WpNormalize\Tests\Interruptions;

require __DIR__ . '/Lab.php';
require __DIR__ . '/Moments.php';
require __DIR__ . '/FaultServer.php';

[, $folder, $cli, $module] = $argv;
$root = dirname(__DIR__, 2);
$seed = (int) ($argv[4] ?? random_int(1, 999999));
echo "seed $seed\n";

$lab = new Lab($root, "$folder/main", $cli, $module);
$lab->startServer(['--innodb-flush-log-at-trx-commit=1']);
$moments = new Moments($lab);
try {
    $lab->prepare("file://$folder/main/store");
    $moments->measure();

    mt_srand($seed);
    $random = static fn (): float => mt_rand(0, 1000) / 1000;
    $command = static fn ($process) => proc_terminate($process, SIGKILL);
    $server = static fn () => $lab->killServer();

    $moments->visitor();
    foreach (['the command' => $command, 'MariaDB' => $server] as $what => $kill) {
        $moments->cut("$what at its first table", $moments->tables(1), $kill);
        foreach ([0.1, 0.5, 0.9, $random()] as $share) {
            $moments->cut(sprintf('%s when %.1f %% are loaded', $what, 100 * $share), $moments->loaded($share), $kill);
        }
        $moments->cutWhileItWaits("$what while the RENAME waits", $moments->waits(), $kill);
        $moments->cutSlowed("$what right after the RENAME", $moments->swapped(), $kill);
        $moments->cutSlowed("$what when the old keys have stepped aside", $moments->keysAside(), $kill);
        $moments->cutWhileItWaits("$what while an --undo waits", $moments->waits(), $kill, undo: true);
        $moments->cutSlowed("$what right after the RENAME of an --undo", $moments->undone(), $kill, undo: true);
    }
    $moments->cutTwice('the command, and then the run that cleans up', $command);

    $store = new FaultServer($root, "$folder/main/store");
    foreach ([0.05, 0.3, 0.6] as $share) {
        $moments->cutStore(sprintf('the store when %.0f %% are loaded', 100 * $share), $store, $share);
    }
    $lab->stopServer();

    foreach ([3 << 20, 14 << 20, 24 << 20] as $room) {
        $moments->fillTablespace(sprintf('a tablespace that is full after %d MiB', $room >> 20), $root, "$folder/full", $cli, $module, $room);
    }
    $moments->fillDisk($root, "$folder/disk", $cli, $module, 12 << 20);
} finally {
    $lab->stopServer();
}
$moments->finish();
