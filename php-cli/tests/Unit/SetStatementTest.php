<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Unit;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use WpNormalize\Cli\Restore\Refusal;
use WpNormalize\Cli\Restore\SetStatement;

final class SetStatementTest extends TestCase
{
    #[DataProvider('statements')]
    public function testWhatIsApplied(string $sql, ?string $expected): void
    {
        self::assertSame($expected, SetStatement::parse($sql)->sql());
    }

    /** @return iterable<array{string, ?string}> all that mariadb-dump, mysqldump and phpMyAdmin write */
    public static function statements(): iterable
    {
        yield ['/*!40101 SET NAMES utf8mb4 */', 'SET NAMES utf8mb4'];
        yield ["SET NAMES 'latin1' COLLATE 'latin1_bin'", 'SET NAMES latin1 COLLATE latin1_bin'];
        yield ['/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */', 'SET @old_time_zone = @@time_zone'];
        yield ["/*!40103 SET TIME_ZONE='+00:00' */", "SET time_zone = '+00:00'"];
        yield ['SET time_zone = "+00:00"', 'SET time_zone = "+00:00"'];
        yield ['/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */', 'SET time_zone = @OLD_TIME_ZONE'];
        yield ['/*!40101 SET character_set_client = @saved_cs_client */', 'SET character_set_client = @saved_cs_client'];
        yield ['/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE=\'NO_AUTO_VALUE_ON_ZERO\' */', null];
        yield ['/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */', null];
        yield ['/*M!100616 SET @OLD_NOTE_VERBOSITY=@@NOTE_VERBOSITY, NOTE_VERBOSITY=0 */', null];
        yield ['SET @MYSQLDUMP_TEMP_LOG_BIN = @@SESSION.SQL_LOG_BIN', null];
        yield ['SET @@SESSION.SQL_LOG_BIN= 0', null];
        yield ["SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5'", null];
        yield ['SET AUTOCOMMIT = 0', null];
    }

    #[DataProvider('refused')]
    public function testWhatIsRefused(string $sql): void
    {
        $this->expectException(Refusal::class);
        SetStatement::parse($sql);
    }

    /** @return iterable<array{string}> */
    public static function refused(): iterable
    {
        yield ['SET GLOBAL time_zone = \'+00:00\''];
        yield ['SET @@global.time_zone = \'+00:00\''];
        yield ['SET GLOBAL general_log_file = \'/var/www/x.php\''];
        yield ['SET PASSWORD = \'x\''];
        yield ['SET time_zone = (SELECT 1)'];
        yield ['SET time_zone = CONCAT(\'a\')'];
        yield ['SET time_zone = \'a\\\'b\''];
        yield ['SET character_set_client = gbk'];
        yield ['SET NAMES sjis'];
        yield ['SET STATEMENT max_statement_time=1 FOR SELECT 1'];
        yield ['SET sql_mode = CONCAT(@@sql_mode)'];
        yield ['SET sql_mode = \'a\\\'b\''];
        yield ['SET '];
        yield ['SET time_zone = '];
    }

    public function testTheSqlModeIsKnown(): void
    {
        self::assertSame('NO_AUTO_VALUE_ON_ZERO', SetStatement::parse("SET SQL_MODE='NO_AUTO_VALUE_ON_ZERO'")->sqlMode);
        self::assertSame('ANSI_QUOTES', SetStatement::parse("/*!50003 SET sql_mode = 'ansi_quotes' */")->sqlMode);
        self::assertSame('', SetStatement::parse('SET sql_mode = @saved_sql_mode')->sqlMode);
        self::assertNull(SetStatement::parse('SET NAMES utf8')->sqlMode);
    }
}
