<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** What a replacer is to do, checked and taken apart, and what it has counted. */
final class Options
{
    /** @var list<UrlRule> */
    public readonly array $urlRules;
    /** @var list<array{string, string}> literal rules in every spelling: search, replacement */
    public readonly array $literals;
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
        array $literals,
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
        $spellings = [];
        foreach ($literals as $search => $replace) {
            array_push($spellings, ...self::spellings((string) $search, $replace));
        }
        $this->literals = $spellings;
    }

    /**
     * A literal rule as it is, and as JSON writes it, up to three times over.
     *
     * @return list<array{string, string}>
     */
    private static function spellings(string $search, string $replace): array
    {
        if ($search === '') {
            throw new \ValueError('a literal must not be empty');
        }
        $spellings = [[$search, $replace]];
        if (!mb_check_encoding($search . $replace, 'UTF-8')) {
            return $spellings;
        }
        foreach ([0, JSON_UNESCAPED_UNICODE] as $flags) {
            $pair = [$search, $replace];
            for ($depth = 1; $depth <= 3; $depth++) {
                $pair = array_map(static fn (string $text): string => substr((string) json_encode($text, $flags), 1, -1), $pair);
                $spellings[] = $pair;
                if ($depth === 1) {
                    $spellings[] = str_replace('\\/', '\\u002f', $pair);
                    $spellings[] = str_replace('\\/', '\\u002F', $pair);
                }
            }
        }
        return $spellings;
    }
}
