<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\ErrorHandling;
use WpNormalize\Cli\ExitCode;

/** The far end of a Subprocess; nobody else has a use for it. */
#[AsCommand(self::NAME, 'A process that a restore starts', hidden: true)]
final class HelperCommand extends Command
{
    public const NAME = '_helper';
    public const CONNECTION = 'connection';
    public const WORKER = 'worker';

    protected function configure(): void
    {
        $this->addArgument('role', InputArgument::REQUIRED);
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        // A terminal's Ctrl-C reaches all processes: it is for the first one, which ends us by closing our input.
        ErrorHandling::ignoreSignals();
        $messages = new Messages(STDIN, STDOUT);
        $input->getArgument('role') === self::WORKER
            ? (new Worker($messages))->run()
            : (new ConnectionHelper($messages))->run();

        return ExitCode::DONE;
    }
}
