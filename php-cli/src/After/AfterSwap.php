<?php

declare(strict_types=1);

namespace WpNormalize\Cli\After;

use WpNormalize\Cli\Config\Address;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Config\WordPressFolder;
use WpNormalize\Cli\Failure;

/**
 * What follows once other tables are in place: the object cache is flushed, and the user's own commands run.
 *
 * The restore is done by then; what goes wrong here is a warning.
 */
final class AfterSwap
{
    /** @param list<string> $commands command lines */
    private function __construct(
        private readonly ?RedisKeys $redis,
        private readonly ?WordPressCache $wordpress,
        private readonly array $commands,
    ) {
    }

    /**
     * To be made before the swap, so that wrong settings show in time.
     *
     * @param list<string> $commands command lines, for /bin/sh
     */
    public static function from(Environment $environment, ?WordPressFolder $wordpress, array $commands = []): self
    {
        $redis = RedisKeys::from($environment);

        return new self($redis, $redis === null ? WordPressCache::of($wordpress) : null, $commands);
    }

    /**
     * @param Address                $home where the site is now
     * @param \Closure(string): void $say  takes lines for people
     * @param resource               $output where the commands' own output goes
     * @return list<string> warnings
     */
    public function run(Address $home, \Closure $say, $output = STDOUT): array
    {
        $warnings = [];
        try {
            if ($this->redis !== null) {
                $say(sprintf('Flushed the object cache (%d keys)', $this->redis->delete()));
            } elseif ($this->wordpress !== null) {
                $this->wordpress->flush($home);
                $say('Flushed the object cache');
            }
        } catch (Failure $failure) {
            $warnings[] = "the object cache is not flushed: {$failure->line()}";
        }
        foreach ($this->commands as $command) {
            $status = self::execute($command, $output);
            if ($status !== 0) {
                $warnings[] = "the site is restored, but --after='$command' ended with exit status $status";
            }
        }

        return $warnings;
    }

    /**
     * The user's own command line, with all that a shell gives it. It is the only one that ever goes to a shell.
     *
     * @param resource $output
     */
    private static function execute(string $command, $output): int
    {
        $process = @proc_open(['/bin/sh', '-c', $command], [['file', '/dev/null', 'r'], $output, STDERR], $pipes);

        return $process === false ? 127 : proc_close($process);
    }
}
