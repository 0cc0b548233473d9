<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Map;

use WpNormalize\Cli\Failure;
use WpNormalize\Replacer;

/**
 * The rules of a SITE_MAP file, which belongs to the site's repository: `old,new` in each line, and # before remarks.
 *
 * The file is judged as a whole; its faults are named with their lines.
 */
final class RuleFile
{
    /** @return array<string, string> */
    public static function read(string $file): array
    {
        $text = is_file($file) ? @file_get_contents($file) : false;
        if ($text === false) {
            throw Failure::usage("SITE_MAP names $file, which cannot be read", 'check its name and permissions');
        }
        $rules = [];
        $lines = [];
        $text = preg_replace('/^\xef\xbb\xbf/', '', $text) ?? $text;
        foreach (preg_split('/\r\n|\r|\n/', $text) ?: [] as $number => $line) {
            $where = 'line ' . ($number + 1) . " of $file";
            $rule = self::rule($line, $where);
            if ($rule === null) {
                continue;
            }
            [$from, $to] = $rule;
            if (($rules[$from] ?? $to) !== $to) {
                throw Failure::usage(
                    "$where contradicts line $lines[$from]: both are about $from",
                    'remove one of them',
                );
            }
            $rules[$from] = $to;
            $lines[$from] ??= $number + 1;
        }

        return $rules;
    }

    /** @return array{string, string}|null null for a line that says nothing */
    private static function rule(string $line, string $where): ?array
    {
        if (preg_match('/^\s*(?:#|$)/D', $line) === 1) {
            return null;
        }
        $fields = array_map('trim', array_map('strval', str_getcsv($line, ',', '"', '')));
        if ($fields === ['old', 'new']) {
            return null;
        }
        if (count($fields) !== 2 || in_array('', $fields, true)) {
            throw Failure::usage(
                "$where is no pair",
                'write https://old.example.com,http://new.test; the same address twice keeps it',
            );
        }
        [$from, $to] = array_map(static fn (string $address): string => rtrim($address, '/'), $fields);
        try {
            new Replacer(urls: [$from => $to]);
        } catch (\ValueError $error) {
            throw Failure::usage("$where: {$error->getMessage()}", 'write addresses like https://www.example.com/blog');
        }

        return [$from, $to];
    }
}
