<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Database;

use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Failure;

/** A connection to the site's database. Errors of the server are thrown as DatabaseError. */
final class Connection
{
    private const CONNECT_TIMEOUT = 10;
    private const CR_CANT_READ_CHARSET = 2019;
    private const ER_DBACCESS_DENIED = 1044;
    private const ER_ACCESS_DENIED = 1045;
    private const ER_BAD_DB = 1049;
    private const ER_WRONG_VALUE_FOR_VAR = 1231;
    private const ER_ACCESS_DENIED_NO_PASSWORD = 1698;

    private ?string $preparedSql = null;
    private ?\mysqli_stmt $prepared = null;

    private function __construct(private readonly \mysqli $mysqli)
    {
    }

    /** @param string|null $loadFolder the only folder that LOAD DATA LOCAL may read from; null: it may read nothing */
    public static function open(DatabaseSettings $settings, ?string $loadFolder = null): self
    {
        mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
        $mysqli = new \mysqli();
        $mysqli->options(MYSQLI_OPT_CONNECT_TIMEOUT, self::CONNECT_TIMEOUT);
        if ($loadFolder !== null) {
            $mysqli->options(MYSQLI_OPT_LOAD_DATA_LOCAL_DIR, $loadFolder);
        }
        $flags = 0;
        if ($settings->sslCa !== null) {
            $mysqli->ssl_set(null, null, $settings->sslCa, null, null);
            $flags = MYSQLI_CLIENT_SSL;
        }
        try {
            @$mysqli->real_connect(
                $settings->bracketedHost(),
                $settings->user,
                $settings->password,
                $settings->name,
                $settings->port ?? 0,
                $settings->socket ?? '',
                $flags,
            );
            $mysqli->set_charset($settings->charset);
            // A dump of hours leaves this connection idle, and with it the lock it holds.
            $mysqli->query('SET SESSION wait_timeout = 2147483');
        } catch (\mysqli_sql_exception $exception) {
            throw self::connectFailure($settings, $exception);
        }

        return new self($mysqli);
    }

    /** @return list<array<string, ?string>> */
    public function rows(string $sql): array
    {
        try {
            $result = $this->mysqli->query($sql);

            return $result instanceof \mysqli_result ? $result->fetch_all(MYSQLI_ASSOC) : [];
        } catch (\mysqli_sql_exception $exception) {
            throw new DatabaseError($exception->getMessage(), $exception->getCode());
        }
    }

    /** @return list<?string> the first column of every row */
    public function column(string $sql): array
    {
        return array_map(static fn (array $row): ?string => reset($row), $this->rows($sql));
    }

    /** The first column of the first row; null without one. */
    public function value(string $sql): ?string
    {
        return $this->column($sql)[0] ?? null;
    }

    /** Runs a statement that returns no rows. */
    public function execute(string $sql): int
    {
        try {
            $this->mysqli->real_query($sql);

            return (int) $this->mysqli->affected_rows;
        } catch (\mysqli_sql_exception $exception) {
            throw new DatabaseError($exception->getMessage(), $exception->getCode());
        }
    }

    /** Sends a statement whose rows nobody reads, and does not wait: executed() tells what became of it. */
    public function send(string $sql): void
    {
        $this->asynchronous($sql, MYSQLI_STORE_RESULT);
    }

    /** Whether executed() would not have to wait for the server. */
    public function hasExecuted(float $timeoutSeconds = 0): bool
    {
        $answered = $failed = $rejected = [$this->mysqli];

        return (int) @mysqli_poll($answered, $failed, $rejected, 0, (int) ($timeoutSeconds * 1e6)) > 0;
    }

    /** @return int rows changed by what was sent */
    public function executed(): int
    {
        try {
            $this->mysqli->reap_async_query();

            return (int) $this->mysqli->affected_rows;
        } catch (\mysqli_sql_exception $exception) {
            throw new DatabaseError($exception->getMessage(), $exception->getCode());
        }
    }

    /** The server undoes what was not committed, and gives up the locks of this connection. */
    public function close(): void
    {
        $this->mysqli->close();
    }

