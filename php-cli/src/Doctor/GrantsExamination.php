<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Doctor;

use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\Failure;

/** What DB_USER may not do, as the statements that would allow it. */
final class GrantsExamination
{
    private const BACKUP = ['SELECT'];
    private const BACKUP_OF_CODE = ['SHOW VIEW', 'TRIGGER', 'EVENT'];
    private const RESTORE = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'ALTER', 'INDEX', 'REFERENCES'];
    private const RESTORE_OF_CODE = ['CREATE VIEW', 'SHOW VIEW', 'TRIGGER'];

    public function __construct(
        private readonly Connection $connection,
        private readonly DatabaseSettings $settings,
        private readonly Purpose $purpose,
    ) {
    }

    /**
     * The server does not let an account without any grant into a database, and names the account.
     *
     * @return iterable<Finding>
     */
    public static function ofStranger(Failure $failure, DatabaseSettings $settings, Purpose $purpose): iterable
    {
        if (preg_match("/'(.*)'@'(.*)' to database/", $failure->getMessage(), $account) !== 1) {
            return;
        }
        foreach (['a backup' => $purpose->backsUp(), 'a restore' => $purpose->restores()] as $what => $isWanted) {
            if ($isWanted) {
                $needed = $what === 'a backup' ? self::BACKUP : self::RESTORE;
                yield Finding::fault(
                    "DB_USER lacks for $what: " . implode(', ', $needed),
                    self::statement($needed, addcslashes($settings->name, '\\%_'), "'$account[1]'", "'$account[2]'"),
                );
            }
        }
    }

    /** @return iterable<Finding> */
    public function findings(): iterable
    {
        $grants = Grants::of($this->connection);
        if ($this->purpose->backsUp()) {
            $tables = SiteTables::of($this->connection, $this->settings->prefix)->own();
            yield from $this->compare($grants, 'a backup', self::BACKUP, self::BACKUP_OF_CODE, $tables);
        }
        if ($this->purpose->restores()) {
            yield from $this->compare($grants, 'a restore', self::RESTORE, self::RESTORE_OF_CODE, []);
        }
    }

    /**
     * @param list<string> $needed
     * @param list<string> $forCode what only --with-code needs
     * @param list<string> $tables  which tables it is about; none: the whole schema
     * @return iterable<Finding>
     */
    private function compare(Grants $grants, string $what, array $needed, array $forCode, array $tables): iterable
    {
        $lacking = $grants->lacking($needed, $this->settings->name, $tables);
        yield $lacking === []
            ? Finding::ok("DB_USER may do what $what needs")
            : Finding::fault("DB_USER lacks for $what: " . implode(', ', $lacking), $this->grant($lacking));
        $lacking = $grants->lacking($forCode, $this->settings->name, $tables);
        if ($lacking !== []) {
            yield Finding::note(
                "DB_USER lacks for $what --with-code (views, triggers): " . implode(', ', $lacking),
                $this->grant($lacking),
            );
        }
    }

    /** @param list<string> $privileges */
    private function grant(array $privileges): string
    {
        $account = (string) $this->connection->value('SELECT CURRENT_USER()');
        $at = (int) strrpos($account, '@');

        return self::statement(
            $privileges,
            $this->schemaPattern(),
            $this->connection->quote(substr($account, 0, $at)),
            $this->connection->quote(substr($account, $at + 1)),
        );
    }

    /** @param list<string> $privileges */
    private static function statement(array $privileges, string $schema, string $user, string $host): string
    {
        return 'GRANT ' . implode(', ', $privileges) . ' ON ' . Connection::quoteName($schema) . ".* TO $user@$host;";
    }

    /** In a GRANT `_` and `%` are wildcards; unless MySQL is told to revoke in part. */
    private function schemaPattern(): string
    {
        $revokesInPart = "SHOW VARIABLES WHERE Variable_name = 'partial_revokes' AND Value = 'ON'";

        return $this->connection->rows($revokesInPart) === [] ? addcslashes($this->settings->name, '\\%_') : $this->settings->name;
    }
}
