<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Backup\BackupName;
use WpNormalize\Cli\Backup\Catalogue;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Backup\Pruner;
use WpNormalize\Cli\Backup\Publisher;
use WpNormalize\Cli\Backup\Retention;
use WpNormalize\Cli\Config\Site;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Store\PendingObject;
use WpNormalize\Cli\Store\S3Failure;
use WpNormalize\Cli\Store\StoreFactory;
use WpNormalize\S3\S3Exception;

#[AsCommand('db:backup', 'Back the site\'s database up into the store')]
final class BackupCommand extends DumpingCommand
{
    protected function configure(): void
    {
        $this->addDumpOptions();
        $this->addOption('json', null, InputOption::VALUE_NONE, 'For programs: one JSON object; what is for people goes to stderr');
        $this->setHelp(<<<'HELP'
            Dumps the tables of the site (those with DB_PREFIX) with <info>mariadb-dump</info> or <info>mysqldump</info>, in one consistent
            snapshot, and stores the dump, compressed, in BACKUP_STORE as <info>SITE/TIME.sql.zst</info> with a manifest <info>SITE/TIME.json</info>.
            The backup exists once the manifest does: what fails half-way leaves nothing behind.

            Settings: DB_HOST, DB_NAME, DB_USER, DB_PASSWORD, DB_PREFIX, DB_CHARSET, DB_SSL_CA, SITE_URL, BACKUP_STORE, and
            BACKUP_EXCLUDE: tables to leave out, separated by commas, with * and ?. With BACKUP_KEEP (see <info>db:prune</info>) older backups
            are deleted afterwards; where that is refused, the exit status is 3.

            <info>--json</info> prints {"name", "site", "time", "size" (in bytes), "sha256", "tables", "rows", "siteurl", "home", "prefix", "store",
            "deleted": [names], "warnings": […]}.

            Examples:
              <info>php cli db:backup</info>
              <info>php cli db:backup --quiet --env-file=/srv/www/example.com/.env</info>       for cron: silent unless it fails
              <info>zstd -dc www.example.com/20260102T030405Z.sql.zst | mariadb example</info>  restore by hand, without this tool
            HELP);
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $environment = $this->environment($input);
        $site = Site::from($environment);
        $store = StoreFactory::from($environment);
        // Before anything is done: wrong rules are wrong settings.
        $keep = $environment->get('BACKUP_KEEP');
        $retention = $keep === null ? null : Retention::parse($keep);
        $writer = $this->backupWriter($input, $environment);

        $name = BackupName::at($site->url->fileName(), new \DateTimeImmutable());
        $manifest = (new Publisher($store))->publish(
            $name,
            static fn (PendingObject $dump): Manifest => self::dump($output, $writer, $dump->target()),
        );
        $people = $input->getOption('json') ? self::errors($output) : $output;
        $this->report($people, $writer, $manifest, "$name in {$store->describe()}");
        $deleted = [];
        $warnings = $retention === null
            ? []
            : self::pruneAfter($people, $name, new Pruner($store, new Catalogue($store), $retention), $deleted);
        if ($input->getOption('json')) {
            self::sayJson($output, self::describe($name, $manifest) + [
                'store' => $store->describe(),
                'deleted' => $deleted,
                'warnings' => $warnings,
            ]);
        }

        return self::conclude($output, $warnings);
    }

    /**
     * The backup is made; what goes wrong from here on is no more than a warning.
     *
     * @param list<string> $deleted is given the names
     * @return list<string> warnings
     */
    private static function pruneAfter(
        OutputInterface $output,
        BackupName $made,
        Pruner $pruner,
        array &$deleted,
    ): array {
        try {
            $plan = $pruner->plan($made->site, new \DateTimeImmutable());
        } catch (Failure | S3Exception $exception) {
            $failure = $exception instanceof Failure ? $exception : S3Failure::from($exception);

            return ["the backup is made, but older ones could not be looked through: {$failure->line()}"];
        }

        return self::prune($output, $pruner, $plan, $deleted);
    }
}
