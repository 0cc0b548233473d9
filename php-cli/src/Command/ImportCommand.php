<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Restore\DumpScan;
use WpNormalize\Cli\Restore\DumpSource;
use WpNormalize\Cli\Restore\MydumperFolder;

#[AsCommand('db:import', 'Restore a dump from a file under this environment\'s address')]
final class ImportCommand extends RestoringCommand
{
    protected function configure(): void
    {
        $this->addArgument(
            'file',
            InputArgument::REQUIRED,
            'A dump: plain, gzip or zstd; a folder of mydumper; - is the standard input',
        );
        $this->addOption(
            'from-database',
            null,
            InputOption::VALUE_REQUIRED,
            'Which database of a folder of mydumper, where it holds several',
        );
        $this->addRestoreOptions();
        $this->setHelp(<<<'HELP'
            Restores a dump into this environment's database: one from db:export or db:download, or from mariadb-dump, mysqldump,
            phpMyAdmin, wp db export or mydumper. Of mydumper it takes the whole folder, if the dump in it is finished, or a single file. The
            dump's own address is read from its options table; from the standard input, which cannot be read twice, it must be given
            with --map, or --no-map said.

            HELP . self::SETTINGS_HELP . <<<'HELP'


            A dump is code, and may come from anywhere: only tables of this site and rows of plain values are taken from it. Anything else
            is refused with its line (exit status 5).

            Settings: those of <info>db:restore</info> but BACKUP_STORE and BACKUP_SITE.

            Examples:
              <info>php cli db:import production.sql.gz</info>
              <info>php cli db:import --map=https://old.example.com=http://localhost:8080 production.sql</info>
              <info>php cli db:import export-20260102-030405/</info>     as mydumper names its folders
              <info>ssh www.example.com 'mariadb-dump example' | php cli db:import - --map=https://www.example.com=http://localhost:8080</info>
            HELP);
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $environment = $this->environment($input);
        $dump = self::dump($input);
        $addresses = self::needsAddresses($input)
            ? self::addresses($dump, $input->getArgument('file'), DatabaseSettings::from($environment)->prefix)
            : null;

        return $this->restore($input, $output, $environment, $dump, $addresses);
    }

    private static function dump(InputInterface $input): DumpSource
    {
        $file = $input->getArgument('file');
        $database = $input->getOption('from-database');
        if (is_dir($file)) {
            return DumpSource::folder(MydumperFolder::open($file, $database));
        }
        if ($database !== null) {
            throw Failure::usage("--from-database is for folders of mydumper, $file is none", 'leave it out');
        }
        $stream = $file === '-' ? STDIN : @fopen($file, 'r');

        return $stream === false
            ? throw Failure::failed("cannot read the file $file", 'check its name and permissions')
            : DumpSource::stream($stream);
    }

    private static function needsAddresses(InputInterface $input): bool
    {
        $isPipe = $input->getArgument('file') === '-';

        return !$input->getOption('no-map') && !($isPipe && $input->getOption('map') !== []);
    }

    private static function addresses(DumpSource $dump, string $file, string $prefix): SiteAddresses
    {
        if (!$dump->canBeReadTwice()) {
            throw Failure::usage(
                'the address of a dump from a pipe is not known',
                'say --map=OLD=NEW, or --no-map to keep it',
            );
        }

        return DumpScan::addressesOf($dump->reader(), $prefix) ?? throw Failure::refused(
            "$file holds no siteurl in a table {$prefix}options",
            'check DB_PREFIX; with --no-map (and --map=OLD=NEW) a dump is imported without it',
        );
    }
}
