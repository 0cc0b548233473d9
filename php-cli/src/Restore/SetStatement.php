<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

/**
 * A SET of a dump, reduced to what a restore needs: the character set and the time zone that the rows are written in.
 *
 * Everything else that dump programs write (checks, keys, logs, GTIDs, modes) is left out: a restore has settings of its
 * own. A variable that is not known is refused.
 */
final class SetStatement
{
    private const APPLIED = ['character_set_client', 'character_set_results', 'collation_connection', 'time_zone'];
    private const IGNORED = [
        'autocommit', 'foreign_key_checks', 'gtid_purged', 'information_schema_stats_expiry', 'note_verbosity',
        'sql_log_bin', 'sql_notes', 'sql_quote_show_create', 'unique_checks',
    ];
    /** Character sets in which a byte of a character can look like a quote or a backslash. */
    private const UNSUPPORTED_CHARSETS = ['big5', 'cp932', 'gb18030', 'gbk', 'sjis'];

    /**
     * @param list<string> $assignments what is applied, as SQL
     * @param string|null  $sqlMode     the SQL mode it sets, '' for one that is put back; null where it sets none
     */
    private function __construct(private readonly array $assignments, public readonly ?string $sqlMode)
    {
    }

    /** What is to be run; null where nothing is. */
    public function sql(): ?string
    {
        return $this->assignments === [] ? null : 'SET ' . implode(', ', $this->assignments);
    }

    public static function parse(string $sql): self
    {
        $tokens = Tokens::of($sql);
        if (!isset($tokens[1]) || !$tokens[0]->isWord('SET')) {
            throw new Refusal('it is not a plain SET');
        }
        $assignments = [];
        $sqlMode = null;
        foreach (self::split(array_slice($tokens, 1)) as $parts) {
            if ($parts[0]->isWord('NAMES')) {
                $assignments[] = self::names($parts);
                continue;
            }
            [$variable, $value] = self::assignment($parts);
            if ($variable === 'sql_mode') {
                $sqlMode = self::sqlMode($value);
            } elseif (in_array($variable, self::APPLIED, true)) {
                $assignments[] = "$variable = " . self::value($value);
            } elseif ($variable[0] === '@') {
                $source = self::variableName($value[0]->text);
                if (in_array($source, self::APPLIED, true)) {
                    $assignments[] = "$variable = @@$source";
                }
            } elseif (!in_array($variable, self::IGNORED, true)) {
                throw new Refusal("the variable $variable is not on the list of those that a dump may set");
            }
        }

        return new self($assignments, $sqlMode);
    }

    /**
     * @param list<Token> $tokens
     * @return list<non-empty-list<Token>> at commas
     */
    private static function split(array $tokens): array
    {
        $parts = [[]];
        foreach ($tokens as $token) {
            if ($token->isSymbol(',')) {
                $parts[] = [];
            } else {
                $parts[array_key_last($parts)][] = $token;
            }
        }
        if (in_array([], $parts, true)) {
            throw new Refusal('it sets nothing');
        }

        return $parts;
    }

    /** @param non-empty-list<Token> $parts */
    private static function names(array $parts): string
    {
        $charset = self::identifier($parts[1] ?? null);
        if (count($parts) === 2) {
            return "NAMES $charset";
        }
        if (count($parts) === 4 && $parts[2]->isWord('COLLATE')) {
            return "NAMES $charset COLLATE " . self::identifier($parts[3]);
        }
        throw new Refusal('it is not a plain SET NAMES');
    }

    /**
     * @param non-empty-list<Token> $parts
     * @return array{string, non-empty-list<Token>} the variable in lower case, a user's own with its @, and the value
     */
    private static function assignment(array $parts): array
    {
        $global = false;
        if ($parts[0]->isWord('GLOBAL', 'SESSION', 'LOCAL')) {
            $global = $parts[0]->isWord('GLOBAL');
            array_shift($parts);
        }
        $target = array_shift($parts);
        // := comes as two symbols.
        while ($parts !== [] && ($parts[0]->isSymbol(':') || $parts[0]->isSymbol('='))) {
            array_shift($parts);
        }
        if ($target === null || $target->type !== Token::WORD || $parts === []) {
            throw new Refusal('it is not a plain SET');
        }
        $variable = self::variableName($target->text);
        $global = $global || stripos($target->text, '@@global.') === 0;
        if ($global && $variable !== 'gtid_purged') {
            throw new Refusal("it sets $variable for the whole server");
        }

        return [$variable, $parts];
    }

    private static function variableName(string $text): string
    {
        return preg_replace('/^@@(global\.|session\.|local\.)?/', '', strtolower($text)) ?? $text;
    }

    /** @param non-empty-list<Token> $value */
    private static function value(array $value): string
    {
        $isOne = count($value) === 1 && match ($value[0]->type) {
            Token::WORD => preg_match('/^@?\w+$/D', $value[0]->text) === 1,
            Token::STRING => preg_match('#^[\w+:/-]*$#D', $value[0]->value()) === 1,
            default => false,
        };
        if (!$isOne) {
            throw new Refusal('it sets a variable to more than a plain value');
        }
        self::refuseCharset($value[0]->value());

        return $value[0]->text;
    }

    /** @param non-empty-list<Token> $value */
    private static function sqlMode(array $value): string
    {
        $text = strtoupper($value[0]->value());
        if (count($value) === 1 && $value[0]->type === Token::STRING && preg_match('/^[A-Z_0-9,]*$/D', $text) === 1) {
            return $text;
        }
        if (count($value) === 1 && str_starts_with($text, '@')) {
            return '';
        }
        throw new Refusal('it sets the SQL mode to more than a plain value');
    }

    private static function identifier(?Token $token): string
    {
        $value = $token?->value() ?? '';
        if (preg_match('/^\w+$/D', $value) !== 1) {
            throw new Refusal('it names no character set');
        }
        self::refuseCharset($value);

        return $value;
    }

    private static function refuseCharset(string $charset): void
    {
        if (in_array(strtolower($charset), self::UNSUPPORTED_CHARSETS, true)) {
            throw new Refusal("the character set $charset is not supported; dump with --default-character-set=utf8mb4");
        }
    }
}
