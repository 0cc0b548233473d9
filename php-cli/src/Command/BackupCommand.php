<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Application;
use WpNormalize\Cli\Backup\BackupName;
use WpNormalize\Cli\Backup\Catalogue;
use WpNormalize\Cli\Backup\DumpPlan;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Backup\Ping;
use WpNormalize\Cli\Backup\Pruner;
use WpNormalize\Cli\Backup\Publisher;
use WpNormalize\Cli\Backup\SizeCheck;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Config\Site;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Store\PendingObject;
use WpNormalize\Cli\Store\S3Failure;
use WpNormalize\Cli\Store\StoreFactory;
use WpNormalize\Cli\Store\StoreSettings;
use WpNormalize\S3\S3Exception;

#[AsCommand('db:backup', 'Back the site\'s database up into the store')]
final class BackupCommand extends DumpingCommand
{
    protected function configure(): void
    {
        $this->addDumpOptions();
        $this->addOption(
            'store',
            null,
            InputOption::VALUE_REQUIRED,
            'Another store than BACKUP_STORE: NAME, with BACKUP_STORE_NAME in the settings, or an address',
        );
        $this->addOption('gzip', null, InputOption::VALUE_NONE, 'Compress with gzip, for machines without zstd');
        $this->addOption('json', null, InputOption::VALUE_NONE, 'For programs: one JSON object; what is for people goes to stderr');
        $this->setHelp(<<<'HELP'
            Dumps the tables of the site (those with DB_PREFIX) with <info>mariadb-dump</info> or <info>mysqldump</info>, in one consistent
            snapshot, and stores the dump, compressed, in BACKUP_STORE as <info>SITE/TIME.sql.zst</info> with a manifest <info>SITE/TIME.json</info>.
            The backup exists once the manifest does: what fails half-way leaves nothing behind.

            HELP . self::DUMP_HELP . <<<'HELP'

            What is no whole backup of this site any more (--tables, --map, --scrub) goes into another store, with <info>--store</info>.

            Settings: DB_HOST, DB_NAME, DB_USER, DB_PASSWORD, DB_PREFIX, DB_CHARSET, DB_SSL_CA, SITE_URL, BACKUP_STORE, and
            BACKUP_EXCLUDE: tables to leave out, separated by commas, with * and ?. With BACKUP_KEEP (see <info>db:prune</info>) older backups
            are deleted afterwards; where that is refused, or where the backup has less than half the size of the one before, the
            exit status is 3. BACKUP_PING_URL is told of the start, of success and of failure (healthchecks.io and its like).

            <info>--json</info> prints {"name", "site", "time", "size" (in bytes), "sha256", "tables", "rows", "siteurl", "home", "prefix", "store",
            "deleted": [names], "warnings": […]}.

            Examples:
              <info>php cli db:backup</info>
              <info>php cli db:backup --quiet --env-file=/srv/www/example.com/.env</info>       for cron: silent unless it fails
              <info>php cli db:backup --store=dev --scrub --lean --gzip --map=https://www.example.com=http://localhost:8080</info>
              <info>zstd -dc www.example.com/20260102T030405Z.sql.zst | mariadb example</info>  restore by hand, without this tool
            HELP);
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $environment = $this->environment($input);
        $ping = Ping::from($environment);
        $ping->start();
        try {
            $warnings = $this->backUp($input, $output, $environment);
        } catch (\Throwable $throwable) {
            $ping->fail(Application::toFailure($throwable)->line());
            throw $throwable;
        }
        $ping->success(implode("\n", $warnings));

        return self::conclude($output, $warnings);
    }

    /** @return list<string> warnings */
    private function backUp(InputInterface $input, OutputInterface $output, Environment $environment): array
    {
        $site = Site::from($environment);
        $settings = StoreSettings::of($environment, $input->getOption('store'));
        $store = StoreFactory::of($settings);
        // Before anything is done: wrong rules are wrong settings.
        $retention = $settings->retention();
        $plan = self::plan($input, $environment);
        self::checkPlace($plan, $settings, $environment);
        $writer = self::backupWriter($environment, $plan);

        $name = BackupName::at($site->url->fileName(), new \DateTimeImmutable());
        $isGzip = $input->getOption('gzip');
        $name = $isGzip ? $name->asGzip() : $name;
        $manifest = (new Publisher($store))->publish(
            $name,
            static fn (PendingObject $dump): Manifest
                => self::dump($output, $writer, $dump->target(), $isGzip ? 'gzip' : 'zstd'),
            $writer->estimate(),
        );
        $people = $input->getOption('json') ? self::errors($output) : $output;
        $this->report($people, $writer, $manifest, "$name in {$store->describe()}");
        $catalogue = new Catalogue($store);
        $warnings = [...$writer->warnings(), ...(new SizeCheck($catalogue))->warnings($name, $manifest)];
        $deleted = [];
        if ($retention !== null) {
            $pruner = new Pruner($store, $catalogue, $retention);
            $warnings = [...$warnings, ...self::pruneAfter($people, $name, $pruner, $deleted)];
        }
        if ($input->getOption('json')) {
            self::sayJson($output, self::describe($name, $manifest) + [
                'store' => $store->describe(),
                'deleted' => $deleted,
                'warnings' => $warnings,
            ]);
        }

        return $warnings;
    }

    /** A restore takes the newest backup for the site's: among whole ones nothing else may lie. */
    private static function checkPlace(DumpPlan $plan, StoreSettings $settings, Environment $environment): void
    {
        $own = $environment->get('BACKUP_STORE');
        if ($own !== null && $plan->isForElsewhere() && rtrim($settings->address, '/') === rtrim($own, '/')) {
            throw Failure::usage(
                'with --tables, --map or --scrub the dump is no whole backup of this site',
                'put it into another store than BACKUP_STORE with --store, or into a file with db:export',
            );
        }
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
