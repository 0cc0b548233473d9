<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Backup;

use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Restore\DumpScan;
use WpNormalize\Cli\Store\Store;

/**
 * Reads a stored backup whole, once, and compares it with its manifest: size, SHA-256 of the whole and of each frame,
 * compression, closing line, tables and rows.
 */
final class Verifier
{
    private const PIECE = 1 << 20;
    private const REMEDY = 'the backup is of no use; take another one (db:list), and look into the store';

    public function __construct(private readonly Store $store)
    {
    }

    /** @param (\Closure(int, ?string=): void)|null $progress told of bytes read and the table */
    public function verify(BackupName $name, Manifest $manifest, ?\Closure $progress = null): void
    {
        try {
            $this->compare($name, $manifest, $progress);
        } catch (Failure $failure) {
            // What reads a dump does not know whose it is.
            throw $failure->exitCode === ExitCode::INTEGRITY
                ? Failure::integrity("$name: {$failure->getMessage()}", self::REMEDY)
                : $failure;
        }
    }

    private function compare(BackupName $name, Manifest $manifest, ?\Closure $progress): void
    {
        $hashes = FrameHashes::of($manifest);
        $stream = $this->store->open($name->dump());
        FrameFilter::attach($stream, $hashes);
        try {
            $scan = DumpScan::whole($stream, $progress);
        } catch (Failure $failure) {
            throw $failure->exitCode === ExitCode::INTEGRITY
                ? $this->whatIsDamaged($name, $manifest, $stream, $hashes, $failure)
                : $failure;
        }
        if ($hashes->fault() !== null) {
            throw Failure::integrity($hashes->fault());
        }
        if ($scan->reader->sha256() !== $manifest->sha256()) {
            throw Failure::integrity('the dump is not the one that its manifest describes (SHA-256)');
        }
        self::compareTables($scan->tables, $manifest->tables());
    }

    /**
     * A dump that cannot be read as one has a damaged frame, which says more; unless the store did not give all of it.
     *
     * @param resource $stream
     */
    private function whatIsDamaged(
        BackupName $name,
        Manifest $manifest,
        $stream,
        FrameHashes $hashes,
        Failure $failure,
    ): Failure {
        do {
            $piece = @fread($stream, self::PIECE);
        } while ($piece !== false && !feof($stream));
        if ($hashes->size() < $manifest->size()) {
            return Failure::failed(
                "cannot read {$name->dump()} to its end in {$this->store->describe()}: {$failure->getMessage()}",
                'check the store, and try again',
            );
        }

        return $hashes->fault() === null ? $failure : Failure::integrity($hashes->fault());
    }

    /**
     * @param array<string, int> $found
     * @param array<string, int> $expected
     */
    private static function compareTables(array $found, array $expected): void
    {
        foreach ($expected as $table => $rows) {
            if (($found[$table] ?? null) !== $rows) {
                throw Failure::integrity(
                    sprintf('%s has %s rows, its manifest says %d', $table, $found[$table] ?? 'no', $rows),
                );
            }
        }
        foreach (array_diff_key($found, $expected) as $table => $rows) {
            throw Failure::integrity("its manifest does not know the table $table");
        }
    }
}
