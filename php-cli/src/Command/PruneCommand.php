<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\NullOutput;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Backup\Catalogue;
use WpNormalize\Cli\Backup\PrunePlan;
use WpNormalize\Cli\Backup\Pruner;
use WpNormalize\Cli\Backup\Retention;
use WpNormalize\Cli\Config\Site;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Store\StoreFactory;

#[AsCommand('db:prune', 'Delete the backups of this site that BACKUP_KEEP does not keep')]
final class PruneCommand extends StoredBackupsCommand
{
    protected function configure(): void
    {
        $this->addOption('dry-run', null, InputOption::VALUE_NONE, 'Say what would be deleted and kept, and change nothing');
        $this->addOption('json', null, InputOption::VALUE_NONE, 'For programs: one JSON object');
        $this->addSiteOption('Whose backups, a name from db:list; else this site\'s (SITE_URL)');
        $this->setHelp(<<<'HELP'
            Deletes old backups of this site, as <info>db:backup</info> does after each success where BACKUP_KEEP is set. A backup is kept if one
            of the rules in BACKUP_KEEP keeps it, which are separated by commas, each at most once, N from 1 to 9999:

              <info>last=N</info>     the N newest
              <info>daily=N</info>    the newest of each of the N latest days that have a backup, in UTC
              <info>weekly=N</info>   likewise of weeks, Monday to Sunday
              <info>monthly=N</info>  likewise of months

            The newest is always kept. Only complete backups are counted and deleted; others, and what is not a backup, are left alone.
            It needs no database. A store that refuses to delete is a warning, and the exit status is 3.

            <info>--json</info> prints {"site", "dryRun", "kept": {name: [rules]}, "deleted": [names] (with --dry-run those that would be),
            "leftAlone": {name: why}, "warnings": […]}.

            Settings: BACKUP_STORE, BACKUP_KEEP, SITE_URL.

            Examples:
              <info>BACKUP_KEEP=last=7,daily=14,weekly=8,monthly=12 php cli db:prune --dry-run</info>
              <info>php cli db:prune</info>
            HELP);
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $environment = $this->environment($input);
        $retention = Retention::parse($environment->require('BACKUP_KEEP'));
        $store = StoreFactory::from($environment);
        // Not BACKUP_SITE, which names the site that a copy is restored from.
        $site = $input->getOption('site') ?? Site::from($environment)->url->fileName();
        $pruner = new Pruner($store, new Catalogue($store), $retention);

        $plan = $pruner->plan($site, new \DateTimeImmutable());
        if ($plan->kept === [] && $plan->leftAlone === []) {
            throw Failure::noBackup("there is no backup of $site in {$store->describe()}", 'see db:list for the sites');
        }
        if ($input->getOption('json')) {
            return self::asJson($input, $output, $site, $pruner, $plan);
        }
        if ($input->getOption('dry-run')) {
            self::sayPlan($output, $plan);

            return ExitCode::DONE;
        }

        return self::conclude($output, self::prune($output, $pruner, $plan));
    }

    private static function asJson(
        InputInterface $input,
        OutputInterface $output,
        string $site,
        Pruner $pruner,
        PrunePlan $plan,
    ): int {
        $isDry = $input->getOption('dry-run');
        $deleted = $isDry ? array_map('strval', $plan->surplus) : [];
        $warnings = $isDry ? [] : self::prune(new NullOutput(), $pruner, $plan, $deleted);
        self::sayJson($output, [
            'site' => $site,
            'dryRun' => $isDry,
            'kept' => (object) $plan->kept,
            'deleted' => $deleted,
            'leftAlone' => (object) $plan->leftAlone,
            'warnings' => $warnings,
        ]);

        return self::conclude($output, $warnings);
    }

    private static function sayPlan(OutputInterface $output, PrunePlan $plan): void
    {
        foreach ($plan->notes() as $note) {
            self::say($output, $note);
        }
        foreach ($plan->kept as $name => $rules) {
            self::say($output, "would keep $name: " . implode(', ', $rules));
        }
        foreach (array_reverse($plan->surplus) as $name) {
            self::say($output, "would delete $name");
        }
    }
}
