<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Output;

use Symfony\Component\Console\Helper\ProgressBar;
use Symfony\Component\Console\Output\ConsoleOutputInterface;
use Symfony\Component\Console\Output\OutputInterface;
use Symfony\Component\Console\Output\StreamOutput;

/**
 * How far a long command is, on the standard error: a bar on a terminal, a line now and then in a log, nothing with
 * --quiet.
 *
 * Whatever moves the data calls report() as often as it likes; what comes of it is at most ten times a second.
 */
final class Progress
{
    private const REDRAW_SECONDS = 0.1;
    private const LOG_SECONDS = 30;
    /** A rate over less time says nothing. */
    private const RATE_AFTER_SECONDS = 1.0;

    private readonly OutputInterface $errors;
    private readonly ?ProgressBar $bar;
    private readonly float $started;
    private float $next = 0.0;
    private int $bytes = 0;
    private ?string $table = null;

    /**
     * @param string $what       what is done, for people: `Restoring`
     * @param int    $total      bytes that there will be, or about so; 0 where that is not known
     * @param int    $logSeconds between lines where there is no terminal
     */
    public function __construct(
        OutputInterface $output,
        private readonly string $what,
        private readonly int $total = 0,
        private readonly int $logSeconds = self::LOG_SECONDS,
    ) {
        $this->errors = $output instanceof ConsoleOutputInterface ? $output->getErrorOutput() : $output;
        $this->started = microtime(true);
        $isTerminal = $this->errors instanceof StreamOutput && stream_isatty($this->errors->getStream());
        $this->bar = $isTerminal && !$output->isQuiet() ? $this->bar() : null;
        $this->next = $this->bar === null ? $this->started + $logSeconds : 0.0;
    }

    /**
     * Runs a work that reports how far it is, and takes the bar away however it ends.
     *
     * @template T
     * @param \Closure(\Closure(int, ?string=): void): T $work is given report()
     * @return T
     */
    public static function during(OutputInterface $output, string $what, int $total, \Closure $work): mixed
    {
        $progress = new self($output, $what, $total);
        try {
            return $work($progress->report(...));
        } finally {
            $progress->end();
        }
    }

    /**
     * @param int         $bytes so far, of the total
     * @param string|null $table which table it is at; null where that is not known, or has not changed
     */
    public function report(int $bytes, ?string $table = null): void
    {
        $this->bytes = $bytes;
        $this->table = $table ?? $this->table;
        $now = microtime(true);
        if ($now < $this->next) {
            return;
        }
        if ($this->bar !== null) {
            $this->next = $now + self::REDRAW_SECONDS;
            $this->bar->setMessage($this->line($now - $this->started));
            $this->bar->setProgress(min($bytes, $this->bar->getMaxSteps() ?: $bytes));
            $this->bar->display();
        } elseif (!$this->errors->isQuiet()) {
            $this->next = $now + $this->logSeconds;
            $this->errors->writeln($this->what . $this->line($now - $this->started), OutputInterface::OUTPUT_RAW);
        }
    }

    /** Lines for people may follow. */
    public function end(): void
    {
        $this->bar?->clear();
    }

    private function bar(): ProgressBar
    {
        $bar = new ProgressBar($this->errors, $this->total, 0);
        $bar->setFormat($this->total > 0 ? "$this->what [%bar%]%message%" : "$this->what%message%");
        // It is drawn when report() says so.
        $bar->setRedrawFrequency(PHP_INT_MAX);
        $bar->setBarWidth(20);
        $bar->setMessage('');
        $bar->start();

        return $bar;
    }

    /** `: 1.2 GiB of 3.4 GiB, 35 %, 120.0 MiB/s, 18 s left, wp_posts`. */
    private function line(float $seconds): string
    {
        $size = Readable::size($this->bytes);
        $parts = [$this->total > 0 ? "$size of " . Readable::size(max($this->total, $this->bytes)) : $size];
        if ($this->total > 0) {
            $parts[] = min(100, intdiv($this->bytes * 100, $this->total)) . ' %';
        }
        if ($seconds >= self::RATE_AFTER_SECONDS && $this->bytes > 0) {
            $rate = $this->bytes / $seconds;
            $parts[] = Readable::size((int) $rate) . '/s';
            if ($this->total > $this->bytes) {
                $parts[] = Readable::duration((int) ceil(($this->total - $this->bytes) / $rate)) . ' left';
            }
        }
        if ($this->table !== null) {
            // Names come from dumps: no control characters reach the terminal, and no tags Symfony's formatter.
            $parts[] = preg_replace('/[^\x20-\x3b\x3d\x3f-\x5b\x5d-\x7e\x80-\xff]/', '?', $this->table) ?? '';
        }

        return ': ' . implode(', ', $parts);
    }
}
