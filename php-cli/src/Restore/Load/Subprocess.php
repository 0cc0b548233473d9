<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use WpNormalize\Cli\Failure;

/**
 * This command line once more, as a helper: it takes messages on its standard input, and ends when that does, however we
 * end.
 */
final class Subprocess
{
    private const PAUSE = 5000;

    /** @var resource|null */
    private $process;
    public readonly Messages $messages;
    /** @var list<resource> */
    private array $pipes;

    /** @param string $role a name in HelperCommand */
    public function __construct(string $role)
    {
        $command = [PHP_BINARY, ...self::interpreterOptions(), $_SERVER['argv'][0], HelperCommand::NAME, $role];
        $descriptors = [['pipe', 'r'], ['pipe', 'w'], ['file', '/dev/null', 'w']];
        $process = @proc_open($command, $descriptors, $pipes);
        if ($process === false) {
            throw Failure::failed('cannot start a helper process', 'is there memory left? --jobs=1 needs fewer');
        }
        $this->process = $process;
        $this->pipes = [$pipes[0], $pipes[1]];
        $this->messages = new Messages($pipes[1], $pipes[0]);
    }

    public function __destruct()
    {
        $this->kill();
    }

    /** Lets it end by itself: it reads that nothing more follows. */
    public function hangUp(): void
    {
        array_map('fclose', $this->pipes);
        $this->pipes = [];
    }

    /** Waits for its end. */
    public function close(): void
    {
        if ($this->process !== null) {
            $this->hangUp();
            proc_close($this->process);
            $this->process = null;
        }
    }

    /** Waits for its end, but not for long. */
    public function kill(float $deadline = 0.0): void
    {
        while ($this->process !== null && microtime(true) < $deadline && proc_get_status($this->process)['running']) {
            usleep(self::PAUSE);
        }
        if ($this->process !== null) {
            proc_terminate($this->process, 9);
            $this->close();
        }
    }

    /**
     * What our own interpreter was given, `-d extension=…` above all: PHP does not say, the kernel does.
     *
     * @return list<string>
     */
    private static function interpreterOptions(): array
    {
        $arguments = explode("\0", (string) @file_get_contents('/proc/self/cmdline'));
        $script = array_search($_SERVER['argv'][0], $arguments, true);

        return $script === false ? [] : array_slice($arguments, 1, $script - 1);
    }
}
