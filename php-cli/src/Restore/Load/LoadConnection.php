<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Failure;
use WpNormalize\IoException;

/**
 * A connection for LOAD DATA LOCAL, in a process of its own: see ConnectionHelper. It is opened when it is wanted first.
 *
 * The rows go through a FIFO in a private folder, the only one that the client library reads from: a server can ask for
 * any file otherwise.
 */
final class LoadConnection
{
    /** The server, or one side of the connection, has LOCAL switched off: MariaDB, older servers, MySQL. */
    private const LOCAL_IS_OFF = [4166, 1148, 3948, 2068];
    /** Microseconds between two looks whether the server has come to read. */
    private const SHORTEST_PAUSE = 200;
    private const LONGEST_PAUSE = 20000;

    private ?Subprocess $process = null;
    private ?Fifo $fifo = null;
    private ?string $timeZone = null;
    private bool $isPossible = true;

    /** @param \Closure(int): void $opened is told the connection's number in the server */
    public function __construct(private readonly DatabaseSettings $settings, private readonly \Closure $opened)
    {
    }

    public function __destruct()
    {
        $this->fifo?->remove();
    }

    /** False once this PHP, or the server, has turned out not to allow it. */
    public function isPossible(): bool
    {
        return $this->isPossible;
    }

    /**
     * @param string                   $into     what follows the file's name in LOAD DATA
     * @param string                   $timeZone which the rows are written in
     * @param \Closure(resource): void $feed     writes the rows
     * @return int|null rows that arrived; null where it is not possible
     */
    public function load(string $into, string $timeZone, \Closure $feed): ?int
    {
        if ($this->process === null && !$this->open()) {
            return null;
        }
        if ($this->timeZone !== $timeZone) {
            $this->send(['execute' => "SET SESSION time_zone = '$timeZone'"]);
            $this->receive();
            $this->timeZone = $timeZone;
        }
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
        try {
            $rows = $this->receive()['affected'];
        } catch (DatabaseError $error) {
            $this->isPossible = $fifo !== null || !in_array($error->getCode(), self::LOCAL_IS_OFF, true);

            return $this->isPossible ? throw $error : null;
        }

        return $failure === null ? $rows : throw $failure;
    }

    private function open(): bool
    {
        $this->fifo = Fifo::create();
        if ($this->fifo === null) {
            return $this->isPossible = false;
        }
        $this->process = new Subprocess(HelperCommand::CONNECTION);
        $this->send(['settings' => $this->settings, 'folder' => $this->fifo->folder]);
        ($this->opened)($this->receive()['id']);

        return true;
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
            if ($this->process?->messages->isReady()) {
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

    /** @param array<string, mixed> $message */
    private function send(array $message): void
    {
        if (!$this->process?->messages->send($message)) {
            throw self::gone();
        }
    }

    /** @return array<string, mixed> */
    private function receive(): array
    {
        $answer = $this->process?->messages->receive() ?? throw self::gone();
        if (isset($answer['failure'])) {
            throw new Failure(...$answer['failure']);
        }
        if (isset($answer['error'])) {
            throw new DatabaseError($answer['error'], $answer['code']);
        }

        return $answer;
    }

    private static function gone(): Failure
    {
        return Failure::failed('a helper process of the restore has ended', 'was it killed? nothing was changed');
    }
}
