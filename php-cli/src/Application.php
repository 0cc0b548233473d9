<?php

declare(strict_types=1);

namespace WpNormalize\Cli;

use Symfony\Component\Console\Application as ConsoleApplication;
use Symfony\Component\Console\Exception\ExceptionInterface as ConsoleException;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\ConsoleOutput;
use Symfony\Component\Console\Output\ConsoleOutputInterface;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Store\S3Failure;
use WpNormalize\Exception as WpNormalizeException;
use WpNormalize\S3\S3Exception;

/** The commands, and the one place where a failure becomes a line on stderr and an exit status. */
final class Application extends ConsoleApplication
{
    public const NAME = 'wpnormalize';
    public const VERSION = '0.1.0';

    /** @param string $folder where `cli` is */
    public function __construct(string $folder)
    {
        parent::__construct(self::NAME, self::VERSION);
        $this->setAutoExit(false);
        $this->setCatchExceptions(false);
        $this->setCatchErrors(false);
        $this->addCommands([
            new Command\BackupCommand($folder),
            new Command\DoctorCommand($folder),
            new Command\DownloadCommand($folder),
            new Command\ExportCommand($folder),
            new Command\ImportCommand($folder),
            new Command\InspectCommand($folder),
            new Command\ListCommand($folder),
            new Command\PruneCommand($folder),
            new Command\QuarantinePluginCommand(),
            new Command\ReplaceCommand($folder),
            new Command\RestoreCommand($folder),
            new Command\StatusCommand($folder),
            new Command\UploadCommand($folder),
            new Command\VerifyCommand($folder),
            new Restore\Load\HelperCommand(),
        ]);
    }

    public function run(?InputInterface $input = null, ?OutputInterface $output = null): int
    {
        $output ??= new ConsoleOutput();
        try {
            return parent::run($input, $output);
        } catch (\Throwable $throwable) {
            $failure = self::toFailure($throwable);
            $errors = $output instanceof ConsoleOutputInterface ? $output->getErrorOutput() : $output;
            $errors->writeln(
                'error: ' . $failure->line(),
                OutputInterface::OUTPUT_RAW | OutputInterface::VERBOSITY_QUIET,
            );

            return $failure->exitCode;
        }
    }

    /** What a user hears of anything that is thrown. */
    public static function toFailure(\Throwable $throwable): Failure
    {
        return match (true) {
            $throwable instanceof Failure => $throwable,
            $throwable instanceof ConsoleException => Failure::usage(
                rtrim($throwable->getMessage(), '.'),
                'see php cli list, or --help after a command',
            ),
            $throwable instanceof DatabaseError => Failure::failed(
                "the database server said: {$throwable->getMessage()}",
                $throwable->remedy(),
            ),
            $throwable instanceof S3Exception => S3Failure::from($throwable),
            $throwable instanceof WpNormalizeException => Failure::failed($throwable->getMessage()),
            default => Failure::failed(sprintf(
                'unexpected, a defect of this tool: %s (%s, line %d)',
                $throwable->getMessage(),
                basename($throwable->getFile()),
                $throwable->getLine(),
            )),
        };
    }
}
