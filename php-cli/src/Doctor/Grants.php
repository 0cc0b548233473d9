<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Doctor;

use WpNormalize\Cli\Database\Connection;

/**
 * What the connected user may do, from SHOW GRANTS: its own grants, those of the roles it has switched on, and those of
 * everybody (PUBLIC). Grants for some columns only do not count.
 */
final class Grants
{
    private const NAME = '`(?:[^`]|``)*+`';
    private const COLUMNS = ' \((?:' . self::NAME . '|[^`()])*+\)';
    private const LINE = '/^(?<verb>GRANT|REVOKE) (?<privileges>[A-Z_ ,()]+?) ON (?:TABLE )?'
        . '(?<schema>\*|' . self::NAME . ')\.(?<table>\*|' . self::NAME . ') (?:TO|FROM) (?<grantee>\S+)/';

    /** @var array<string, true> privileges on *.* */
    private array $global = [];
    /** @var array<string, array<string, array<string, true>>> privileges by grantee and pattern of schemas */
    private array $schemas = [];
    /** @var array<string, array<string, array<string, true>>> privileges by schema and table */
    private array $tables = [];
    /** @var array<string, array<string, true>> global ones that do not hold for a schema: MySQL's partial revokes */
    private array $revoked = [];

    /** @param list<string> $lines of SHOW GRANTS */
    public function __construct(array $lines)
    {
        foreach ($lines as $line) {
            $this->add($line);
        }
    }

    public static function of(Connection $connection): self
    {
        $roles = $connection->isMariaDb() ? null : $connection->value('SELECT CURRENT_ROLE()');
        // MariaDB shows the grants of active roles unasked; MySQL names the roles as it wants them named.
        $using = $roles === null || $roles === 'NONE' ? '' : " FOR CURRENT_USER() USING $roles";

        return new self(array_map('strval', $connection->column("SHOW GRANTS$using")));
    }

    public function hasGlobally(string $privilege): bool
    {
        return self::holds($this->global, $privilege);
    }

    /**
     * Those that are lacking on a schema: on all of it, or at least on each of some tables.
     *
     * @param list<string> $privileges
     * @param list<string> $tables     none: on the whole schema, that is on tables that do not exist yet too
     * @return list<string>
     */
    public function lacking(array $privileges, string $schema, array $tables = []): array
    {
        return array_values(array_filter(
            $privileges,
            fn (string $privilege): bool => !$this->has($privilege, $schema)
                && ($tables === [] || !$this->hasOnEach($privilege, $schema, $tables)),
        ));
    }

    private function has(string $privilege, string $schema): bool
    {
        if ($this->hasGlobally($privilege) && !self::holds($this->revoked[$schema] ?? [], $privilege)) {
            return true;
        }
        foreach ($this->schemas as $patterns) {
            if (self::holds(self::mostSpecific($patterns, $schema), $privilege)) {
                return true;
            }
        }

        return false;
    }

    /** @param list<string> $tables */
    private function hasOnEach(string $privilege, string $schema, array $tables): bool
    {
        foreach ($tables as $table) {
            if (!self::holds($this->tables[$schema][$table] ?? [], $privilege)) {
                return false;
            }
        }

        return true;
    }

    /** @param array<string, true> $privileges */
    private static function holds(array $privileges, string $privilege): bool
    {
        return isset($privileges[$privilege]) || isset($privileges['ALL PRIVILEGES']);
    }

    /**
     * Of several patterns that fit a schema the server takes one: that with the longest beginning without a wildcard.
     *
     * @param array<string, array<string, true>> $patterns privileges by pattern
     * @return array<string, true>
     */
    private static function mostSpecific(array $patterns, string $schema): array
    {
        $longest = -1;
        $privileges = [];
        foreach ($patterns as $pattern => $granted) {
            $pattern = (string) $pattern;
            preg_match('/^(?:\\\\.|[^\\\\%_])*+/s', $pattern, $beginning);
            $length = $beginning[0] === $pattern ? PHP_INT_MAX : strlen($beginning[0]);
            if ($length > $longest && preg_match(self::regex($pattern), $schema) === 1) {
                [$longest, $privileges] = [$length, $granted];
            }
        }

        return $privileges;
    }

    /** `%` and `_` are wildcards unless a backslash is before them. */
    private static function regex(string $pattern): string
    {
        $regex = preg_replace_callback('/\\\\(.)|(.)/su', static fn (array $token): string => match ($token[0]) {
            '%' => '.*',
            '_' => '.',
            default => preg_quote($token[1] === '' ? $token[2] : $token[1], '/'),
        }, $pattern);

        return "/^$regex$/Dsu";
    }

    private function add(string $line): void
    {
        $withoutColumns = preg_replace_callback(
            '/' . self::NAME . '|' . self::COLUMNS . '/',
            static fn (array $match): string => $match[0][0] === '`' ? $match[0] : ' ()',
            $line,
        );
        if (preg_match(self::LINE, $withoutColumns ?? '', $match) !== 1) {
            return;
        }
        $privileges = array_fill_keys(
            array_filter(
                explode(', ', $match['privileges']),
                static fn (string $privilege): bool => !str_ends_with($privilege, '()'),
            ),
            true,
        );
        $schema = self::unquote($match['schema']);
        $table = self::unquote($match['table']);
        if ($match['verb'] === 'REVOKE') {
            $this->revoked[$schema] = ($this->revoked[$schema] ?? []) + $privileges;
        } elseif ($schema === '*') {
            $this->global += $privileges;
        } elseif ($table === '*') {
            $granted = $this->schemas[$match['grantee']][$schema] ?? [];
            $this->schemas[$match['grantee']][$schema] = $granted + $privileges;
        } else {
            $this->tables[$schema][$table] = ($this->tables[$schema][$table] ?? []) + $privileges;
        }
    }

    private static function unquote(string $name): string
    {
        return $name === '*' ? $name : str_replace('``', '`', substr($name, 1, -1));
    }
}
