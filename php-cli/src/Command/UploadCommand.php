<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Backup\BackupName;
use WpNormalize\Cli\Backup\DumpFile;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Backup\Publisher;
use WpNormalize\Cli\Config\Address;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Output\Progress;
use WpNormalize\Cli\Store\PendingObject;
use WpNormalize\Cli\Store\StoreFactory;

#[AsCommand('db:upload', 'Put a dump from a file into the store as a backup')]
final class UploadCommand extends DatabaseCommand
{
    protected function configure(): void
    {
        $this->addArgument('file', InputArgument::REQUIRED, 'A dump: plain, gzip or zstd');
        $this->addOption(
            'site',
            null,
            InputOption::VALUE_REQUIRED,
            'Under which site it is stored; else that of the dump\'s own address',
        );
        $this->setHelp(<<<'HELP'
            Reads a dump whole, to prove that it is complete and to learn its tables, rows and address, and stores it as a backup that
            <info>db:list</info> and <info>db:restore</info> know. The backup's time is that of the file's last change. It needs no database.

            Settings: BACKUP_STORE, and DB_PREFIX for a dump that holds several sites.

            Examples:
              <info>php cli db:upload example.sql.zst</info>
              <info>php cli db:upload --site=www.example.com old-dump.sql.gz</info>
            HELP);
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $environment = $this->environment($input);
        $store = StoreFactory::from($environment);
        $file = $input->getArgument('file');
        $dump = Progress::during(
            $output,
            'Reading',
            (int) @filesize($file),
            static fn (\Closure $progress): DumpFile =>
                DumpFile::read($file, $environment->get('DB_PREFIX') ?? 'wp_', $progress),
        );
        $name = BackupName::at($input->getOption('site') ?? self::site($dump), $dump->time());
        $manifest = Progress::during(
            $output,
            'Uploading',
            $dump->size(),
            static fn (\Closure $progress): Manifest => (new Publisher($store))->publish(
                $name,
                static fn (PendingObject $object): Manifest => $dump->write($object, $progress),
            ),
        );
        self::say($output, sprintf(
            'Uploaded %d tables with %s rows (%s) as %s in %s',
            count($manifest->tables()),
            number_format($manifest->rows()),
            self::readableSize($manifest->size()),
            $name,
            $store->describe(),
        ));

        return ExitCode::DONE;
    }

    private static function site(DumpFile $dump): string
    {
        $home = $dump->addresses()->home;
        $address = Address::parse($home) ?? throw Failure::refused(
            "the dump's own address $home is none",
            'name the site with --site=www.example.com',
        );

        return $address->fileName();
    }
}
