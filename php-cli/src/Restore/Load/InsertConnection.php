<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore\Load;

use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;

/**
 * A connection that inserts rows: the server works on one statement while the next one is made ready. So what is wrong
 * with a statement is learnt of later, and reported with the place that it came from.
 */
final class InsertConnection
{
    private readonly Connection $connection;
    /** Of the connection, as the server knows it. */
    public readonly int $id;
    /** Where the statement under way comes from, for messages; null: there is none. */
    private ?string $place = null;
    private int $rows = 0;
    private bool $isInTransaction = false;
    /** @var array{client: string, collation: string}|null what the dump has set, while the session takes bytes */
    private ?array $charset = null;

    public function __construct(DatabaseSettings $settings)
    {
        $this->connection = LoadSession::open($settings);
        $this->id = (int) $this->connection->value('SELECT CONNECTION_ID()');
    }

    /** The connection, with nothing under way. */
    public function idle(): Connection
    {
        $this->settle();

        return $this->connection;
    }

    /** Runs a SET of the dump. */
    public function set(string $sql): void
    {
        $this->takeText();
        $this->idle()->execute($sql);
    }

    /** What the dump is written in. */
    public function charset(): string
    {
        return $this->charset['client'] ?? (string) $this->idle()->value('SELECT @@character_set_client');
    }

    /**
     * @param int    $rows    that must arrive
     * @param string $place   which table, which line
     * @param bool   $asBytes whether the server is to take its literals as they are
     */
    public function insert(string $sql, int $rows, string $place, bool $asBytes): void
    {
        $asBytes ? $this->takeBytes() : $this->takeText();
        $this->settle();
        $this->connection->send($sql);
        $this->place = $place;
        $this->rows = $rows;
    }

    /** Waits for the statement under way. */
    public function settle(): void
    {
        if ($this->place === null) {
            return;
        }
        [$place, $this->place] = [$this->place, null];
        try {
            $this->prove($this->connection->executed());
        } catch (DatabaseError $error) {
            throw Rejection::of($place, $error);
        }
    }

    /** What follows is one transaction, up to the next commit(). */
    public function begin(): void
    {
        if (!$this->isInTransaction) {
            $this->idle()->execute('START TRANSACTION');
            $this->isInTransaction = true;
        }
    }

    /** Waits for all that was sent, and makes it last. */
    public function commit(): void
    {
        $this->settle();
        if ($this->isInTransaction) {
            $this->connection->execute('COMMIT');
            $this->isInTransaction = false;
        }
    }

    /** Whatever has not been committed is undone, and nothing is locked any more. */
    public function close(): void
    {
        $this->connection->close();
    }

    /** INSERT IGNORE turns errors into warnings; REPLACE counts what it deletes, too. */
    private function prove(int $arrived): void
    {
        LoadSession::refuseWarnings($this->connection);
        if ($arrived > $this->rows) {
            $replaced = $arrived - $this->rows;
            throw new DatabaseError("$replaced of its rows would replace others that have the same key");
        }
        if ($arrived < $this->rows) {
            throw new DatabaseError("of $this->rows rows, $arrived arrived");
        }
    }

    private function takeBytes(): void
    {
        if ($this->charset === null) {
            $this->charset = $this->idle()->rows(
                'SELECT @@character_set_client AS client, @@collation_connection AS collation',
            )[0];
            $this->connection->execute('SET NAMES binary');
        }
    }

    private function takeText(): void
    {
        if ($this->charset !== null) {
            ['client' => $client, 'collation' => $collation] = $this->charset;
            $this->idle()->execute("SET character_set_client = $client, collation_connection = $collation");
            $this->charset = null;
        }
    }
}
