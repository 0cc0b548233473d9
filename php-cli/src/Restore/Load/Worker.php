<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use WpNormalize\Cli\Application;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Map\UrlMap;
use WpNormalize\Cli\Restore\StagingTable;
use WpNormalize\Cli\Store\Store;
use WpNormalize\Cli\Store\StoreFactory;
use WpNormalize\Replacer;
use WpNormalize\SqlReader;

/** The far end of one of the Workers: loads whole tables, one after the other, until there is no more. */
final class Worker
{
    private Store $store;
    private string $object;
    private ?Replacer $replacer;
    private RowLoader $loader;

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
            while (($task = $this->messages->receive()) !== null && !isset($task['end'])) {
                $this->messages->send(['rows' => $this->load($task['table'], $task['head'], $task['frames'])]);
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
        $connection = new LoadConnection($job['settings']);
        $this->loader = new RowLoader($connection);
        $this->messages->send(['connection' => $connection->id]);
    }

    /**
     * @param list<array{offset: int, size: int, sha256: string}> $head   what a frame needs before it: session, columns
     * @param list<array{offset: int, size: int, sha256: string}> $frames of rows
     * @return int rows
     */
    private function load(StagingTable $table, array $head, array $frames): int
    {
        $loader = new FrameLoader($this->loader);
        $before = StoredFrames::read($this->store, $this->object, $head);
        $rows = 0;
        foreach ($frames as $frame) {
            $stream = fopen('php://memory', 'w+');
            fwrite($stream, $before);
            fwrite($stream, StoredFrames::read($this->store, $this->object, [$frame]));
            rewind($stream);
            $rows += $loader->load(new SqlReader($stream, $this->replacer), $table);
            if (!$this->messages->send(['bytes' => $frame['size']])) {
                throw Failure::failed('the restore has ended');
            }
        }
        $this->loader->finish();

        return $rows;
    }
}
