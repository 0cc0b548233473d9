<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Failure;
use WpNormalize\Replacer;

/**
 * What is replaced by what: literal strings or addresses, by the extension; and how the server itself can take part, who
 * knows neither serialized values nor addresses.
 */
final class Rules
{
    /** More pairs than this are looked for here only. */
    private const SERVER_PAIRS = 8;
    /** The server's REPLACE() gives NULL for what grows beyond its max_allowed_packet. */
    private const SERVER_LONGEST = 1 << 20;
    private const SHORTEST_NEEDLE = 4;

    /**
     * @param list<array{string, string}> $serverPairs spellings for the server's REPLACE()
     * @param list<string>|null           $needles     one of them is in every value with a match; null where that is not known
     * @param bool                        $isExact     whether needles are looked for as they are written, A not being a
     * @param bool                        $findsItself whether a second run would find matches in what the first one wrote
     */
    private function __construct(
        private readonly Replacer $replacer,
        private readonly bool $isAddresses,
        private readonly array $serverPairs,
        private readonly ?array $needles,
        private readonly bool $isExact,
        private readonly bool $findsItself,
    ) {
    }

    /** These bytes, and their spelling in JSON. */
    public static function literal(string $old, string $new): self
    {
        $pairs = [[$old, $new], [self::inJson($old), self::inJson($new)]];

        return new self(
            self::replacer(['literals' => [$old => $new]]),
            false,
            $old === self::inJson($old) ? [$pairs[0]] : $pairs,
            self::needles([$old]),
            true,
            str_contains($new, $old),
        );
    }

    /** @param array<string, string> $map addresses, old => new */
    public static function addresses(array $map): self
    {
        $pairs = [];
        $hosts = [];
        foreach ($map as $old => $new) {
            $pairs[] = [$old, $new];
            $pairs[] = [self::inJson($old), self::inJson($new)];
            $hosts[] = preg_replace('~^[a-z]+://|[/:].*$~i', '', $old) ?? '';
        }
        $replacer = self::replacer(['urls' => $map, 'keys' => true]);
        $findsItself = false;
        foreach ($map as $new) {
            $findsItself = $findsItself || $replacer->value($new) !== $new;
        }

        return new self(
            $replacer,
            true,
            count($pairs) > self::SERVER_PAIRS ? [] : $pairs,
            self::needles($hosts),
            false,
            $findsItself,
        );
    }

    /** @return list<array{string, string}> what is replaced by what, where that is bytes by bytes; empty for addresses */
    public function literals(): array
    {
        return $this->isAddresses ? [] : $this->serverPairs;
    }

    /** What to do about a run that was interrupted. */
    public function afterInterruption(): string
    {
        return $this->findsItself
            ? 'what is written stays, and NEW holds OLD: the same command again would replace twice; restore a backup first'
            : 'what is written stays; the same command again does the rest';
    }

    public function value(string $value): string
    {
        return $this->replacer->value($value);
    }

    /**
     * A dump, statement by statement.
     *
     * @param resource $from
     * @param resource $to
     */
    public function copySql($from, $to): void
    {
        $this->replacer->copySql($from, $to);
    }

    /**
     * A site of a network: its host, which may be written like any word, and its path.
     *
     * @return array{string, string}
     */
    public function site(string $domain, string $path): array
    {
        $address = $this->replacer->value("https://$domain$path");
        if ($address === "https://$domain$path" || preg_match('~^https?://([^/]+)(/.*)?$~Ds', $address, $match) !== 1) {
            return [$domain, $path];
        }

        return [$match[1], $match[2] ?? '/'];
    }

    /** Whether the table's columns `domain` and `path` are one address. */
    public function readsSites(Table $table): bool
    {
        return $this->isAddresses
            && preg_match('/(?:blogs|site)$/D', $table->name) === 1
            && $table->has('domain')
            && $table->has('path');
    }

    /**
     * With which pairs the server's REPLACE() makes the same of a value, one after the other; null where it does not.
     *
     * @return list<array{string, string}>|null
     */
    public function serverPairs(string $old, string $new): ?array
    {
        if (strlen($old) > self::SERVER_LONGEST) {
            return null;
        }
        $value = $old;
        $pairs = [];
        foreach ($this->serverPairs as $pair) {
            $value = str_replace($pair[0], $pair[1], $value, $count);
            if ($count > 0) {
                $pairs[] = $pair;
            }
        }

        return $value === $new ? $pairs : null;
    }

    /**
     * A condition that every value with a match fulfils, so that the server sends no other ones; null where there is none.
     *
     * Both ways look through bytes, without regard to characters: a search in utf8mb4 takes three to ten times as long.
     */
    public function condition(Column $column, bool $isMariaDb): ?string
    {
        if ($this->needles === null || !$column->holdsAscii()) {
            return null;
        }
        if ($this->isExact) {
            return self::isLike($column->quoted(), 'CAST(%s AS BINARY)', $this->needles);
        }
        if ($isMariaDb) {
            $expression = str_replace('.', '[.]', implode('|', $this->needles));

            return "{$column->quoted()} REGEXP BINARY '(?i)$expression'";
        }
        $letters = "CONVERT(CAST({$column->quoted()} AS BINARY) USING latin1) COLLATE latin1_general_ci";

        return self::isLike($letters, '%s', $this->needles);
    }

    /**
     * @param string       $pattern what becomes of a literal
     * @param list<string> $needles
     */
    private static function isLike(string $subject, string $pattern, array $needles): string
    {
        // A _ in it stands for any byte: more is found than has to be.
        $conditions = array_map(
            static fn (string $needle): string => "$subject LIKE " . sprintf($pattern, "'%$needle%'"),
            $needles,
        );

        return implode(' OR ', $conditions);
    }

    private static function inJson(string $text): string
    {
        $json = json_encode($text);

        return $json === false ? $text : substr($json, 1, -1);
    }

    /**
     * Of each text the longest part that nobody writes in another way: neither JSON nor percent-encoding does.
     *
     * @param list<string> $texts
     * @return list<string>|null
     */
    private static function needles(array $texts): ?array
    {
        $needles = [];
        foreach ($texts as $text) {
            preg_match_all('/[A-Za-z0-9._-]+/', $text, $matches);
            $parts = $matches[0];
            usort($parts, static fn (string $a, string $b): int => strlen($b) <=> strlen($a));
            // An internationalised host is written in two ways.
            $isAscii = preg_match('/[\x80-\xff]|xn--/i', $text) === 0;
            if (!$isAscii || strlen($parts[0] ?? '') < self::SHORTEST_NEEDLE) {
                return null;
            }
            $needles[] = $parts[0];
        }

        return array_values(array_unique($needles));
    }

    /** @param array<string, mixed> $rules */
    private static function replacer(array $rules): Replacer
    {
        try {
            return new Replacer(...$rules);
        } catch (\ValueError $error) {
            throw Failure::usage(
                "the rules are wrong: {$error->getMessage()}",
                'write addresses like https://www.example.com/blog',
            );
        }
    }
}
