<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\Failure;
use WpNormalize\Exception as WpNormalizeException;
use WpNormalize\SqlReader;
use WpNormalize\Statement;

/** What a dump without a manifest says about itself: its tables and their rows, its prefix, and its site's addresses. */
final class DumpScan
{
    /** @var array<string, int> */
    public array $tables = [];
    public int $longestStatement = 0;
    public string $charset = 'utf8mb4';
    private ?string $prefix = null;
    /** @var array<string, string> siteurl and home */
    private array $options = [];
    /** @var list<array{id: int, domain: string, path: string}> */
    private array $blogs = [];

    private function __construct(public readonly SqlReader $reader)
    {
    }

    /**
     * @param resource $stream
     * @param bool     $whole  whether to read on when the addresses are known
     */
    public static function of($stream, bool $whole): self
    {
        $scan = new self(new SqlReader($stream));
        try {
            while (($whole || !isset($scan->options['siteurl'], $scan->options['home'])) && ($statement = $scan->reader->next()) !== null) {
                $scan->look($statement);
            }
        } catch (WpNormalizeException $exception) {
            throw Failure::integrity("the dump cannot be read: {$exception->getMessage()}", 'it is damaged, cut, or no dump');
        }
        if ($whole && $scan->reader->complete() === false) {
            throw Failure::integrity('the dump ends without its closing line', 'it is cut; take another one');
        }

        return $scan;
    }

    public function prefix(): string
    {
        return $this->prefix ?? throw Failure::refused('the dump holds no table of WordPress options', 'is it a dump of a whole site?');
    }

    public function addresses(): ?SiteAddresses
    {
        $siteUrl = $this->options['siteurl'] ?? null;

        return $siteUrl === null ? null : new SiteAddresses($siteUrl, $this->options['home'] ?? $siteUrl, $this->blogs);
    }

    private function look(Statement $statement): void
    {
        if ($statement->kind === 'create_table') {
            $this->tables[$statement->table] ??= 0;
            // The shortest prefix is the main site's; those of a multisite's blogs are longer.
            if (in_array('option_name', $statement->columns, true) && str_ends_with($statement->table, 'options')) {
                $prefix = substr($statement->table, 0, -strlen('options'));
                if ($this->prefix === null || strlen($prefix) < strlen($this->prefix)) {
                    $this->prefix = $prefix;
                    $this->options = [];
                }
            }
        }
        if ($statement->kind === 'set' && preg_match("/\bSET\s+NAMES\s+'?(\w+)/i", $statement->sql, $match) === 1) {
            $this->charset = strtolower($match[1]);
        }
        if ($statement->kind !== 'insert' && $statement->kind !== 'replace') {
            return;
        }
        $this->tables[$statement->table] = ($this->tables[$statement->table] ?? 0) + $statement->rows;
        $this->longestStatement = max($this->longestStatement, strlen($statement->sql));
        if ($statement->table === "{$this->prefix}options") {
            $this->lookForOptions($statement->sql);
        } elseif ($statement->table === "{$this->prefix}blogs") {
            $this->lookForBlogs($statement->sql);
        }
    }

    private function lookForOptions(string $sql): void
    {
        foreach (['siteurl', 'home'] as $name) {
            if (preg_match("/'$name',\s*'((?:[^'\\\\]++|\\\\.)*+)'/", $sql, $match) === 1) {
                $this->options[$name] ??= stripslashes($match[1]);
            }
        }
    }

    /** blog_id, site_id, domain, path: as WordPress creates the table. */
    private function lookForBlogs(string $sql): void
    {
        preg_match_all("/\(\s*(\d+),\s*\d+,\s*'([^'\\\\]*+)',\s*'([^'\\\\]*+)'/", $sql, $rows, PREG_SET_ORDER);
        foreach ($rows as $row) {
            $this->blogs[] = ['id' => (int) $row[1], 'domain' => $row[2], 'path' => $row[3]];
        }
    }
}
