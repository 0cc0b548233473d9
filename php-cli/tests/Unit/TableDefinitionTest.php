<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Unit;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use WpNormalize\Cli\Restore\Refusal;
use WpNormalize\Cli\Restore\TableDefinition;

final class TableDefinitionTest extends TestCase
{
    public function testOnlyTheNameChanges(): void
    {
        $sql = "CREATE TABLE IF NOT EXISTS `wp_``a` (\n  `select` int DEFAULT '(1' COMMENT 'ENGINE=x, (',\n  KEY `k` (`select`)\n) ENGINE=InnoDB /*!50100 PARTITION BY KEY (`select`) */ COMMENT='wp_a'";
        $definition = TableDefinition::parse($sql);
        self::assertSame('wp_`a', $definition->name);
        self::assertSame(str_replace('`wp_``a`', '`new`', $sql), $definition->sql('new'));
        self::assertSame([], $definition->foreignKeys);
    }

    public function testForeignKeysAreTakenOut(): void
    {
        $definition = TableDefinition::parse(
            "CREATE TABLE `wp_a` (\n  `id` int,\n  `b` enum('x','y)'),\n  PRIMARY KEY (`id`),\n"
            . "  CONSTRAINT `fk_1` FOREIGN KEY (`id`) REFERENCES `wp_b` (`id`) ON DELETE SET NULL,\n"
            . "  FOREIGN KEY (`b`, `id`) REFERENCES `wp_c` (`b`, `id`),\n  CONSTRAINT `c` CHECK (`id` > 0)\n) ENGINE=InnoDB",
        );
        self::assertSame([
            'CONSTRAINT `fk_1` FOREIGN KEY (`id`) REFERENCES `wp_b` (`id`) ON DELETE SET NULL',
            'FOREIGN KEY (`b`, `id`) REFERENCES `wp_c` (`b`, `id`)',
        ], $definition->foreignKeys);
        self::assertSame(
            "CREATE TABLE `n` (\n  `id` int,\n  `b` enum('x','y)'),\n  PRIMARY KEY (`id`),\n  CONSTRAINT `c` CHECK (`id` > 0)\n) ENGINE=InnoDB",
            $definition->sql('n'),
        );
    }

    /** A refusal here would make a backup of nothing but columns and keys worthless. */
    public function testExpressionsAreAllowed(): void
    {
        $sql = "CREATE TABLE `wp_a` (`b` text CHECK (`b` like 'x%'), `c` int GENERATED ALWAYS AS (`b` not like 'y%') STORED)";
        self::assertSame($sql, TableDefinition::parse($sql)->sql('wp_a'));
    }

    #[DataProvider('refused')]
    public function testWhatIsMoreThanATableIsRefused(string $sql): void
    {
        $this->expectException(Refusal::class);
        TableDefinition::parse($sql);
    }

    /** @return iterable<array{string}> */
    public static function refused(): iterable
    {
        yield ['CREATE TABLE `a` SELECT * FROM mysql.user'];
        yield ['CREATE TABLE `a` (`b` int) SELECT 1'];
        yield ['CREATE TABLE `a` (`b` int) /*!50000 SELECT 1 */'];
        // MySQL's other word for SELECT * FROM.
        yield ['CREATE TABLE `a` (`b` int) TABLE mysql.user'];
        yield ['CREATE TABLE `a` (`b` int) AS WITH x AS (TABLE mysql.user) TABLE x'];
        yield ['CREATE TABLE `a` (`b` int) /*M! AS SELECT 1 */'];
        yield ['CREATE TABLE `a` LIKE `b`'];
        yield ['CREATE TABLE `a` (LIKE `b`)'];
        yield ['CREATE TEMPORARY TABLE `a` (`b` int)'];
        yield ['CREATE OR REPLACE TABLE `a` (`b` int)'];
        yield ["CREATE TABLE `a` (`b` int) DATA DIRECTORY='/etc'"];
        yield ["CREATE TABLE `a` (`b` int) ENGINE=InnoDB INDEX DIRECTORY = '/etc'"];
        yield ["CREATE TABLE `a` (`b` int) ENGINE=FEDERATED CONNECTION='mysql://x'"];
        yield ['CREATE TABLE `a` (`b` int) ENGINE=CONNECT'];
        yield ['CREATE TABLE `a` (`b` int) ENGINE BLACKHOLE'];
        yield ["CREATE TABLE `a` (`b` int) ENGINE='CSV'"];
        yield ['CREATE TABLE `a` (`b` int REFERENCES `c` (`d`))'];
        yield ['CREATE TABLE `a` (`b` int, FOREIGN KEY (`b`) REFERENCES `x`.`c` (`d`))'];
        yield ['CREATE TABLE `a`.`b` (`c` int)'];
        yield ['CREATE TABLE `a` (`b` int'];
        yield ['CREATE TABLE `a` ()'];
        yield ["CREATE TABLE `a` (`b` int DEFAULT 'x"];
        // A server that skips the comment would read the SELECT.
        yield ["CREATE TABLE `a` (`b` int) /*!99999 COMMENT=' */ SELECT 1 /*!99999 ' */"];
    }
}
