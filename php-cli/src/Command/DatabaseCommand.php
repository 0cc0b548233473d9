<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Completion\CompletionInput;
use Symfony\Component\Console\Completion\CompletionSuggestions;
use Symfony\Component\Console\Helper\QuestionHelper;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\ConsoleOutputInterface;
use Symfony\Component\Console\Output\OutputInterface;
use Symfony\Component\Console\Question\Question;
use WpNormalize\Cli\Backup\BackupName;
use WpNormalize\Cli\Backup\Manifest;
use WpNormalize\Cli\Backup\PrunePlan;
use WpNormalize\Cli\Backup\Pruner;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Output\Completion;
use WpNormalize\Cli\Output\Readable;

/** What all db:* commands share: the settings, what must be installed, and how they speak. */
abstract class DatabaseCommand extends Command
{
    /** @param string $folder where `cli` is */
    public function __construct(private readonly string $folder)
    {
        parent::__construct();
        $this->addOption(
            'env-file',
            null,
            InputOption::VALUE_REQUIRED,
            'The settings; else .env in the current folder, else .env beside cli',
        );
    }

    protected function initialize(InputInterface $input, OutputInterface $output): void
    {
        if (!extension_loaded('wpnormalize')) {
            throw Failure::usage(
                'the PHP extension wpnormalize is not loaded',
                'build and install it as the README says, then add extension=wpnormalize to php.ini, or run php -d extension=/path/of/wpnormalize.so cli',
            );
        }
        if (!extension_loaded('mysqli')) {
            throw Failure::usage('the PHP extension mysqli is not loaded', 'install it: apt-get install php-mysql');
        }
    }

    public function complete(CompletionInput $input, CompletionSuggestions $suggestions): void
    {
        $values = (new Completion(fn (): Environment => $this->environment($input)))->values($input);
        $values === null ? parent::complete($input, $suggestions) : $suggestions->suggestValues($values);
    }

    protected function environment(InputInterface $input): Environment
    {
        return Environment::load($input->getOption('env-file'), [(string) getcwd(), $this->folder]);
    }

    /** The path of a file that the user named. */
    protected static function absolute(string $file): string
    {
        return str_starts_with($file, '/') ? $file : getcwd() . "/$file";
    }

    /** @return list<string> what is separated by commas */
    protected static function names(string ...$values): array
    {
        return array_values(array_filter(array_map('trim', explode(',', implode(',', $values)))));
    }

    /** Messages go beside the data, where a command writes data to its standard output. */
    protected static function errors(OutputInterface $output): OutputInterface
    {
        return $output instanceof ConsoleOutputInterface ? $output->getErrorOutput() : $output;
    }

    /** A line for people. Names in it come from dumps and databases: no control characters reach the terminal. */
    protected static function say(
        OutputInterface $output,
        string $line,
        int $verbosity = OutputInterface::VERBOSITY_NORMAL,
    ): void {
        $output->writeln(preg_replace('/[\x00-\x1f\x7f]/', '?', $line) ?? '', OutputInterface::OUTPUT_RAW | $verbosity);
    }

    /** One value for programs; with --quiet too, since it is what was asked for. */
    protected static function sayJson(OutputInterface $output, mixed $data): void
    {
        $flags = JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR;
        $output->writeln(
            json_encode($data, $flags),
            OutputInterface::OUTPUT_RAW | OutputInterface::VERBOSITY_QUIET,
        );
    }

    /**
     * Warnings are said even with --quiet, and show in the exit status.
     *
     * @param list<string> $warnings
     */
    protected static function conclude(OutputInterface $output, array $warnings): int
    {
        foreach ($warnings as $warning) {
            self::say(self::errors($output), "warning: $warning", OutputInterface::VERBOSITY_QUIET);
        }

        return $warnings === [] ? ExitCode::DONE : ExitCode::WARNINGS;
    }

    /**
     * Deletes what a retention does not keep, and says so.
     *
     * @param list<string> $deleted is given the names
     * @return list<string> warnings
     */
    protected static function prune(
        OutputInterface $output,
        Pruner $pruner,
        PrunePlan $plan,
        array &$deleted = [],
    ): array {
        foreach ($plan->notes() as $note) {
            self::say($output, $note);
        }

        return $pruner->delete($plan->surplus, static function (BackupName $name) use ($output, &$deleted): void {
            self::say($output, "Deleted $name, as BACKUP_KEEP says");
            $deleted[] = (string) $name;
        });
    }

    /**
     * A backup, for programs.
     *
     * @return array<string, int|string>
     */
    protected static function describe(BackupName $name, Manifest $manifest): array
    {
        return [
            'name' => (string) $name,
            'site' => $name->site,
            'time' => $name->time,
            'size' => $manifest->size(),
            'sha256' => $manifest->sha256(),
            'tables' => count($manifest->tables()),
            'rows' => $manifest->rows(),
            'siteurl' => $manifest->site->siteUrl,
            'home' => $manifest->site->home,
            'prefix' => $manifest->prefix,
        ];
    }

    /** @return (\Closure(string): ?string)|null null where there is nobody to ask */
    protected static function asker(InputInterface $input, OutputInterface $output): ?\Closure
    {
        if (!$input->isInteractive() || !stream_isatty(STDIN)) {
            return null;
        }

        return static fn (string $question): ?string => (new QuestionHelper())->ask(
            $input,
            $output,
            new Question($question),
        );
    }

    protected static function readableSize(int $bytes): string
    {
        return Readable::size($bytes);
    }
}
