<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Doctor\Finding;
use WpNormalize\Cli\Doctor\GrantsExamination;
use WpNormalize\Cli\Doctor\Level;
use WpNormalize\Cli\Doctor\PhpExamination;
use WpNormalize\Cli\Doctor\Purpose;
use WpNormalize\Cli\Doctor\RestoreExamination;
use WpNormalize\Cli\Doctor\ServerExamination;
use WpNormalize\Cli\Doctor\SettingsExamination;
use WpNormalize\Cli\Doctor\StoreExamination;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Store\StoreFactory;
use WpNormalize\Cli\Store\StoreSettings;

#[AsCommand('db:doctor', 'Look whether everything is there that backups and restores need', ['doctor'])]
final class DoctorCommand extends StoredBackupsCommand
{
    protected function configure(): void
    {
        $this->addOption(
            'for',
            null,
            InputOption::VALUE_REQUIRED,
            'What this environment is for: backup, restore or both',
            Purpose::Both->value,
            array_column(Purpose::cases(), 'value'),
        );
        $this->addSiteOption('Whose backups are looked for; else BACKUP_SITE, else as db:restore does it');
        $this->addOption('write', null, InputOption::VALUE_NONE, 'Write a small object into each store, and delete it');
        $this->addOption('json', null, InputOption::VALUE_NONE, 'For programs: one JSON object');
        $this->setHelp(<<<'HELP'
            Looks at PHP and its extensions, the settings, the database server, the dump program, what DB_USER may do, the character set,
            the stores (BACKUP_STORE, and those with names), the newest backup, and what a restore of that would need. Missing grants are printed as statements, ready to be
            run by an administrator of the database. It changes nothing, and works without the extension too, as far as it can.

            Each line starts with <info>ok</info>, <info>note</info> (nothing to mend), <info>warning</info> or <info>fault</info>; the line below says what to do. The exit
            status is 1 if there is a fault, 3 if there is a warning, else 0. With --quiet only warnings and faults are printed.

            <info>--for=backup</info> leaves out what only restores need, as on a production server; <info>--for=restore</info> the opposite.

            <info>--json</info> prints {"level": the gravest, "findings": [{"level", "text", "remedy"}, …]}.

            Settings: all.

            Examples:
              <info>php cli doctor</info>
              <info>php cli db:doctor --for=backup --write</info>
            HELP);
    }

    /** Unlike the other commands, it says what is not installed, and goes on. */
    protected function initialize(InputInterface $input, OutputInterface $output): void
    {
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $purpose = Purpose::parse($input->getOption('for'));
        $gravest = Level::Ok;
        $list = [];
        foreach ($this->findings($input, $purpose) as $finding) {
            $gravest = $finding->isGraverThan($gravest) ? $finding->level : $gravest;
            $list[] = ['level' => $finding->level->value, 'text' => $finding->text, 'remedy' => $finding->remedy];
            if (!$input->getOption('json')) {
                self::sayFinding($output, $finding);
            }
        }
        if ($input->getOption('json')) {
            self::sayJson($output, ['level' => $gravest->value, 'findings' => $list]);
        }

        return match ($gravest) {
            Level::Fault => ExitCode::FAILED,
            Level::Warning => ExitCode::WARNINGS,
            default => ExitCode::DONE,
        };
    }

    /** @return iterable<Finding> */
    private function findings(InputInterface $input, Purpose $purpose): iterable
    {
        yield from (new PhpExamination())->findings();
        try {
            $environment = $this->environment($input);
        } catch (Failure $failure) {
            yield Finding::failure($failure);

            return;
        }
        yield from (new SettingsExamination($environment))->findings();

        $store = self::store(null, $input, $environment, $purpose);
        yield from self::storeFindings($store, $input);
        foreach (StoreSettings::named($environment) as $name) {
            $findings = self::storeFindings(self::store($name, $input, $environment, $purpose), $input);
            foreach ($findings as $finding) {
                yield $finding->about('BACKUP_STORE_' . strtoupper($name));
            }
        }
        yield from self::database($environment, $purpose, $store instanceof Finding ? null : $store);
    }

    /** @return StoreExamination|Finding why it cannot be examined */
    private static function store(
        ?string $name,
        InputInterface $input,
        Environment $environment,
        Purpose $purpose,
    ): StoreExamination|Finding {
        try {
            $settings = StoreSettings::of($environment, $name);
            if (!extension_loaded('wpnormalize') && !str_starts_with($settings->address, 'file:')) {
                return Finding::note("the store $settings->address cannot be looked at without the extension");
            }

            return new StoreExamination(
                StoreFactory::of($settings),
                self::namedSite($input, $environment),
                self::ownSite($environment) ?? '',
                $purpose,
            );
        } catch (Failure $failure) {
            return Finding::failure($failure);
        }
    }

    /** @return iterable<Finding> */
    private static function storeFindings(StoreExamination|Finding $store, InputInterface $input): iterable
    {
        return $store instanceof Finding ? [$store] : $store->findings($input->getOption('write'));
    }

    /** @return iterable<Finding> */
    private static function database(Environment $environment, Purpose $purpose, ?StoreExamination $store): iterable
    {
        if (!extension_loaded('mysqli')) {
            return;
        }
        try {
            $settings = DatabaseSettings::from($environment);
        } catch (Failure $failure) {
            yield Finding::failure($failure);

            return;
        }
        try {
            $connection = Connection::open($settings);
            yield from (new ServerExamination($connection, $settings, $environment, $purpose))->findings();
            yield from (new GrantsExamination($connection, $settings, $purpose))->findings();
            $newest = $store?->newest();
            if ($purpose->restores() && $newest !== null) {
                yield from (new RestoreExamination($connection, $settings, $newest))->findings();
            }
        } catch (Failure $failure) {
            yield Finding::failure($failure);
            yield from GrantsExamination::ofStranger($failure, $settings, $purpose);
        } catch (DatabaseError $error) {
            yield Finding::fault("the database server said: {$error->getMessage()}");
        }
    }

    private static function sayFinding(OutputInterface $output, Finding $finding): void
    {
        $verbosity = $finding->isProblem() ? OutputInterface::VERBOSITY_QUIET : OutputInterface::VERBOSITY_NORMAL;
        self::say($output, sprintf('%-8s %s', $finding->level->value, $finding->text), $verbosity);
        if ($finding->remedy !== '') {
            self::say($output, "         $finding->remedy", $verbosity);
        }
    }
}
