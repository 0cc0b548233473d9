<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Backup\Catalogue;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Output\Progress;
use WpNormalize\Cli\Store\HashedCopy;
use WpNormalize\Cli\Store\PendingFile;
use WpNormalize\Cli\Store\StoreFactory;

#[AsCommand('db:download', 'Copy a backup from the store to a file')]
final class DownloadCommand extends DatabaseCommand
{
    protected function configure(): void
    {
        $this->addArgument('backup', InputArgument::REQUIRED, 'Its name in db:list: www.example.com/20260102T030405Z');
        $this->addArgument('file', InputArgument::REQUIRED, 'Where to, for example example.sql.zst');
        $this->addOption('force', 'f', InputOption::VALUE_NONE, 'Replace the file if it is there');
        $this->setHelp(<<<'HELP'
            Copies the dump of a backup to a file and compares its size and SHA-256 with the manifest on the way. The file
            appears once it is proven. It is read by <info>zstd -dc</info>, by <info>db:import</info> and by <info>db:upload</info>.

            Settings: BACKUP_STORE.

            Examples:
              <info>php cli db:download www.example.com/20260102T030405Z example.sql.zst</info>
            HELP);
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $store = StoreFactory::from($this->environment($input));
        $catalogue = new Catalogue($store);
        $name = $catalogue->find($input->getArgument('backup'), null, '');
        $manifest = $catalogue->manifest($name);
        $file = $input->getArgument('file');
        $pending = new PendingFile(self::absolute($file), $input->getOption('force'));
        try {
            $copy = Progress::during(
                $output,
                'Downloading',
                $manifest->size(),
                static fn (\Closure $progress): HashedCopy =>
                    HashedCopy::run($store->open($name->dump()), $pending, $progress),
            );
            if ($copy->size !== $manifest->size() || $copy->sha256 !== $manifest->sha256()) {
                throw Failure::integrity(
                    "{$name->dump()} is not what its manifest says",
                    'it is damaged; take another backup (db:list)',
                );
            }
            $pending->publish();
        } finally {
            $pending->discard();
        }
        self::say($output, "Downloaded $name to $file (" . self::readableSize($copy->size) . ')');

        return ExitCode::DONE;
    }
}
