<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Failure;
use WpNormalize\IoException;

/**
 * A connection that loads rows, in a process of its own: see ConnectionHelper.
 *
 * The rows of LOAD DATA LOCAL go through a FIFO in a private folder, the only one that the client library reads from: a
 * server can ask for any file otherwise.
 */
final class LoadConnection
{
    /** The server, or one side of the connection, has LOCAL switched off: MariaDB, older servers, MySQL. */
    public const LOCAL_IS_OFF = [4166, 1148, 3948, 2068];
    /** Silent truncation, the dump's own mode, is never accepted; nor is a rewritten zero in AUTO_INCREMENT. */
    public const SQL_MODE = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES';
    /** Microseconds between two looks whether the server has come to read. */
    private const SHORTEST_PAUSE = 200;
    private const LONGEST_PAUSE = 20000;

    private readonly Subprocess $process;
    private readonly ?Fifo $fifo;
    /** Of the connection, as the server knows it. */
    public readonly int $id;

    public function __construct(DatabaseSettings $settings)
    {
        $this->fifo = Fifo::create();
        $this->process = new Subprocess(HelperCommand::CONNECTION);
        $this->id = $this->ask(['settings' => $settings, 'folder' => $this->fifo?->folder])['id'];
        // Notes are no reason to fail.
        $this->execute('SET SESSION sql_notes = 0, foreign_key_checks = 0');
        $this->rememberWarnings();
        $this->execute("SET SESSION sql_mode = '" . self::SQL_MODE . "'");
    }

    public function __destruct()
    {
        $this->fifo?->remove();
    }

    /** As many as a server can. MySQL lets few users say so, and remembers 1024: more than that fail the restore. */
    private function rememberWarnings(): void
    {
        try {
            $this->execute('SET SESSION max_error_count = 65535');
        } catch (DatabaseError) {
        }
    }

    /** @return list<array<string, ?string>> */
    public function rows(string $sql): array
    {
        return $this->ask(['rows' => $sql])['rows'];
    }

    public function execute(string $sql): void
    {
        $this->ask(['execute' => $sql]);
    }

    /**
     * Runs a statement with rows, on which not even a warning is accepted: INSERT IGNORE turns errors into such.
     *
     * @return int rows that arrived, and those that a REPLACE has deleted for them
     */
    public function insert(string $sql): int
    {
        return self::accepted($this->ask(['execute' => $sql]));
    }

    /** Whether rows can go through a FIFO at all. */
    public function hasFifo(): bool
    {
        return $this->fifo !== null;
    }

    /**
     * @param string                   $into what follows the file's name in LOAD DATA
     * @param \Closure(resource): void $feed writes the rows
     * @return int rows that arrived
     */
    public function load(string $into, \Closure $feed): int
    {
        $this->send(['execute' => "LOAD DATA LOCAL INFILE '{$this->fifo?->path()}' $into"]);
        $fifo = $this->openFifo();
        $failure = null;
        if ($fifo !== null) {
            try {
                $feed($fifo);
            } catch (IoException $failure) {
                // Where it is the other end that has gone, its answer says why.
            } finally {
                fclose($fifo);
            }
        }
        $rows = self::accepted($this->receive());

        return $failure === null ? $rows : throw $failure;
    }

    /**
     * The end that is written to, once the other one is open; null where the statement has failed before.
     *
     * @return resource|null
     */
    private function openFifo()
    {
        // Without a reader it cannot be opened unless one waits for it; an answer, or the end of it all, may come instead.
        $parent = posix_getppid();
        $pause = self::SHORTEST_PAUSE;
        while (($fifo = @fopen((string) $this->fifo?->path(), 'wn')) === false) {
            if ($this->messages()->isReady()) {
                return null;
            }
            if (posix_getppid() !== $parent) {
                throw self::gone();
            }
            usleep($pause);
            $pause = min(2 * $pause, self::LONGEST_PAUSE);
        }
        stream_set_blocking($fifo, true);

        return $fifo;
    }

    /**
     * @param array<string, mixed> $message
     * @return array<string, mixed>
     */
    private function ask(array $message): array
    {
        $this->send($message);

        return $this->receive();
    }

    /** @param array<string, mixed> $message */
    private function send(array $message): void
    {
        if (!$this->messages()->send($message)) {
            throw self::gone();
        }
    }

    /** @return array<string, mixed> */
    private function receive(): array
    {
        $answer = $this->messages()->receive() ?? throw self::gone();
        if (isset($answer['failure'])) {
            throw new Failure(...$answer['failure']);
        }
        if (isset($answer['error'])) {
            throw new DatabaseError($answer['error'], $answer['code']);
        }

        return $answer;
    }

    private function messages(): Messages
    {
        return $this->process->messages;
    }

    /** @param array<string, mixed> $answer */
    private static function accepted(array $answer): int
    {
        if (isset($answer['warning'])) {
            throw new DatabaseError(...$answer['warning']);
        }

        return $answer['affected'] ?? 0;
    }

    private static function gone(): Failure
    {
        return Failure::failed('a helper process of the restore has ended', 'was it killed? nothing was changed');
    }
}
