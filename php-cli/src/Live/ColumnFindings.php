<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

/** What an inspection has found in a column. */
final class ColumnFindings
{
    private const EXAMPLES = 3;
    private const EXAMPLE_BYTES = 80;

    /** @var array<string, int> occurrences by host, most first */
    public array $hosts = [];
    public int $plainHttp = 0;
    public int $malformed = 0;
    /** @var list<string> of malformed values */
    public array $examples = [];

    public function __construct(public readonly string $table, public readonly string $column)
    {
    }

    /** @param array<string, mixed> $report Replacer::report() */
    public function take(array $report): void
    {
        $this->hosts = $report['foreignHosts'];
        arsort($this->hosts);
        $this->malformed = $report['malformed'];
        $examples = array_filter($report['examples'], static fn (array $example): bool => $example['kind'] === 'malformed');
        $this->examples = array_map(
            static fn (array $example): string => substr((string) $example['value'], 0, self::EXAMPLE_BYTES),
            array_slice(array_values($examples), 0, self::EXAMPLES),
        );
    }

    public function isAny(): bool
    {
        return $this->hosts !== [] || $this->plainHttp > 0 || $this->malformed > 0;
    }

    /** @return list<string> lines for people */
    public function lines(): array
    {
        $hosts = [];
        foreach (array_slice($this->hosts, 0, self::EXAMPLES, true) as $host => $count) {
            $hosts[] = "$host (" . number_format($count) . ')';
        }
        $more = count($this->hosts) - count($hosts);

        return [
            ...$hosts === [] ? [] : ['other hosts: ' . implode(', ', $hosts) . ($more > 0 ? " and $more more" : '')],
            ...$this->plainHttp === 0 ? [] : ['addresses of the site without TLS: ' . number_format($this->plainHttp)],
            ...$this->malformed === 0 ? [] : [
                'values that look serialized and are not: ' . number_format($this->malformed)
                    . ', like ' . implode('   ', $this->examples),
            ],
        ];
    }

    /** @return array<string, mixed> */
    public function forPrograms(): array
    {
        return [
            'table' => $this->table,
            'column' => $this->column,
            'foreignHosts' => (object) $this->hosts,
            'plainHttp' => $this->plainHttp,
            'malformed' => $this->malformed,
            'examples' => $this->examples,
        ];
    }
}
