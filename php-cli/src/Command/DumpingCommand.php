<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Backup\BackupWriter;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Output\Progress;
use WpNormalize\S3\Upload;

/** What db:backup and db:export share: which tables a dump holds. */
abstract class DumpingCommand extends DatabaseCommand
{
    protected function addDumpOptions(): void
    {
        $this->addOption(
            'all-tables',
            null,
            InputOption::VALUE_NONE,
            'Every table of the database, not only those with DB_PREFIX',
        );
        $this->addOption('with-code', null, InputOption::VALUE_NONE, 'Views, triggers, routines and events too');
    }

    protected function backupWriter(InputInterface $input, Environment $environment): BackupWriter
    {
        $settings = DatabaseSettings::from($environment);
        $connection = Connection::open($settings);
        $connection->lock($settings->site());

        return new BackupWriter(
            $connection,
            $settings,
            array_filter(array_map('trim', explode(',', $environment->get('BACKUP_EXCLUDE') ?? ''))),
            $input->getOption('all-tables'),
            $input->getOption('with-code'),
        );
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