    /**
     * Runs a statement with a ? for each of these values. It is prepared once.
     *
     * @param list<?string> $values
     * @return int rows changed
     */
    public function executeWith(string $sql, array $values): int
    {
        try {
            if ($this->preparedSql !== $sql) {
                $this->prepared = $this->mysqli->prepare($sql);
                $this->preparedSql = $sql;
            }
            $this->prepared->execute($values);

            return (int) $this->prepared->affected_rows;
        } catch (\mysqli_sql_exception $exception) {
            throw new DatabaseError($exception->getMessage(), $exception->getCode());
        }
    }

    /** @return list<list<?string>> values in the order of the columns */
    public function lists(string $sql): array
    {
        return iterator_to_array($this->fetch($sql, MYSQLI_STORE_RESULT), false);
    }

    /**
     * Rows one by one as the server sends them, whatever their number. The connection does nothing else meanwhile.
     *
     * @return \Generator<list<?string>>
     */
    public function stream(string $sql): \Generator
    {
        return $this->fetch($sql, MYSQLI_USE_RESULT);
    }

    /** Sends a query, and does not wait: answer() has its rows. */
    public function ask(string $sql): void
    {
        $this->asynchronous($sql, MYSQLI_USE_RESULT);
    }

    /** @return \Generator<list<?string>> rows one by one, as stream() gives them */
    public function answer(): \Generator
    {
        return $this->fetched(fn (): mixed => $this->mysqli->reap_async_query());
    }

    /** Warnings of the last statement. */
    public function warnings(): int
    {
        return $this->mysqli->warning_count;
    }

    public function quote(string $value): string
    {
        return "'" . $this->mysqli->real_escape_string($value) . "'";
    }

    public static function quoteName(string $name): string
    {
        return '`' . str_replace('`', '``', $name) . '`';
    }

    public function isMariaDb(): bool
    {
        return stripos($this->version(), 'mariadb') !== false;
    }

    /** As the server says it: 10.11.6-MariaDB-0+deb12u1, 8.0.36. */
    public function version(): string
    {
        return (string) $this->value('SELECT VERSION()');
    }

    /**
     * Takes a lock that ends with this connection, so that it cannot outlive its process.
     *
     * The server takes names of 64 characters at most.
     */
    public function lock(string $what): void
    {
        $name = 'wpn_' . substr(hash('sha256', $what), 0, 48);
        if ($this->value("SELECT GET_LOCK('$name', 0)") !== '1') {
            $holder = $this->value("SELECT IS_USED_LOCK('$name')");
            throw Failure::locked(
                "another backup or restore holds the lock on $what (connection $holder)",
                'wait until it has ended',
            );
        }
    }

    private function asynchronous(string $sql, int $mode): void
    {
        try {
            $this->mysqli->query($sql, MYSQLI_ASYNC | $mode);
        } catch (\mysqli_sql_exception $exception) {
            throw new DatabaseError($exception->getMessage(), $exception->getCode());
        }
    }

    /** @return \Generator<list<?string>> */
    private function fetch(string $sql, int $mode): \Generator
    {
        return $this->fetched(fn (): mixed => $this->mysqli->query($sql, $mode));
    }

    /**
     * @param \Closure(): mixed $query gives a mysqli_result
     * @return \Generator<list<?string>>
     */
    private function fetched(\Closure $query): \Generator
    {
        try {
            $result = $query();
            while ($row = $result->fetch_row()) {
                yield $row;
            }
            $result->free();
        } catch (\mysqli_sql_exception $exception) {
            throw new DatabaseError($exception->getMessage(), $exception->getCode());
        }
    }

    private static function connectFailure(DatabaseSettings $settings, \mysqli_sql_exception $exception): Failure
    {
        $message = 'cannot connect to the database server ' . $settings->server() . ' (' . $exception->getMessage() . ')';

        return match ($exception->getCode()) {
            self::CR_CANT_READ_CHARSET, self::ER_WRONG_VALUE_FOR_VAR => Failure::usage($message, 'check DB_CHARSET: utf8mb4, or what wp-config.php says'),
            self::ER_ACCESS_DENIED, self::ER_ACCESS_DENIED_NO_PASSWORD => Failure::failed($message, 'check DB_USER and DB_PASSWORD'),
            self::ER_DBACCESS_DENIED => Failure::failed($message, 'check DB_NAME and the grants of DB_USER'),
            self::ER_BAD_DB => Failure::failed($message, 'check DB_NAME, or create the database'),
            default => Failure::failed($message, 'check that it runs, and DB_HOST'),
        };
    }
}
