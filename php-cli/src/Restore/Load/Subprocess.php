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

    /** Lets it end by itself. */
    public function close(): void
    {
        if ($this->process !== null) {
            array_map('fclose', $this->pipes);
            proc_close($this->process);
            $this->process = null;
        }
    }

    public function kill(): void
    {
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
