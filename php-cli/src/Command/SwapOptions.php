<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Restore\SwapPlan;

/** The options that say where restored tables go, and what becomes of those that are there. */
final class SwapOptions
{
    public static function addTo(Command $command): void
    {
        $command
            ->addOption(
                'no-undo',
                null,
                InputOption::VALUE_NONE,
                'Drop the replaced tables at once, instead of keeping them for db:restore --undo',
            )
            ->addOption(
                'drop-extra-tables',
                null,
                InputOption::VALUE_NONE,
                'The site\'s tables that the dump lacks go too',
            )
            ->addOption(
                'into-prefix',
                null,
                InputOption::VALUE_REQUIRED,
                'Put the tables beside the site\'s, under this prefix; rows only, to look at',
            )
            ->addOption(
                'into-database',
                null,
                InputOption::VALUE_REQUIRED,
                'Put the tables into this database, which must exist, and leave the site alone',
            )
            ->addOption(
                'lock-wait',
                null,
                InputOption::VALUE_REQUIRED,
                'Seconds to wait for those who use the tables',
                (string) SwapPlan::PATIENCE_SECONDS,
            );
    }

    public static function plan(InputInterface $input, DatabaseSettings $settings): SwapPlan
    {
        $prefix = $input->getOption('into-prefix');
        $database = $input->getOption('into-database');
        $isBeside = $prefix !== null || $database !== null;
        $patience = $input->getOption('lock-wait');
        if (!ctype_digit($patience) || (int) $patience > 86400) {
            throw Failure::usage("--lock-wait=$patience is no number of seconds", 'write one from 0 to 86400');
        }
        if ($isBeside && ($input->getOption('drop-extra-tables') || $input->getOption('no-undo'))) {
            throw Failure::usage(
                '--into-prefix and --into-database replace nothing, so there is nothing to drop',
                'leave --drop-extra-tables and --no-undo out',
            );
        }
        if ($prefix !== null) {
            self::judgePrefix($prefix, $settings, $database);
        } elseif ($database === $settings->name) {
            throw Failure::refused(
                "$database is the live site's database",
                'name another one, or leave --into-database out to restore the site',
            );
        }

        return new SwapPlan(
            !$input->getOption('no-undo'),
            $isBeside ? $input->getOption('tables') === null : $input->getOption('drop-extra-tables'),
            $isBeside,
            $prefix,
            (int) $patience,
        );
    }

    /** The database that is written to. */
    public static function settings(InputInterface $input, DatabaseSettings $settings): DatabaseSettings
    {
        $database = $input->getOption('into-database');

        return $database === null ? $settings : $settings->in($database);
    }

    /** Tables whose names begin with the site's prefix would be taken for the site's, and backed up with it. */
    private static function judgePrefix(string $prefix, DatabaseSettings $settings, ?string $database): void
    {
        if (preg_match('/^[A-Za-z0-9_]{1,40}$/D', $prefix) !== 1 || str_starts_with($prefix, '_wpn_')) {
            throw Failure::usage("--into-prefix=$prefix is no table prefix", 'write letters, digits and _ only: old_');
        }
        $isLive = str_starts_with($prefix, $settings->prefix) || str_starts_with($settings->prefix, $prefix);
        if ($isLive && ($database === null || $database === $settings->name)) {
            throw Failure::refused(
                "tables with the prefix $prefix would be mixed up with the live ones, $settings->prefix",
                'choose one that begins otherwise: old_',
            );
        }
    }
}
