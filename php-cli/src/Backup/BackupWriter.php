<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Backup;

use WpNormalize\Cli\Application;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DumpProcess;
use WpNormalize\Cli\Database\DumpProgram;
use WpNormalize\Cli\Database\SiteAddresses;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\ErrorHandling;
use WpNormalize\Cli\Failure;
use WpNormalize\DumpWriter;
use WpNormalize\IoException;
use WpNormalize\Replacer;
use WpNormalize\S3\Upload;
use WpNormalize\SqlException;

/**
 * Takes a dump of the site's tables and proves it complete: the dump program's exit status and words, the dump's
 * closing line, and every table that was asked for.
 *
 * What comes out is a manifest; whoever calls publishes the dump only then.
 */
final class BackupWriter
{
    private const SANDBOX_LINE = '/*M!999999\- enable the sandbox mode';

    /** @var list<string> remarks for the user, none of them a reason to doubt the backup */
    private array $notes = [];
    /** @var list<string> */
    private array $warnings = [];

    public function __construct(
        private readonly Connection $connection,
        private readonly DatabaseSettings $settings,
        private readonly DumpPlan $plan = new DumpPlan(),
    ) {
    }

    /** About how many bytes the dump will have, as the server's statistics say. */
    public function estimate(): int
    {
        $names = $this->tables(SiteTables::of($this->connection, $this->settings->prefix));

        return $names === [] ? 0 : (int) $this->connection->value(
            'SELECT SUM(DATA_LENGTH) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ('
                . implode(', ', array_map($this->connection->quote(...), $names)) . ')',
        );
    }

    /**
     * @param resource|Upload                       $to       where the dump goes
     * @param string                                $format   of DumpWriter
     * @param (\Closure(int, ?string=): void)|null $progress told of bytes dumped
     */
    public function write($to, string $format = 'zstd', ?\Closure $progress = null): Manifest
    {
        $started = gmdate('Y-m-d\TH:i:s\Z');
        $siteTables = SiteTables::of($this->connection, $this->settings->prefix);
        $addresses = SiteAddresses::of($this->connection, $this->settings->prefix, $siteTables);
        $tables = $this->tables($siteTables);
        $prefix = $this->plan->allTables ? '' : $this->settings->prefix;
        $views = $this->plan->choose(SiteTables::views($this->connection, $prefix));
        if ($views !== [] && !$this->plan->withCode) {
            $this->notes[] = 'left out, being code (--with-code takes it): the view ' . implode(', ', $views);
            $views = [];
        }
        $this->noteWhatIsLeftBehind($prefix, $tables);
        $program = DumpProgram::forServer($this->connection->isMariaDb());

        $index = $this->dump($program, [...$tables, ...$views], $to, $format, $progress);
        $missing = array_diff($tables, array_map('strval', array_keys($index['tables'])));
        if ($missing !== []) {
            throw Failure::failed(
                'the dump lacks the table ' . implode(', ', $missing),
                'was it dropped meanwhile? run the backup again',
            );
        }
        $this->noteAlterations($tables);

        return new Manifest(
            self::moved($addresses, $this->plan->replacer()),
            $this->settings->prefix,
            $this->settings->charset,
            $index,
            [
                'tool' => Application::VERSION,
                'server' => $this->connection->version(),
                'client' => $program->version,
                'extension' => (string) phpversion('wpnormalize'),
                'php' => PHP_VERSION,
            ],
            $started,
            gmdate('Y-m-d\TH:i:s\Z'),
            $this->plan->alterations(),
        );
    }

    /** @return list<string> */
    public function notes(): array
    {
        return $this->notes;
    }

    /** @return list<string> */
    public function warnings(): array
    {
        return $this->warnings;
    }

    /** @return list<string> */
    private function tables(SiteTables $site): array
    {
        $all = $this->plan->allTables ? $site->all() : $site->own();
        $this->plan->check($all);
        $chosen = $this->plan->choose($all);
        // A dump program that is given no table takes all there are.
        if ($chosen === [] && $all !== []) {
            throw Failure::usage(
                '--tables, --exclude and BACKUP_EXCLUDE leave no table of the site to dump',
                'see SHOW TABLES for the names',
            );
        }

        return $chosen;
    }

