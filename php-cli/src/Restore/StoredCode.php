<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;

/** A view or a trigger as the journal keeps it: with the SQL mode that it was written in. */
final class StoredCode
{
    private const ER_VIEW_OR_TRIGGER_OF_OTHERS = 1227;

    /** @param string|null $sql null: there is to be none of this name */
    public function __construct(
        public readonly string $name,
        private readonly string $sqlMode,
        public readonly ?string $sql,
    ) {
    }

    /** Creates it, as it was or under another name and on another table. */
    public function create(Connection $connection, ?string $name = null, ?string $table = null): void
    {
        $code = CodeStatement::parse((string) $this->sql);
        $name ??= $code->name;
        $table ??= (string) $code->table;
        $connection->execute('SET SESSION sql_mode = ' . $connection->quote($this->sqlMode));
        try {
            $connection->execute($code->originalAs($name, $table));
        } catch (DatabaseError $error) {
            // To act for somebody else takes a right that few users have: then it acts for whoever restores.
            if ($error->getCode() !== self::ER_VIEW_OR_TRIGGER_OF_OTHERS) {
                throw $error;
            }
            $connection->execute($code->as($name, $table));
        }
    }

    public function toJson(): string
    {
        return json_encode(
            [
                'name' => base64_encode($this->name),
                'mode' => $this->sqlMode,
                'sql' => $this->sql === null ? null : base64_encode($this->sql),
            ],
            JSON_THROW_ON_ERROR,
        );
    }

    public static function fromJson(string $json): self
    {
        $data = json_decode($json, true, 3, JSON_THROW_ON_ERROR);

        return new self(
            (string) base64_decode($data['name'], true),
            $data['mode'],
            $data['sql'] === null ? null : (string) base64_decode($data['sql'], true),
        );
    }
}
