<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** Columns whose value is a host, such as wp_blogs.domain, with a path in the column beside it. */
final class HostColumn
{
    public function __construct(private readonly Options $options)
    {
    }

    /** @return array{string, string}|null the new host and path; null where no rule takes them */
    public function rewrite(string $host, string $path): ?array
    {
        $best = null;
        $bestRank = null;
        foreach ($this->options->urlRules as $rule) {
            $labels = $this->labelsBefore($rule, $host);
            $rest = self::pathBehind($rule->from->path, $path);
            if ($labels === null || $rest === null) {
                continue;
            }
            $rank = [-strlen($labels), strlen($rule->from->path)];
            if ($best === null || $rank > $bestRank) {
                $best = [$rule, $labels, $rest];
                $bestRank = $rank;
            }
        }
        if ($best === null) {
            return null;
        }
        [$rule, $labels, $rest] = $best;
        if ($rule->isIdentity) {
            return [$host, $path];
        }
        $to = $rule->to;
        $toHost = $to->hosts[preg_match('~[\x80-\xff]~', $host) ? 'unicode' : 'ascii'];
        $newPath = $rule->from->path === $to->path ? $path : $to->path . $rest;
        return [$labels . $toHost . ($to->port === null ? '' : ":$to->port"), $newPath === '' ? '/' : $newPath];
    }

    /** What of $host stands before the rule's host; null where it is another host. */
    private function labelsBefore(UrlRule $rule, string $host): ?string
    {
        $port = $rule->from->port === null ? '' : ':' . $rule->from->port;
        foreach ([$rule->from->hosts['ascii'] . $port, $rule->from->hosts['unicode'] . $port] as $suffix) {
            if (mb_strtolower($host) === $suffix) {
                return '';
            }
            if ($this->options->subdomains && str_ends_with(mb_strtolower($host), ".$suffix")) {
                return substr($host, 0, -strlen($suffix));
            }
        }
        return null;
    }

    private static function pathBehind(string $prefix, string $path): ?string
    {
        if ($prefix !== '' && $path !== $prefix && !str_starts_with($path, "$prefix/")) {
            return null;
        }
        return substr($path, strlen($prefix));
    }
}
