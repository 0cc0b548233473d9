<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Map\ReplacementReport;
use WpNormalize\Cli\Map\UrlMap;
use WpNormalize\Cli\Restore\DumpSource;
use WpNormalize\Cli\Restore\Staging;
use WpNormalize\Cli\Restore\StagingTable;

/** Processes that load the tables of a backup side by side, each on a connection of its own, task by task of the Queue. */
final class Workers
{
    /** Stored bytes that are worth a process of their own. */
    private const WORTH_A_PROCESS = 1048576;
    /** For those that are to end by themselves. */
    private const GRACE_SECONDS = 2;

    /** @var array<int, Subprocess> those that have not ended */
    private array $processes = [];
    /** @var array<int, Task> what each works on */
    private array $busy = [];
    /** @var list<int> the server's numbers of their connections */
    private array $connections = [];
    private int $bytes = 0;

    /** @param (\Closure(int, ?string=): void)|null $progress */
    public function __construct(
        private readonly Connection $connection,
        private readonly DumpSource $dump,
        private readonly StoredFrames $frames,
        private readonly Staging $staging,
        private readonly ?\Closure $progress,
    ) {
    }

    public function load(DatabaseSettings $settings, UrlMap $map, int $jobs): ReplacementReport
    {
        $tables = $this->staging->tables();
        $bytes = array_sum(array_map(fn (StagingTable $table): int => $this->frames->sizeOf($table->target), $tables));
        $jobs = min($jobs, 1 + intdiv($bytes, self::WORTH_A_PROCESS));
        $queue = new Queue($this->connection, $this->frames, $tables, $jobs);
        $jobs = min($jobs, $queue->count());
        try {
            for ($number = 0; $number < $jobs; $number++) {
                $this->processes[] = new Subprocess(HelperCommand::WORKER);
                $this->send($number, [
                    'settings' => $settings,
                    'environmentFile' => $this->dump->environmentFile,
                    'object' => $this->dump->object,
                    'map' => $map,
                ]);
                $this->give($number, $queue->next());
            }

            return $this->run($queue);
        } catch (\Throwable $throwable) {
            $this->stop();
            throw $throwable;
        }
    }

    private function run(Queue $queue): ReplacementReport
    {
        $report = new ReplacementReport();
        while ($this->processes !== []) {
            foreach ($this->waiting() as $number) {
                $message = $this->receive($number);
                if (isset($message['connection'])) {
                    $this->connections[] = $message['connection'];
                } elseif (isset($message['bytes'])) {
                    $this->bytes += $message['bytes'];
                    $this->progress?->__invoke($this->bytes, $this->busy[$number]->table->target);
                } elseif (isset($message['rows'])) {
                    $this->staging->addRows($this->busy[$number]->table->target, $message['rows']);
                    $queue->done($this->busy[$number]);
                    $this->give($number, $queue->next());
                } else {
                    $report->add($message['report']);
                    $this->processes[$number]->close();
                    unset($this->processes[$number]);
                }
            }
        }

        return $report;
    }

    /** @return list<int> who has said something */
    private function waiting(): array
    {
        $read = array_map(static fn (Subprocess $process): mixed => $process->messages->in, $this->processes);
        $none = [];
        // A signal ends the wait too; its handler throws.
        return @stream_select($read, $none, $none, 1) > 0 ? array_keys($read) : [];
    }

    /** @param Task|null $task null: there are no more */
    private function give(int $number, ?Task $task): void
    {
        if ($task !== null) {
            $this->busy[$number] = $task;
        }
        $this->send($number, ['task' => $task]);
    }

    /** @param array<string, mixed> $message */
    private function send(int $number, array $message): void
    {
        if (!$this->processes[$number]->messages->send($message)) {
            throw self::gone();
        }
    }

    /** @return array<string, mixed> */
    private function receive(int $number): array
    {
        $message = $this->processes[$number]->messages->receive() ?? throw self::gone();

        return isset($message['failure']) ? throw new Failure(...$message['failure']) : $message;
    }

    /** Nothing of a run may still be at work when its tables are dropped. */
    private function stop(): void
    {
        array_map(static fn (Subprocess $process) => $process->hangUp(), $this->processes);
        foreach ($this->connections as $id) {
            try {
                $this->connection->execute("KILL $id");
            } catch (DatabaseError) {
                // It has ended by itself, or the server has.
            }
        }
        $deadline = microtime(true) + self::GRACE_SECONDS;
        array_map(static fn (Subprocess $process) => $process->kill($deadline), $this->processes);
    }

    private static function gone(): Failure
    {
        return Failure::failed('a worker process of the restore has ended', 'was it killed? nothing was changed');
    }
}
