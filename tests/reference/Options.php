<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** What a replacer is to do, checked and taken apart, and what it has counted. */
final class Options
{
    /** @var list<UrlRule> */
    public readonly array $urlRules;
    public int $references = 0;
    public int $malformed = 0;
    public int $tooDeep = 0;
    public int $keyCollisions = 0;

    /**
     * @param array<string, string> $urls
     * @param array<string, string> $literals
     * @param list<string> $skipColumns
     * @param list<string> $hostColumns
     */
    public function __construct(
        array $urls,
        public readonly array $literals,
        public readonly bool $keys,
        public readonly bool $subdomains,
        public readonly bool $emails,
        public readonly bool $base64,
        public readonly array $skipColumns,
        public readonly array $hostColumns,
    ) {
        $rules = [];
        foreach ($urls as $from => $to) {
            $rules[] = UrlRule::parse((string) $from, $to);
        }
        $this->urlRules = $rules;
    }
}
