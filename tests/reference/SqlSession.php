<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** What the dump has set so far, as far as it changes how the next statements read. */
final class SqlSession
{
    private const REFUSED = ['big5', 'cp932', 'gbk', 'gb18030', 'sjis'];
    private const ANSI_MODES = ['ANSI_QUOTES', 'ANSI', 'DB2', 'MAXDB', 'MSSQL', 'ORACLE', 'POSTGRESQL'];

    public string $delimiter = ';';
    public string $sqlMode = '';
    /** @var array<string, string> user variables that hold an SQL mode */
    private array $variables = [];
    /** @var array<string, list<string>> columns by table */
    public array $columns = [];

    public function hasBackslashEscapes(): bool
    {
        return !in_array('NO_BACKSLASH_ESCAPES', explode(',', $this->sqlMode), true);
    }

    public function hasAnsiQuotes(): bool
    {
        return array_intersect(self::ANSI_MODES, explode(',', $this->sqlMode)) !== [];
    }

    /** Follows `SET a = b, c = d`, given without the word SET and with its strings decoded. */
    public function set(string $assignments): void
    {
        if (preg_match('~^\s*(?:NAMES|CHARACTER\s+SET|CHARSET)\s+[\'"]?(\w+)~i', $assignments, $found)) {
            $this->checkCharset($found[1]);
            return;
        }
        $before = clone $this;
        preg_match_all('~((?:GLOBAL\s+|PERSIST\s+)?[@\w.`]+)\s*:?=\s*(\'[^\']*\'|"[^"]*"|[@\w.]+)~i', $assignments, $found, PREG_SET_ORDER);
        foreach ($found as [, $name, $value]) {
            $name = strtolower(str_replace('`', '', $name));
            $variable = preg_replace('~^(?:@@)?(?:session\.|local\.)?~', '', $name);
            if ($name[0] === '@' && $name[1] !== '@') {
                $this->variables[$name] = $before->modeOf($value);
            } elseif ($variable === 'sql_mode') {
                $this->sqlMode = $before->modeOf($value);
            } elseif ($variable === 'character_set_client' && $value[0] !== '@') {
                $this->checkCharset(trim($value, '\'"'));
            }
        }
    }

    private function modeOf(string $value): string
    {
        if ($value[0] !== '@') {
            return strtoupper(str_replace(' ', '', trim($value, '\'"')));
        }
        if (preg_match('~^@@(?:session\.|local\.)?sql_mode$~iD', $value)) {
            return $this->sqlMode;
        }
        return $this->variables[strtolower($value)] ?? '';
    }

    private function checkCharset(string $charset): void
    {
        if (in_array(strtolower($charset), self::REFUSED, true)) {
            throw new \DomainException(strtolower($charset));
        }
    }
}
