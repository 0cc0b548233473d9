<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Map;

/** What the Replacers of a run did, summed: each worker process has one of its own. */
final class ReplacementReport
{
    private int $changed = 0;
    private int $faked = 0;
    /** @var array<string, int> */
    private array $foreignHosts = [];

    /** @param array<string, mixed> $report of a Replacer, or these parts of it */
    public function add(array $report): void
    {
        $faked = $report['faked'] ?? 0;
        $this->faked += $faked;
        $this->changed += $report['changed'] - $faked;
        foreach ($report['foreignHosts'] ?? [] as $host => $occurrences) {
            $this->foreignHosts[$host] = ($this->foreignHosts[$host] ?? 0) + $occurrences;
        }
    }

    /** How many values were rewritten. */
    public function changed(): int
    {
        return $this->changed;
    }

    /** How many values fakes have taken the place of. */
    public function faked(): int
    {
        return $this->faked;
    }

    /** @return array<string, int> occurrences of other sites' hosts, the most frequent first */
    public function foreignHosts(): array
    {
        arsort($this->foreignHosts);

        return $this->foreignHosts;
    }
}
