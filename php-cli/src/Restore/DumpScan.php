<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\LanguageDomains;
use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\Failure;
use WpNormalize\IoException;
use WpNormalize\SqlException;
use WpNormalize\SqlReader;
use WpNormalize\Statement;

/** What a dump without a manifest says about itself: its tables and their rows, its sites, and their addresses. */
final class DumpScan
{
    /** Tables in the order of their names: fewer say nothing about the order. */
    private const SORTED_TABLES = 4;

    /** @var array<string, int> rows of each table */
    public array $tables = [];
    public int $longestStatement = 0;
    public string $charset = 'utf8mb4';
    /** @var array<string, array<string, string>> siteurl and home of each prefix that has options */
    private array $options = [];
    /** @var array<string, list<string>> hosts of other languages, by prefix */
    private array $domains = [];
    /** @var array<string, list<array{id: int, domain: string, path: string}>> */
    private array $blogs = [];
    private string $lastTable = '';
    /** Dump programs write the tables by name. Where one did not, nothing is known before the end. */
    private bool $sorted = true;

    public readonly SqlReader $reader;

    private function __construct(private readonly DumpReader $statements)
    {
        $this->reader = $statements->sql;
    }

    /**
     * The whole dump, which must be complete.
     *
     * @param resource                                $stream
     * @param (\Closure(int, ?string=): void)|null $progress told of bytes read and the table
     */
    public static function whole($stream, ?\Closure $progress = null): self
    {
        $scan = new self(DumpReader::ofStream($stream));
        $scan->read(static function () use ($scan, $progress): bool {
            $progress?->__invoke($scan->reader->bytesRead(), $scan->tables === [] ? null : (string) array_key_last($scan->tables));

            return false;
        });
        if ($scan->reader->complete() === false) {
            throw Failure::integrity('the dump ends without its closing line', 'it is cut; take another one');
        }

        return $scan;
    }

    /** As much as is needed to know the addresses of the site with a prefix; null where the dump does not hold it. */
    public static function addressesOf(DumpReader $reader, string $prefix): ?SiteAddresses
    {
        $scan = new self($reader);
        // By name, the blogs and their options come before.
        $scan->read(
            static fn (): bool => $scan->sorted
                && count($scan->tables) >= self::SORTED_TABLES
                && isset($scan->options[$prefix]['siteurl'])
                && strcmp($scan->lastTable, "{$prefix}options") > 0,
        );

        return $scan->addresses($prefix);
    }

    /** That of the dump's only site, or the preferred one where there are several. */
    public function prefix(string $preferred): string
    {
        $prefixes = array_keys(
            array_filter($this->options, static fn (array $options): bool => isset($options['siteurl'])),
        );
        $mains = array_values(
            array_filter($prefixes, fn (string $prefix): bool => !$this->isBlogOf($prefix, $prefixes)),
        );
        if ($mains === []) {
            throw Failure::refused('the dump holds no siteurl of a WordPress site', 'is it a dump of a whole site?');
        }
        if (count($mains) > 1 && !in_array($preferred, $mains, true)) {
            throw Failure::usage(
                'the dump holds the sites ' . implode(', ', $mains),
                'set DB_PREFIX to the one that is meant',
            );
        }

        return count($mains) > 1 ? $preferred : $mains[0];
    }

    public function addresses(string $prefix): ?SiteAddresses
    {
        $siteUrl = $this->options[$prefix]['siteurl'] ?? null;
        $home = $this->options[$prefix]['home'] ?? $siteUrl;

        return $siteUrl === null ? null : new SiteAddresses(
            $siteUrl,
            $home,
            $this->blogs[$prefix] ?? [],
            $this->languageDomains($prefix),
        );
    }

    /** @return list<string> */
    private function languageDomains(string $prefix): array
    {
        $pattern = '/^' . preg_quote($prefix, '/') . '(\d+_)?$/D';
        $ofSite = array_filter(
            $this->domains,
            static fn (string $of): bool => preg_match($pattern, $of) === 1,
            ARRAY_FILTER_USE_KEY,
        );

        return array_values(array_unique(array_merge(...array_values($ofSite))));
    }

