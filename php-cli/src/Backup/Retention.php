<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Backup;

use WpNormalize\Cli\Failure;

/**
 * Which backups are kept: BACKUP_KEEP, like `last=7,daily=14,weekly=8,monthly=12`.
 *
 * `last` keeps as many of the newest; the others keep the newest of each of as many days, weeks (Monday to Sunday) and
 * months, in UTC, that have a backup: a pause does not wear old backups out. What one rule keeps is kept, so the newest
 * always is.
 */
final class Retention
{
    /** The part of a time that the backups of a period share; every backup is a period of its own for `last`. */
    private const PERIODS = ['last' => 'Ymd\THis', 'daily' => 'Ymd', 'weekly' => 'o\WW', 'monthly' => 'Ym'];

    /** @param array<string, int> $rules at least one; how many periods of each kind */
    private function __construct(private readonly array $rules)
    {
    }

    /** @param string $setting where the text comes from, for messages */
    public static function parse(string $text, string $setting = 'BACKUP_KEEP'): self
    {
        $rules = [];
        foreach (explode(',', $text) as $part) {
            $isRule = preg_match('/^\s*(last|daily|weekly|monthly)\s*=\s*([1-9]\d{0,3})\s*$/D', $part, $match) === 1;
            if (!$isRule || isset($rules[$match[1]])) {
                throw Failure::usage(
                    "$setting $text says no rules",
                    'write it like last=7,daily=14,weekly=8,monthly=12: some of these, each once, and from 1 to 9999',
                );
            }
            $rules[$match[1]] = (int) $match[2];
        }

        return new self($rules);
    }

    /**
     * @param list<BackupName> $backups newest first, with names that are times
     * @return array<string, non-empty-list<string>> what is kept: the name, and the rules that keep it
     */
    public function kept(array $backups): array
    {
        $kept = [];
        foreach ($this->rules as $rule => $count) {
            $periods = [];
            foreach ($backups as $backup) {
                $period = (string) $backup->takenAt()?->format(self::PERIODS[$rule]);
                if (isset($periods[$period])) {
                    continue;
                }
                if (count($periods) === $count) {
                    break;
                }
                $periods[$period] = true;
                $kept[(string) $backup][] = $rule;
            }
        }

        return $kept;
    }
}