    /** @param list<string> $tables */
    private function noteWhatIsLeftBehind(string $prefix, array $tables): void
    {
        $sequences = $this->plan->choose(SiteTables::sequences($this->connection, $prefix));
        if ($sequences !== []) {
            $this->notes[] = 'left out, being no table: the sequence ' . implode(', ', $sequences);
        }
        $versioned = array_intersect(SiteTables::versioned($this->connection, $prefix), $tables);
        if ($versioned !== []) {
            $this->notes[] = 'without the history of their rows: ' . implode(', ', $versioned);
        }
    }

    /** @param list<string> $tables */
    private function noteAlterations(array $tables): void
    {
        $replacer = $this->plan->replacer();
        if ($replacer === null) {
            return;
        }
        foreach ($this->plan->alterations()['map'] ?? [] as $from => $to) {
            $this->notes[] = "$from -> $to";
        }
        $report = $replacer->report();
        $counts = array_filter([
            'rows left out' => $report['droppedRows'],
            'values made up' => $report['faked'],
            'values rewritten' => $report['changed'] - $report['faked'],
        ]);
        $words = array_map(
            static fn (string $what, int $count): string => number_format($count) . " $what",
            array_keys($counts),
            $counts,
        );
        $this->notes[] = 'on the way: ' . ($words === [] ? 'nothing to change' : implode(', ', $words));
        $this->warnings = $this->plan->warnings($tables);
    }

    /** The addresses that the dump holds, once it is rewritten. */
    private static function moved(SiteAddresses $site, ?Replacer $replacer): SiteAddresses
    {
        if ($replacer === null) {
            return $site;
        }
        $place = static fn (string $address): string
            => preg_replace('~^https?://~i', '', $replacer->value("https://$address")) ?? $address;
        $blogs = array_map(static function (array $blog) use ($place): array {
            [$domain, $path] = explode('/', $place($blog['domain'] . $blog['path']), 2) + [1 => ''];

            return ['id' => $blog['id'], 'domain' => $domain, 'path' => "/$path"];
        }, $site->blogs);

        return new SiteAddresses(
            $replacer->value($site->siteUrl),
            $replacer->value($site->home),
            $blogs,
            array_map($place, $site->domains),
        );
    }

    /**
     * @param list<string>    $tables
     * @param resource|Upload $to
     * @return array<string, mixed> the index
     */
    private function dump(DumpProgram $program, array $tables, $to, string $format, ?\Closure $progress): array
    {
        $command = $program->command($this->settings->name, $tables, $this->settings->charset, $this->plan->withCode);
        $process = new DumpProcess($command, $this->settings, $program->isMariaDb());
        try {
            $writer = new DumpWriter($to, $format, replacer: $this->plan->replacer());
            $this->skipSandboxLine($writer, $process->output);
            $writer->copyFrom($process->output, ErrorHandling::heedingSignals($progress));
            // First: the words of a program that failed say more than the half statement that it left.
            $said = $process->finish();
            if ($said !== '') {
                $this->notes[] = "the dump program said: $said";
            }

            return $writer->finish();
        } catch (SqlException $exception) {
            if (str_contains($exception->getMessage(), 'personal data')) {
                throw Failure::failed($exception->getMessage(), 'leave that table out with --exclude. Nothing was published');
            }
            throw Failure::failed(
                "the dump is not whole: {$exception->getMessage()}",
                'nothing was published; look into the log of the database server',
            );
        } catch (IoException $exception) {
            throw Failure::failed(
                "the dump could not be written: {$exception->getMessage()}",
                'nothing was published; is the disk full?',
            );
        } finally {
            $process->stop();
        }
    }

    /**
     * mariadb-dump's first line forbids its own client to run shell commands. Older clients and MySQL's stumble over it,
     * and our dumps hold none.
     *
     * @param resource $output
     */
    private function skipSandboxLine(DumpWriter $writer, $output): void
    {
        $line = fgets($output);
        if ($line === false || str_starts_with($line, self::SANDBOX_LINE)) {
            return;
        }
        $first = fopen('php://memory', 'w+');
        fwrite($first, $line);
        rewind($first);
        $writer->copyFrom($first);
    }
}
