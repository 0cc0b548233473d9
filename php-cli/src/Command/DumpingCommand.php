<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Backup\BackupWriter;
use WpNormalize\Cli\Backup\DumpPlan;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Config\Address;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Map\UrlMap;
use WpNormalize\Cli\Output\Progress;
use WpNormalize\Cli\Safety\Scrub;
use WpNormalize\S3\Upload;

/** What db:backup and db:export share: what a dump holds, and what is changed on the way. */
abstract class DumpingCommand extends DatabaseCommand
{
    protected const DUMP_HELP = <<<'HELP'
        <info>--tables</info> and <info>--exclude</info> choose tables (BACKUP_EXCLUDE leaves some out always). <info>--lean</info> leaves the rows of sessions,
        logs, transients and caches behind. <info>--map=OLD=NEW</info> replaces an address, in serialized and JSON values too.
        <info>--scrub</info> puts fakes in place of personal data (docs/personal-data.md): SCRUB_KEEP names users who stay as they are,
        by login or e-mail address, SCRUB_RULES a file with rules of your own, and SCRUB_KEY a secret with which the same
        person has the same fake in every dump. All of it happens on the way: no other copy is ever made.
        HELP;

    protected function addDumpOptions(): void
    {
        $this->addOption(
            'all-tables',
            null,
            InputOption::VALUE_NONE,
            'Every table of the database, not only those with DB_PREFIX',
        );
        $this->addOption('with-code', null, InputOption::VALUE_NONE, 'Views, triggers, routines and events too');
        $lists = [
            'tables' => 'Only these tables, separated by commas, with * and ?',
            'exclude' => 'Not these tables, beside those of BACKUP_EXCLUDE',
            'map' => 'OLD=NEW: an address to replace on the way, with and without www',
        ];
        foreach ($lists as $name => $description) {
            $this->addOption($name, null, InputOption::VALUE_REQUIRED | InputOption::VALUE_IS_ARRAY, $description);
        }
        $this->addOption('lean', null, InputOption::VALUE_NONE, 'Sessions, logs, transients and caches without their rows');
        $this->addOption('scrub', null, InputOption::VALUE_NONE, 'Fakes in place of personal data (docs/personal-data.md)');
    }

    protected static function plan(InputInterface $input, Environment $environment): DumpPlan
    {
        $only = self::names(...$input->getOption('tables'));
        if ($input->getOption('tables') !== [] && $only === []) {
            throw Failure::usage('--tables names no table', 'leave it out to dump all of them');
        }

        return new DumpPlan(
            $only,
            self::names($environment->get('BACKUP_EXCLUDE') ?? '', ...$input->getOption('exclude')),
            $input->getOption('all-tables'),
            $input->getOption('with-code'),
            $input->getOption('lean') ? DatabaseSettings::from($environment)->prefix : null,
            $input->getOption('scrub') ? Scrub::from($environment) : null,
            self::map($input->getOption('map')),
        );
    }

    protected static function backupWriter(Environment $environment, DumpPlan $plan): BackupWriter
    {
        $settings = DatabaseSettings::from($environment);
        $connection = Connection::open($settings);
        $connection->lock($settings->site());

        return new BackupWriter($connection, $settings, $plan);
    }

    /** @param list<string> $pairs */
    private static function map(array $pairs): UrlMap
    {
        $map = UrlMap::none()->with($pairs);
        $twins = [];
        foreach ($map->rules as $from => $to) {
            $twin = Address::parse((string) $from)?->wwwTwin();
            if ($from !== $to && $twin !== null && $twin->site() !== Address::parse($to)?->site()) {
                $twins[(string) $twin] = $to;
            }
        }

        return UrlMap::none()->withRules($twins)->withRules($map->rules);
    }

    /** @param resource|Upload $to */
    protected static function dump(OutputInterface $output, BackupWriter $writer, $to, string $format = 'zstd'): Manifest
    {
        return Progress::during(
            $output,
            'Backing up',
            $writer->estimate(),
            static fn (\Closure $progress): Manifest => $writer->write($to, $format, $progress),
        );
    }

    protected function report(OutputInterface $output, BackupWriter $writer, Manifest $manifest, string $place): void
    {
        foreach ($writer->notes() as $note) {
            self::say($output, "note: $note");
        }
        self::say($output, sprintf(
            'Backed up %d tables with %s rows (%s) as %s',
            count($manifest->tables()),
            number_format($manifest->rows()),
            self::readableSize($manifest->size()),
            $place,
        ));
    }
}
