<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;

/**
 * Replaces the default collations of newer servers where this one does not know them: those of MySQL 8 on MariaDB, those of
 * MariaDB 11.5 on older servers and on MySQL.
 */
final class Collations
{
    /** Pattern => what comes closest, the best first. */
    private const SUBSTITUTES = [
        '/^utf8mb4_(?:\w+_)?(?:0900|uca1400)_(?:\w+_)?(?:bin|cs)$/D' => ['utf8mb4_bin'],
        '/^utf8mb4_(?:\w+_)?(?:0900|uca1400)_\w+$/D' => ['utf8mb4_0900_ai_ci', 'utf8mb4_unicode_520_ci'],
    ];

    /** @var array<string, int> */
    private readonly array $known;
    /** @var array<string, string> */
    private array $replaced = [];

    public function __construct(Connection $connection)
    {
        $names = [];
        foreach ($connection->rows('SHOW COLLATION') as $row) {
            // One of several character sets, as MariaDB has them from 10.10 on, is listed without any.
            $charset = ($row['Charset'] ?? null) === null ? 'utf8mb4_' : '';
            $names[] = strtolower($charset . $row['Collation']);
        }
        $this->known = array_flip($names);
    }

    /** A CREATE TABLE or ALTER TABLE that this server understands. */
    public function adapt(string $sql): string
    {
        foreach (array_reverse(Tokens::of($sql)) as $token) {
            if ($token->type !== Token::WORD) {
                continue;
            }
            $substitute = $this->substitute(strtolower($token->text));
            if ($substitute !== null) {
                $sql = substr_replace($sql, $substitute, $token->offset, strlen($token->text));
            }
        }

        return $sql;
    }

    /** @return array<string, string> what was replaced by what */
    public function replaced(): array
    {
        return $this->replaced;
    }

    private function substitute(string $collation): ?string
    {
        if (!str_starts_with($collation, 'utf8mb4_') || isset($this->known[$collation])) {
            return null;
        }
        foreach (self::SUBSTITUTES as $pattern => $substitutes) {
            foreach (preg_match($pattern, $collation) === 1 ? $substitutes : [] as $substitute) {
                if (isset($this->known[$substitute])) {
                    return $this->replaced[$collation] = $substitute;
                }
            }
        }

        return null;
    }
}
