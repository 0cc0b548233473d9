<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Failure;

/**
 * One restore, import or undo of a database at a time. Whoever has its turn first sees to what a killed one has left, and
 * cleans up after itself when it fails.
 */
final class Turn
{
    private const CLEAN_UP_ATTEMPTS = 4;

    private readonly Journal $journal;
    private readonly Recovery $recovery;

    public function __construct(private readonly Connection $connection, private readonly DatabaseSettings $settings)
    {
        $this->journal = new Journal($connection);
        $this->recovery = new Recovery($connection, $this->journal);
    }

    /**
     * @template T
     * @param \Closure(Journal): T $work
     * @return array{T, list<string>} what it returns, and warnings about earlier runs
     */
    public function take(\Closure $work): array
    {
        $this->connection->lock("restores into the database {$this->settings->name}");
        $this->connection->lock($this->settings->site());
        $this->journal->open();
        try {
            $recovered = $this->recovery->run();
            $result = $work($this->journal);
        } catch (\Throwable $throwable) {
            $this->cleanUp();
            throw $throwable;
        }
        $this->closeJournal();

        return [$result, $recovered];
    }

    /** After a failure, which is what the user must hear of. Where the server is gone too, the next run cleans up. */
    private function cleanUp(): void
    {
        if (self::patiently($this->recovery->run(...))) {
            $this->closeJournal();
        }
    }

    /** The restore is over; a journal that stays, empty or not, is the next one's. */
    private function closeJournal(): void
    {
        self::patiently($this->journal->close(...));
    }

    /** A disk that is full has room again a moment after the first tables are dropped. */
    private static function patiently(\Closure $work): bool
    {
        for ($attempt = 1;; $attempt++) {
            try {
                $work();

                return true;
            } catch (Failure) {
                return false;
            } catch (DatabaseError $error) {
                if ($error->isConnectionLost() || $attempt === self::CLEAN_UP_ATTEMPTS) {
                    return false;
                }
                sleep($attempt);
            }
        }
    }
}
