<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** Cuts SQL into tokens, a statement at a time, as the mysql client does. */
final class SqlLexer
{
    private const BLANK = '~\G(?:\s+|--(?=[\s\x00-\x1f]|$)[^\n]*|\#[^\n]*|/\*(?!!|M!).*?\*/|/\*M?!99\d{4}\\\\-.*?\*/)~s';
    private int $position = 0;

    public function __construct(private readonly string $sql, private readonly SqlSession $session)
    {
        if (str_starts_with($sql, "\xef\xbb\xbf")) {
            $this->position = 3;
        }
    }

    /**
     * The tokens of the next statement, its delimiter last; none at the end. `/*!` and its end are left out.
     *
     * @return list<SqlToken>
     */
    public function statement(): array
    {
        $tokens = [];
        $openComment = null;
        while ($this->position < strlen($this->sql)) {
            $rest = substr($this->sql, $this->position, 64);
            if ($this->skip(self::BLANK)) {
                continue;
            }
            if ($openComment === null && preg_match('~^/\*M?!\d*~', $rest, $found)) {
                $openComment = $this->position;
                $this->position += strlen($found[0]);
                continue;
            }
            if ($openComment !== null && str_starts_with($rest, '*/')) {
                $openComment = null;
                $this->position += 2;
                continue;
            }
            $token = $this->token($tokens === [] && $openComment === null);
            $this->position = $token->end();
            $tokens[] = $token;
            if (in_array($token->type, ['end', 'command'], true)) {
                return $tokens;
            }
        }
        if ($openComment !== null) {
            throw new SqlError('comment without an end', $openComment, $this->sql);
        }
        return $tokens;
    }

    private function token(bool $isFirst): SqlToken
    {
        $delimiter = $this->session->delimiter;
        if (substr_compare($this->sql, $delimiter, $this->position, strlen($delimiter)) === 0) {
            return new SqlToken('end', $delimiter, $this->position);
        }
        if ($isFirst && preg_match('~\GDELIMITER[ \t]+(\S+)[^\n]*~i', $this->sql, $found, 0, $this->position)) {
            return new SqlToken('command', $found[0], $this->position);
        }
        $ansi = $this->session->hasAnsiQuotes();
        $escape = $this->session->hasBackslashEscapes() ? '|\\\\.' : '';
        $plain = $this->session->hasBackslashEscapes() ? '\\\\' : '';
        $patterns = [
            'name' => '`(?:[^`]++|``)*+`' . ($ansi ? '|"(?:[^"]++|"")*+"' : ''),
            'string' => "'(?:[^'$plain]++|''$escape)*+'" . ($ansi ? '' : "|\"(?:[^\"$plain]++|\"\"$escape)*+\""),
            'word' => '(?:(?!' . preg_quote($delimiter, '~') . ')[A-Za-z0-9_$@\x80-\xff])+',
        ];
        foreach ($patterns as $type => $pattern) {
            if (preg_match("~\\G(?:$pattern)~s", $this->sql, $found, 0, $this->position)) {
                return new SqlToken($type, $found[0], $this->position);
            }
        }
        $symbol = $this->sql[$this->position];
        if (in_array($symbol, ['\'', '"', '`'], true)) {
            throw new SqlError('quote without an end', $this->position, $this->sql);
        }
        if (substr_compare($this->sql, '/*', $this->position, 2) === 0) {
            throw new SqlError('comment without an end', $this->position, $this->sql);
        }
        return new SqlToken('symbol', $symbol, $this->position);
    }

    private function skip(string $pattern): bool
    {
        if (!preg_match($pattern, $this->sql, $found, 0, $this->position)) {
            return false;
        }
        $this->position += strlen($found[0]);
        return true;
    }
}
