<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Restore\DumpScan;
use WpNormalize\Cli\Restore\DumpSource;

#[AsCommand('db:import', 'Restore a dump from a file under this environment\'s address')]
final class ImportCommand extends RestoringCommand
{
    protected function configure(): void
    {
        $this->addArgument('file', InputArgument::REQUIRED, 'A dump: plain, gzip or zstd; - is the standard input');
        $this->addRestoreOptions();
        $this->setHelp(<<<'HELP'
            Restores a dump into this environment's database: one from db:export or db:download, or from mariadb-dump, mysqldump
            or wp db export. The dump's own address is read from its options table; from the standard input, which cannot be read
            twice, it must be given with --map, or --no-map said.

            HELP . self::SETTINGS_HELP . <<<'HELP'


            A dump is code, and may come from anywhere: only tables of this site and rows of plain values are taken from it. Anything else
            is refused with its line (exit status 5).

            Settings: those of <info>db:restore</info> but BACKUP_STORE and BACKUP_SITE.

            Examples:
              <info>php cli db:import production.sql.gz</info>
              <info>php cli db:import --map=https://old.example.com=http://localhost:8080 production.sql</info>
              <info>ssh www.example.com 'mariadb-dump example' | php cli db:import - --map=https://www.example.com=http://localhost:8080</info>
            HELP);
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $environment = $this->environment($input);
        $file = $input->getArgument('file');
        $stream = $file === '-' ? STDIN : @fopen($file, 'r');
        if ($stream === false || ($file !== '-' && is_dir($file))) {
            throw Failure::failed("cannot read the file $file", 'check its name and permissions');
        }
        $addresses = $this->needsAddresses($input)
            ? self::addresses($stream, $file, DatabaseSettings::from($environment)->prefix)
            : null;

        return $this->restore($input, $output, $environment, DumpSource::stream($stream), $addresses);
    }

    private function needsAddresses(InputInterface $input): bool
    {
        $isPipe = $input->getArgument('file') === '-';

        return !$input->getOption('no-map') && !($isPipe && $input->getOption('map') !== []);
    }

    /** @param resource $stream */
    private static function addresses($stream, string $file, string $prefix): SiteAddresses
    {
        if (!stream_get_meta_data($stream)['seekable']) {
            throw Failure::usage(
                'the address of a dump from a pipe is not known',
                'say --map=OLD=NEW, or --no-map to keep it',
            );
        }
        $addresses = DumpScan::addressesOf($stream, $prefix) ?? throw Failure::refused(
            "$file holds no siteurl in a table {$prefix}options",
            'check DB_PREFIX; with --no-map (and --map=OLD=NEW) a dump is imported without it',
        );
        rewind($stream);

        return $addresses;
    }
}
