<?php

/**
 * Blots out every reference to some sites in a value, so that the same value can be compared before and after a move.
 *
 * Slow and obvious on purpose: it shares nothing with the engine but the contract in docs/normalize.md.
 */

declare(strict_types=1);

namespace WpNormalize\Tests\E2e;

final class Mask
{
    private const COLON = '(?: : | %(?:25)*3a | &\#58; )';
    private const SLASH = '(?: \\\\*/ | %(?:25)*2f | &\#47; | &\#x2f; )';
    private const BLOT = '<site>';

    private readonly string $pattern;

    /**
     * @param list<string> $urls    the sites' addresses
     * @param string       $schemes what may stand before the host, as a regular expression
     */
    public function __construct(array $urls, string $schemes)
    {
        $hosts = [];
        foreach ($urls as $url) {
            // The colon of a port is spelled as the others are: `localhost%3A8080`.
            $parts = explode(':', explode('//', $url)[1]);
            $hosts[] = implode(self::COLON, array_map(static fn (string $part): string => preg_quote($part, '~'), $parts));
        }
        usort($hosts, static fn (string $a, string $b): int => strlen($b) <=> strlen($a));
        $this->pattern = sprintf(
            '~(?: (?:(?:%s)%s)? %s{2} | (?<![\w.@-]) ) (?:%s) (?! [\w-] | \.\w )~xi',
            $schemes,
            self::COLON,
            self::SLASH,
            implode('|', $hosts)
        );
    }

    /** How many references a value's bytes hold. */
    public function count(string $bytes): int
    {
        return preg_match_all($this->pattern, $bytes);
    }

    /** The value's whole structure, with types, as a string; whatever names one of the sites is blotted out. */
    public function value(string $value): string
    {
        return serialize($this->decoded($value));
    }

    private function text(string $text): string
    {
        return preg_replace($this->pattern, self::BLOT, $text);
    }

    /** A string may be serialized data or JSON, to any depth. */
    private function decoded(string $value): mixed
    {
        if (preg_match('/^(?:[abdsOCE]:|N;)/', $value)) {
            $data = @unserialize($value);
            if ($data !== false || $value === 'b:0;') {
                return ['serialized' => $this->tree($data)];
            }
        }
        if (preg_match('/^\s*[{[]/', $value)) {
            $data = json_decode($value);
            if (json_last_error() === JSON_ERROR_NONE) {
                return ['json' => $this->tree($data)];
            }
        }
        return $this->text($value);
    }

    private function tree(mixed $data): mixed
    {
        if (is_string($data)) {
            return $this->decoded($data);
        }
        if ($data instanceof \UnitEnum) {
            return ['enum' => $data::class . '::' . $data->name];
        }
        if (!is_array($data) && !is_object($data)) {
            return $data;
        }
        $tree = ['type' => get_debug_type($data)];
        // The cast shows private and protected properties too, under their mangled names.
        foreach ((array) $data as $key => $item) {
            $tree[] = [is_string($key) ? $this->text($key) : $key, $this->tree($item)];
        }
        return $tree;
    }
}
