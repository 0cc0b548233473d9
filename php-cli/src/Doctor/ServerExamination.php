<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Doctor;

use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DumpProgram;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Output\Readable;

/** The database server, the site's tables in it, and the program that dumps them. */
final class ServerExamination
{
    private const SKEW = 60;
    /** Engines whose tables a dump sees as they were at one moment. */
    private const TRANSACTIONAL = ['innodb', 'rocksdb', 'tokudb', 'ndbcluster'];
    private const NAMED_TABLES = 5;

    public function __construct(
        private readonly Connection $connection,
        private readonly DatabaseSettings $settings,
        private readonly Environment $environment,
        private readonly Purpose $purpose,
    ) {
    }

    /** @return iterable<Finding> */
    public function findings(): iterable
    {
        yield Finding::ok("the database {$this->settings->name} on {$this->settings->server()}: {$this->server()}");
        $tables = SiteTables::of($this->connection, $this->settings->prefix)->own();
        yield from $this->tables($tables);
        yield from $this->clock();
        if ($this->purpose->backsUp()) {
            yield from $this->client();
            yield from $this->charset($tables);
            yield from $this->engines($tables);
        }
        if ($this->purpose->restores() && $this->connection->value('SELECT @@local_infile') !== '1') {
            yield Finding::note(
                'the server does not allow LOAD DATA LOCAL: a restore works, and takes longer',
                'SET GLOBAL local_infile = 1; and local_infile=1 in the configuration of the server',
            );
        }
    }

    private function server(): string
    {
        return ($this->connection->isMariaDb() ? '' : 'MySQL ') . $this->connection->version();
    }

    /**
     * @param list<string> $tables
     * @return iterable<Finding>
     */
    private function tables(array $tables): iterable
    {
        $prefix = $this->settings->prefix;
        if (!in_array("{$prefix}options", $tables, true)) {
            $text = "there is no table {$prefix}options in the database";
            yield $this->purpose === Purpose::Backup
                ? Finding::fault($text, 'check DB_NAME and DB_PREFIX')
                : Finding::note("$text, so no site to back up; a restore makes one");

            return;
        }
        $sizes = array_column($this->statistics($tables, 'DATA_LENGTH + INDEX_LENGTH AS bytes'), 'bytes');
        $size = Readable::size((int) array_sum($sizes));
        yield Finding::ok(count($tables) . " tables with DB_PREFIX $prefix, $size");

        $siteUrl = "SELECT option_value FROM `{$prefix}options` WHERE option_name = 'siteurl'";
        $address = $this->connection->value($siteUrl);
        $expected = $this->environment->get('SITE_URL', 'WP_SITEURL');
        if ($address !== null && $expected !== null && rtrim($address, '/') !== rtrim($expected, '/')) {
            yield Finding::warning(
                "the site in the database is at $address, SITE_URL says $expected",
                'correct SITE_URL, or check DB_NAME: is it the right database?',
            );
        }
    }

    /** @return iterable<Finding> */
    private function clock(): iterable
    {
        $skew = (int) $this->connection->value('SELECT UNIX_TIMESTAMP()') - time();
        if (abs($skew) > self::SKEW) {
            yield Finding::warning(
                sprintf('the clock of the database server is %d s %s', abs($skew), $skew > 0 ? 'ahead' : 'behind'),
                'set the clocks of both machines (NTP): names of backups are times',
            );
        }
    }

    /** @return iterable<Finding> */
    private function client(): iterable
    {
        $isMariaDb = $this->connection->isMariaDb();
        try {
            $program = DumpProgram::forServer($isMariaDb);
        } catch (Failure $failure) {
            yield Finding::failure($failure);

            return;
        }
        yield match (true) {
            $program->isMariaDb() === $isMariaDb => Finding::ok("the dump program is $program->version"),
            $isMariaDb => Finding::warning(
                "the server is MariaDB, the dump program is MySQL's: $program->version",
                'apt-get install mariadb-client',
            ),
            default => Finding::warning(
                "the server is MySQL, the dump program is MariaDB's: $program->version",
                'install mysqldump of MySQL, of the same version as the server or newer',
            ),
        };
    }

    /**
     * DB_CHARSET is what text is dumped through: what it cannot hold becomes a question mark.
     *
     * @param list<string> $tables
     * @return iterable<Finding>
     */
    private function charset(array $tables): iterable
    {
        $charset = $this->settings->charset;
        $isUnicode = $charset === 'utf8mb4';
        $used = $this->charsets($tables);
        if (array_diff($used, [$charset], $isUnicode ? ['utf8mb3', 'utf8', 'ascii'] : []) === []) {
            yield Finding::ok("the character set is $charset");

            return;
        }
        $text = "DB_CHARSET is $charset, tables are " . implode(', ', $used);
        $remedy = "right only if WordPress connects with $charset, DB_CHARSET in its wp-config.php";
        yield $isUnicode ? Finding::note($text, $remedy) : Finding::warning($text, $remedy);
    }

    /**
     * @param list<string> $tables
     * @return iterable<Finding>
     */
    private function engines(array $tables): iterable
    {
        $others = array_filter(
            array_column($this->statistics($tables, 'ENGINE AS engine'), 'engine', 'name'),
            static fn (?string $engine): bool => !in_array(strtolower((string) $engine), self::TRANSACTIONAL, true),
        );
        if ($others !== []) {
            $names = array_keys($others);
            yield Finding::note(
                sprintf(
                    '%d tables are not transactional (%s): %s%s; a backup reads them as they are when it comes to them',
                    count($others),
                    implode(', ', array_unique($others)),
                    implode(', ', array_slice($names, 0, self::NAMED_TABLES)),
                    count($names) > self::NAMED_TABLES ? ' …' : '',
                ),
                'ALTER TABLE ' . Connection::quoteName((string) $names[0]) . ' ENGINE=InnoDB;',
            );
        }
    }

    /**
     * @param list<string> $tables
     * @return list<array<string, ?string>>
     */
    private function statistics(array $tables, string $columns): array
    {
        return $tables === [] ? [] : $this->connection->rows(
            "SELECT TABLE_NAME AS name, $columns FROM information_schema.TABLES
             WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ({$this->quoted($tables)})",
        );
    }

    /**
     * @param list<string> $tables
     * @return list<string>
     */
    private function charsets(array $tables): array
    {
        return $tables === [] ? [] : array_map('strval', $this->connection->column(
            "SELECT DISTINCT CHARACTER_SET_NAME FROM information_schema.COLUMNS
             WHERE TABLE_SCHEMA = DATABASE() AND CHARACTER_SET_NAME IS NOT NULL
             AND TABLE_NAME IN ({$this->quoted($tables)}) ORDER BY CHARACTER_SET_NAME",
        ));
    }

    /** @param list<string> $names */
    private function quoted(array $names): string
    {
        return implode(', ', array_map($this->connection->quote(...), $names));
    }
}
