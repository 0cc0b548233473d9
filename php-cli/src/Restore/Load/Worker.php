<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use WpNormalize\Cli\Application;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Map\UrlMap;
use WpNormalize\Cli\Store\Store;
use WpNormalize\Cli\Store\StoreFactory;
use WpNormalize\Replacer;
use WpNormalize\SqlReader;

/** The far end of one of the Workers: does one Task after the other, until there is no more. */
final class Worker
{
    private Store $store;
    private string $object;
    private ?Replacer $replacer;
    private InsertConnection $connection;
    private LoadConnection $loadConnection;
    private ?string $headOf = null;
    private string $head = '';

    public function __construct(private readonly Messages $messages)
    {
    }

    public function run(): void
    {
        $job = $this->messages->receive();
        if ($job === null) {
            return;
        }
        try {
            $this->begin($job);
            while (($task = $this->messages->receive()['task'] ?? null) !== null) {
                $this->messages->send(['rows' => $this->do($task)]);
            }
            $this->messages->send(['report' => $this->replacer?->report() ?? ['changed' => 0]]);
        } catch (\Throwable $throwable) {
            $failure = Application::toFailure($throwable);
            $this->messages->send(['failure' => [$failure->getMessage(), $failure->remedy, $failure->exitCode]]);
        }
    }

    /** @param array<string, mixed> $job */
    private function begin(array $job): void
    {
        $this->store = StoreFactory::from(Environment::load($job['environmentFile'], []));
        $this->object = $job['object'];
        $this->replacer = $job['map'] instanceof UrlMap ? $job['map']->replacer() : null;
        $this->connection = new InsertConnection($job['settings']);
        $tell = function (int $connection): void {
            $this->messages->send(['connection' => $connection]);
        };
        $tell($this->connection->id);
        $this->loadConnection = new LoadConnection($job['settings'], $tell);
    }

    /** @return int rows */
    private function do(Task $task): int
    {
        $task->indexes?->add($this->connection->idle());
        $loader = new RowLoader($this->connection, $this->loadConnection, $task->isShared);
        $rows = $this->load($task, new FrameLoader($loader));
        $loader->finish();

        return $rows;
    }

    private function load(Task $task, FrameLoader $loader): int
    {
        $head = $this->head($task);
        $rows = 0;
        foreach (StoredFrames::each($this->store, $this->object, $task->frames) as $bytes) {
            $stream = fopen('php://memory', 'w+');
            fwrite($stream, $head);
            fwrite($stream, $bytes);
            rewind($stream);
            $rows += $loader->load(new SqlReader($stream, $this->replacer), $task->table);
            if (!$this->messages->send(['bytes' => strlen($bytes)])) {
                throw Failure::failed('the restore has ended');
            }
        }

        return $rows;
    }

    /** Of a shared table, the same for all its parts. */
    private function head(Task $task): string
    {
        if ($this->headOf !== $task->table->target) {
            $this->head = StoredFrames::read($this->store, $this->object, $task->head);
            $this->headOf = $task->table->target;
        }

        return $this->head;
    }
}
