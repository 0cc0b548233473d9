<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Statement;

/**
 * Whether an INSERT or REPLACE holds rows of literals and nothing else: no SELECT, no function, no expression.
 *
 * One pattern, possessive throughout: it never steps back, so its time is linear in the statement.
 */
final class LiteralRows
{
    private const HEAD = '/^(?:INSERT|REPLACE)\s++(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE)\s++)?INTO\s++$/Di';
    private const REST = '~\G\s*+
        (?:\((?:[^()\'"`]++|`(?:[^`]++|``)*+`)*+\)\s*+)?+   # column list
        VALUES?\s*+
        (?<row>\(\s*+(?<literal>
              (?:_[a-z0-9]++\s*+|N)?+(?:\'(?:[^\'\\\\]++|\\\\.|\'\')*+\'|"(?:[^"\\\\]++|\\\\.|"")*+")
            | [-+]?+\.?+\d[\w.]*+(?:(?<=[eE])[-+]\d++)?+    # numbers, and 0x1F
            | [xb]\'[0-9a-f]*+\'
            | (?:NULL|DEFAULT|TRUE|FALSE)\b
            )\s*+(?:,\s*+(?&literal)\s*+)*+\))\s*+
        (?:,\s*+(?&row)\s*+)*+
        $~xisD';

    public static function check(Statement $statement): void
    {
        if (preg_match(self::HEAD, substr($statement->sql, 0, $statement->tableOffset)) !== 1) {
            throw new Refusal('it is not a plain INSERT INTO or REPLACE INTO');
        }
        $match = preg_match(self::REST, $statement->sql, $ignored, 0, $statement->tableOffset + $statement->tableLength);
        if ($match !== 1) {
            throw new Refusal('it inserts something else than literals');
        }
    }
}
