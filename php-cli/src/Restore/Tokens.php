<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

/**
 * Cuts a statement into tokens, to be judged by. Made for definitions and settings, which are short; rows are judged
 * by the extension.
 *
 * Executable comments are opened: what they hold is judged, whether this server would run it or not.
 */
final class Tokens
{
    private const PATTERN = '~\G(?:
          (?<space>\s++)
        | (?<open>/\*M?!\d*+)
        | (?<close>\*/)
        | (?<comment>/\*.*?\*/ | (?:--(?=\s|$)|\#)[^\n]*+)
        | (?<name>`(?:[^`]++|``)*+`)
        | (?<string>\'(?:[^\'\\\\]++|\\\\.|\'\')*+\' | "(?:[^"\\\\]++|\\\\.|"")*+")
        | (?<word>@@?[\w$.\x80-\xff]++ | [\w$\x80-\xff]++)
        | (?<symbol>.)
    )~xs';

    /** @return list<Token> */
    public static function of(string $sql): array
    {
        $tokens = [];
        $conditional = false;
        $offset = 0;
        $length = strlen($sql);
        while ($offset < $length) {
            if (preg_match(self::PATTERN, $sql, $match, PREG_UNMATCHED_AS_NULL, $offset) !== 1) {
                throw new Refusal('it cannot be read');
            }
            if ($match['open'] !== null || $match['close'] !== null) {
                if ($conditional === ($match['open'] !== null)) {
                    throw new Refusal('its comments do not end where they should');
                }
                $conditional = !$conditional;
            } elseif ($match['space'] === null && $match['comment'] === null) {
                $tokens[] = self::token($match, $offset, $conditional);
            }
            $offset += strlen($match[0]);
        }

        return $tokens;
    }

    /** @param array<string, ?string> $match */
    private static function token(array $match, int $offset, bool $conditional): Token
    {
        foreach ([Token::NAME, Token::STRING, Token::WORD, Token::SYMBOL] as $type) {
            if ($match[$type] !== null) {
                break;
            }
        }
        // A server that skips the comment looks for its end without regard to quotes: it would read on from here.
        if ($conditional && str_contains($match[0], '*/')) {
            throw new Refusal('a quoted text in an executable comment holds */');
        }
        if ($type === Token::SYMBOL && ($match[0] === "'" || $match[0] === '"' || $match[0] === '`' || $match[0] === '\\')) {
            throw new Refusal("it holds a stray $match[0]");
        }

        return new Token($type, $match[0], $offset, $conditional);
    }
}