    /** @param \Closure(): bool $isEnough */
    private function read(\Closure $isEnough): void
    {
        try {
            while (!$isEnough() && ($statement = $this->statements->next()) !== null) {
                $this->look($statement);
            }
        } catch (SqlException | IoException $exception) {
            throw Failure::integrity(
                "{$this->statements->name()} cannot be read: {$exception->getMessage()}",
                'it is damaged, cut, or no dump',
            );
        }
    }

    private function look(Statement $statement): void
    {
        $table = (string) $statement->table;
        if ($statement->kind === 'set' && preg_match("/\bSET\s+NAMES\s+'?(\w+)/i", $statement->sql, $match) === 1) {
            $this->charset = strtolower($match[1]);
        } elseif ($statement->kind === 'create_table') {
            $this->tables[$table] ??= 0;
            $this->sorted = $this->sorted && strcmp($table, $this->lastTable) > 0;
            $this->lastTable = $table;
        } elseif ($statement->kind === 'insert' || $statement->kind === 'replace') {
            $this->tables[$table] = ($this->tables[$table] ?? 0) + $statement->rows;
            $this->longestStatement = max($this->longestStatement, strlen($statement->sql));
            if (str_ends_with($table, 'options') && in_array('option_name', $statement->columns, true)) {
                $this->lookForOptions(substr($table, 0, -strlen('options')), $statement->sql);
            } elseif (str_ends_with($table, 'blogs') && in_array('blog_id', $statement->columns, true)) {
                $this->lookForBlogs(substr($table, 0, -strlen('blogs')), $statement->sql);
            }
        }
    }

    private function lookForOptions(string $prefix, string $sql): void
    {
        foreach (['siteurl', 'home'] as $name) {
            $value = self::option($name, $sql);
            if ($value !== null) {
                $this->options[$prefix][$name] ??= $value;
            }
        }
        foreach (LanguageDomains::OPTIONS as $name) {
            $domains = LanguageDomains::in($name, self::option($name, $sql) ?? '');
            $this->domains[$prefix] = [...$this->domains[$prefix] ?? [], ...$domains];
        }
    }

    /** Most programs write '…', mydumper writes "…". */
    private static function option(string $name, string $sql): ?string
    {
        $value = '(?|(\')((?:[^\'\\\\]++|\\\\.|\'\')*+)\'|(")((?:[^"\\\\]++|\\\\.|"")*+)")';

        return preg_match("/(?:'$name'|\"$name\"),\\s*$value/s", $sql, $match) === 1
            ? self::unescape($match[2], $match[1])
            : null;
    }

    /** What a string literal of SQL says, between its quotes. */
    private static function unescape(string $literal, string $quote): string
    {
        $escapes = ['\\0' => "\0", '\\n' => "\n", '\\r' => "\r", '\\t' => "\t", '\\b' => "\x08", '\\Z' => "\x1a"];

        return preg_replace_callback(
            "/\\\\.|$quote$quote/s",
            static fn (array $match): string => $escapes[$match[0]] ?? $match[0][1],
            $literal,
        ) ?? $literal;
    }

    /** blog_id, site_id, domain, path: as WordPress creates the table. */
    private function lookForBlogs(string $prefix, string $sql): void
    {
        $pattern = '/\(\s*(?<id>\d+),\s*\d+,\s*(?<quote>[\'"])(?<domain>[^\'"\\\\]*+)\k<quote>,\s*\k<quote>(?<path>[^\'"\\\\]*+)/';
        preg_match_all($pattern, $sql, $rows, PREG_SET_ORDER);
        foreach ($rows as $row) {
            $this->blogs[$prefix][] = ['id' => (int) $row['id'], 'domain' => $row['domain'], 'path' => $row['path']];
        }
    }

    /**
     * wp_2_ beside wp_.
     *
     * @param list<string> $prefixes
     */
    private function isBlogOf(string $prefix, array $prefixes): bool
    {
        return preg_match('/^(.*)\d+_$/D', $prefix, $match) === 1 && in_array(
            rtrim($match[1], '0123456789'),
            $prefixes,
            true,
        );
    }
}
