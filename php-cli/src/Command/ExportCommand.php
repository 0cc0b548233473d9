<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Store\PendingFile;

#[AsCommand('db:export', 'Write the site\'s database to a file')]
final class ExportCommand extends DumpingCommand
{
    protected function configure(): void
    {
        $this->addArgument(
            'file',
            InputArgument::REQUIRED,
            'NAME.sql.zst, NAME.sql.gz or NAME.sql; - is the standard output',
        );
        $this->addOption('force', 'f', InputOption::VALUE_NONE, 'Replace the file if it is there');
        $this->addDumpOptions();
        $this->setHelp(<<<'HELP'
            Writes what <info>db:backup</info> would store to a file: compressed as its name says, by zstd to the standard output.
            The file appears once the dump is complete.

            HELP . self::DUMP_HELP . <<<'HELP'


            Settings: those of <info>db:backup</info> but SITE_URL and BACKUP_STORE.

            Examples:
              <info>php cli db:export example.sql.zst</info>
              <info>php cli db:export example.sql</info>
              <info>php cli db:export --scrub --lean --map=https://www.example.com=http://localhost:8080 laptop.sql.gz</info>
              <info>php cli db:export - | ssh backup.example.com 'cat > example.sql.zst'</info>
            HELP);
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $file = $input->getArgument('file');
        if ($file === '-') {
            return $this->toStandardOutput($input, $output);
        }
        $pending = new PendingFile(self::absolute($file), $input->getOption('force'));
        try {
            $environment = $this->environment($input);
            $writer = self::backupWriter($environment, self::plan($input, $environment));
            $manifest = self::dump($output, $writer, $pending->target(), self::format($file));
            $pending->publish();
        } finally {
            $pending->discard();
        }
        $this->report($output, $writer, $manifest, $file);

        return self::conclude($output, $writer->warnings());
    }

    private function toStandardOutput(InputInterface $input, OutputInterface $output): int
    {
        if (stream_isatty(STDOUT)) {
            throw Failure::usage(
                'a compressed dump is not for a terminal',
                'send it to a file or a pipe, or name a file in place of -',
            );
        }
        $environment = $this->environment($input);
        $writer = self::backupWriter($environment, self::plan($input, $environment));
        $manifest = self::dump($output, $writer, STDOUT);
        $this->report(self::errors($output), $writer, $manifest, 'the standard output');

        return self::conclude($output, $writer->warnings());
    }

    private static function format(string $file): string
    {
        return match (strtolower(pathinfo($file, PATHINFO_EXTENSION))) {
            'zst' => 'zstd',
            'gz' => 'gzip',
            'sql' => 'none',
            default => throw Failure::usage(
                "$file does not say how to compress",
                'end its name with .sql.zst, .sql.gz or .sql',
            ),
        };
    }
}
