<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Failure;
use WpNormalize\Replacer;

/**
 * What is done about personal data here: PersonalData, with what the site adds in SCRUB_RULES and keeps by SCRUB_KEEP.
 *
 * SCRUB_RULES names a file of the site's repository: a rule and a kind in each line, `*my_guests.email,email`, or
 * `*my_log,drop`. Its rules come first.
 */
final class Scrub
{
    /**
     * @param array<string, string> $fakes    for a Replacer, as the next two
     * @param list<string>          $dropRows
     * @param string                $key      random where SCRUB_KEY is not set: processes that share the work share it
     */
    private function __construct(
        public readonly array $fakes,
        public readonly array $dropRows,
        #[\SensitiveParameter]
        public readonly string $key,
    ) {
    }

    public static function from(Environment $environment): self
    {
        $file = $environment->path('SCRUB_RULES');
        [$fakes, $dropRows] = $file === null ? [[], []] : self::read($file);
        $keep = array_filter(array_map('trim', explode(',', $environment->get('SCRUB_KEEP') ?? '')));

        return new self(
            $fakes + PersonalData::fakes(array_values($keep)),
            [...$dropRows, ...PersonalData::dropRows()],
            $environment->get('SCRUB_KEY') ?? bin2hex(random_bytes(32)),
        );
    }

    /**
     * Of tables that no rule is about and that are not known to be free of personal data.
     *
     * @param list<string> $tables all that were scrubbed
     * @return list<string>
     */
    public function warnings(array $tables): array
    {
        $unknown = PersonalData::unknown($tables, [...array_keys($this->fakes), ...$this->dropRows]);

        return $unknown === [] ? [] : [
            'nobody said whether personal data are in ' . implode(', ', $unknown)
                . ', which are taken as they are: add rules to SCRUB_RULES, `' . $unknown[0] . '.*,keep` where there are none',
        ];
    }

    /**
     * The rows to leave out of a table that is loaded already: conditions of DELETE.
     *
     * @param string       $table   its name in the dump
     * @param list<string> $columns those it has
     * @return list<string>
     */
    public function deletions(string $table, array $columns): array
    {
        $deletions = [];
        foreach ($this->dropRows as $rule) {
            preg_match('/^([^\[]+)(.*)$/D', $rule, $parts);
            if (fnmatch(strtolower($parts[1]), strtolower($table))) {
                $deletions[] = self::condition($parts[2], $columns);
            }
        }

        return array_values(array_filter($deletions));
    }

    /** @return array{array<string, string>, list<string>} */
    private static function read(string $file): array
    {
        $text = is_file($file) ? @file_get_contents($file) : false;
        if ($text === false) {
            throw Failure::usage("SCRUB_RULES names $file, which cannot be read", 'check its name and permissions');
        }
        $fakes = [];
        $dropRows = [];
        foreach (preg_split('/\r\n|\r|\n/', $text) ?: [] as $number => $line) {
            if (preg_match('/^\s*(?:#|$)/D', $line) === 1) {
                continue;
            }
            $comma = strrpos($line, ',');
            [$rule, $kind] = $comma === false ? [$line, ''] : [substr($line, 0, $comma), substr($line, $comma + 1)];
            [$rule, $kind] = [trim($rule), trim($kind)];
            try {
                $kind === 'drop' ? new Replacer(dropRows: [$rule]) : new Replacer(fakes: [$rule => $kind]);
            } catch (\ValueError $error) {
                throw Failure::usage(
                    'line ' . ($number + 1) . " of $file: {$error->getMessage()}",
                    'write *my_guests.email,email or *my_log,drop',
                );
            }
            if ($kind === 'drop') {
                $dropRows[] = $rule;
            } else {
                $fakes[$rule] = $kind;
            }
        }

        return [$fakes, $dropRows];
    }

    /**
     * `[a=x*][b!=y]` in SQL; null where it cannot be true.
     *
     * @param list<string> $columns
     */
    private static function condition(string $conditions, array $columns): ?string
    {
        $terms = [];
        preg_match_all('/\[([^=\]]+?)(!?)=([^\]]*)\]/', $conditions, $parts, PREG_SET_ORDER);
        foreach ($parts as [, $column, $not, $pattern]) {
            if (!in_array($column, $columns, true)) {
                if ($not === '') {
                    return null;
                }
                continue;
            }
            $name = Connection::quoteName($column);
            $like = strtr($pattern, ['\\' => '\\\\\\\\', '_' => '\\_', '%' => '\\%', "'" => "''", '*' => '%', '?' => '_']);
            $terms[] = $not === '' ? "$name LIKE '$like'" : "($name IS NULL OR $name NOT LIKE '$like')";
        }

        return $terms === [] ? '1 = 1' : implode(' AND ', $terms);
    }
}
