<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Unit;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use WpNormalize\Cli\Doctor\Grants;

/** What SHOW GRANTS says, of MariaDB 10.11 and of MySQL 8, is understood as the server means it. */
final class GrantsTest extends TestCase
{
    /**
     * @param list<string> $lines
     * @param list<string> $lacking of SELECT, INSERT and DROP on the schema wp_x
     */
    #[DataProvider('schemaGrants')]
    public function testOnASchema(array $lines, array $lacking): void
    {
        self::assertSame($lacking, (new Grants($lines))->lacking(['SELECT', 'INSERT', 'DROP'], 'wp_x'));
    }

    /** @return iterable<string, array{list<string>, list<string>}> */
    public static function schemaGrants(): iterable
    {
        $to = 'TO `u`@`localhost`';
        $all = ['SELECT', 'INSERT', 'DROP'];
        yield 'nothing' => [["GRANT USAGE ON *.* $to IDENTIFIED BY PASSWORD '*00'"], $all];
        yield 'everything' => [["GRANT ALL PRIVILEGES ON *.* $to WITH GRANT OPTION"], []];
        yield 'everything in the schema' => [["GRANT ALL PRIVILEGES ON `wp\\_x`.* $to"], []];
        yield 'some' => [["GRANT SELECT, DROP ON `wp_x`.* $to"], ['INSERT']];
        yield 'in two lines' => [["GRANT SELECT ON *.* $to", "GRANT INSERT ON `wp_x`.* $to"], ['DROP']];
        yield 'another schema' => [["GRANT SELECT ON `wp_y`.* $to"], $all];
        yield '_ stands for any letter' => [["GRANT SELECT, INSERT, DROP ON `wp__`.* $to"], []];
        yield '% stands for any letters' => [["GRANT SELECT, INSERT, DROP ON `w%`.* $to"], []];
        yield 'but not after a backslash' => [["GRANT SELECT ON `wp\\__`.* $to", "GRANT DROP ON `wp\\%x`.* $to"], ['INSERT', 'DROP']];
        yield 'a schema that is one letter longer' => [["GRANT SELECT ON `wp_x_`.* $to"], $all];
        yield 'the server takes the most specific pattern only' => [
            ["GRANT SELECT, INSERT, DROP ON `wp%`.* $to", "GRANT SELECT ON `wp\\_x`.* $to"],
            ['INSERT', 'DROP'],
        ];
        yield 'a role adds to it' => [
            ['GRANT `r` TO `u`@`localhost`', "GRANT SELECT ON `wp\\_x`.* $to", 'GRANT INSERT ON `wp%`.* TO `r`', 'SET DEFAULT ROLE `r` FOR `u`@`localhost`'],
            ['DROP'],
        ];
        yield 'and so does PUBLIC' => [["GRANT SELECT ON `wp_x`.* $to", 'GRANT INSERT ON `wp_x`.* TO PUBLIC'], ['DROP']];
        yield 'columns do not count' => [["GRANT SELECT, INSERT (`a`, `b) ON ``x`), DROP (c) ON `wp_x`.`t` $to", "GRANT INSERT ON `wp_x`.* $to"], ['SELECT', 'DROP']];
        yield 'a table is not the schema' => [["GRANT SELECT, INSERT, DROP ON `wp_x`.`wp_posts` $to"], $all];
        yield 'nor is a routine' => [["GRANT EXECUTE ON PROCEDURE `wp_x`.`p` $to", 'GRANT PROXY ON ``@`%` ' . $to], $all];
        yield 'MySQL spells it out, and revokes in part' => [
            ["GRANT SELECT, INSERT, DROP, SHOW VIEW, CREATE ROLE ON *.* $to", "REVOKE INSERT ON `wp_x`.* FROM `u`@`localhost`", "GRANT BACKUP_ADMIN ON *.* $to"],
            ['INSERT'],
        ];
    }

    public function testOnTables(): void
    {
        $grants = new Grants([
            'GRANT SELECT, INSERT (`a`) ON `x`.`wp_a` TO `u`@`%`',
            'GRANT SELECT, INSERT ON `x`.`wp_``b` TO `u`@`%`',
        ]);
        self::assertSame([], $grants->lacking(['SELECT'], 'x', ['wp_a', 'wp_`b']));
        self::assertSame(['INSERT'], $grants->lacking(['SELECT', 'INSERT'], 'x', ['wp_a', 'wp_`b']));
        self::assertSame(['SELECT'], $grants->lacking(['SELECT'], 'x', ['wp_a', 'wp_c']));
    }

    public function testGlobally(): void
    {
        $grants = new Grants(['GRANT PROCESS, REPLICATION CLIENT ON *.* TO `u`@`%`', 'GRANT ALL PRIVILEGES ON `x`.* TO `u`@`%`']);
        self::assertTrue($grants->hasGlobally('PROCESS'));
        self::assertFalse($grants->hasGlobally('SELECT'));
    }

    /** A line that is not understood must not take for ever. */
    public function testOfLongLines(): void
    {
        $started = microtime(true);
        $grants = new Grants(['GRANT ' . str_repeat('SELECT, ', 5000) . 'ON ON ON `x']);
        self::assertFalse($grants->hasGlobally('SELECT'));
        self::assertLessThan(1, microtime(true) - $started);
    }
}
