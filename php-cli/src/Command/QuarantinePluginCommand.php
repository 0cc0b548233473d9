<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Safety\QuarantinePlugin;

/** For those whose WordPress a restore does not reach, on another machine for example. Needs neither settings nor the extension. */
#[AsCommand(self::NAME, 'Print the must-use plugin that keeps the mail of a copy back')]
final class QuarantinePluginCommand extends Command
{
    public const NAME = 'db:quarantine-plugin';

    protected function configure(): void
    {
        $this->setHelp(<<<'HELP'
            Prints the plugin that db:restore and db:import put into wp-content/mu-plugins of a copy, if they know where WordPress is
            (SITE_PATH). It keeps back what goes through wp_mail(), as long as the database has the option wpn_quarantine, and does nothing
            elsewhere.

            Example:
              <info>php cli db:quarantine-plugin > wp-content/mu-plugins/wpn-quarantine.php</info>
            HELP);
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $output->write(QuarantinePlugin::source(), false, OutputInterface::OUTPUT_RAW);

        return ExitCode::DONE;
    }
}
