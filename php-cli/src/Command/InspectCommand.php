<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Command;

use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;
use WpNormalize\Cli\Config\Address;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Live\ColumnFindings;
use WpNormalize\Cli\Live\Inspection;
use WpNormalize\Cli\Live\Schema;
use WpNormalize\Cli\Output\Progress;

#[AsCommand('db:inspect', 'Look through the content for other hosts, addresses without TLS and broken values')]
final class InspectCommand extends DatabaseCommand
{
    protected function configure(): void
    {
        $this->addOption('json', null, InputOption::VALUE_NONE, 'For programs: a JSON list');
        $this->setHelp(<<<'HELP'
            Reads the site's tables and names, by table and column: the hosts of other sites and how often they are mentioned;
            addresses of the site itself with http where it has https; and values that look serialized and are not, which WordPress
            reads as text or not at all. Nothing is changed. The site's address is the one in its options table.

            Exit status 0, whatever is found.
            Settings: DB_HOST, DB_NAME, DB_USER, DB_PASSWORD, DB_PREFIX, DB_CHARSET, DB_SSL_CA.

            <info>--json</info> prints [{"table", "column", "foreignHosts": {host: occurrences}, "plainHttp", "malformed", "examples": […]}].
            HELP);
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $settings = DatabaseSettings::from($this->environment($input));
        $connection = Connection::open($settings);
        $schema = Schema::read($connection);
        $tables = new SiteTables($settings->prefix, array_keys($schema));
        $home = SiteAddresses::of($connection, $settings->prefix, $tables)->home;
        $inspection = new Inspection(
            $connection,
            Address::parse($home) ?? throw Failure::failed("the site's address $home is none", 'set the option home'),
        );
        $own = array_intersect_key($schema, array_flip($tables->own()));
        $findings = Progress::during(
            $output,
            'Reading',
            array_sum(array_column($own, 'bytes')),
            static fn (\Closure $progress): array => $inspection->runAll($own, $progress),
        );
        if ($input->getOption('json')) {
            self::sayJson($output, array_map(static fn (ColumnFindings $found): array => $found->forPrograms(), $findings));

            return ExitCode::DONE;
        }
        foreach ($findings as $found) {
            self::say($output, "$found->table.$found->column");
            foreach ($found->lines() as $line) {
                self::say($output, "  $line");
            }
        }
        self::say($output, $findings === [] ? 'Nothing found' : count($findings) . ' columns hold something to look at');

        return ExitCode::DONE;
    }
}
