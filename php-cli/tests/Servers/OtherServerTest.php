<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Servers;

use PHPUnit\Framework\Attributes\DataProvider;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\Server;
use WpNormalize\Cli\Tests\Support\SiteFixture;

/**
 * Dumps of MySQL imported into MariaDB, and the other way round: as their own programs write them, with all that the other
 * server does not know. Not among the usual tests, for it takes two servers: TEST_OTHER_DB_SOCKET names that of the dumps.
 */
final class OtherServerTest extends CommandTestCase
{
    /**
     * @param list<string> $options  of the dump program
     * @param list<string> $compress
     */
    #[DataProvider('dumps')]
    public function testItsDumpIsRestored(array $options, array $compress): void
    {
        $other = $this->otherDatabase();
        $isMariaDb = str_contains($other->server_info, 'MariaDB');
        $program = $isMariaDb ? ['mariadb-dump'] : ['mysqldump'];
        $access = ['--no-defaults', '--user=root', '--socket=' . getenv('TEST_OTHER_DB_SOCKET')];
        $dump = $this->execute([...$program, ...$access, ...$options, self::databaseName('other')]);
        // It may warn of the GTIDs that it writes.
        self::assertSame(0, $dump->status, (string) $dump);

        $box = $this->box();
        file_put_contents("$this->folder/dump", $this->execute($compress, $dump->output)->output);
        $imported = $this->succeed('db:import', 'dump', '--no-map', '--no-quarantine')->output;
        self::assertStringContainsString('does not know ' . self::collation($isMariaDb), $imported);
        self::assertSame(self::rows($other), self::rows($box));
        $this->succeed('db:import', 'dump');
        self::assertSame('http://localhost:8080', self::option($box, 'siteurl'));
        $other->query('DROP DATABASE `' . self::databaseName('other') . '`');
    }

    /** @return iterable<string, array{list<string>, list<string>}> */
    public static function dumps(): iterable
    {
        yield 'as it comes, plain' => [[], ['cat']];
        yield 'as for a backup, gzip' => [['--single-transaction', '--quick', '--no-tablespaces', '--hex-blob'], ['gzip', '-c']];
        yield 'as wp db export calls it, zstd' => [['--add-drop-table', '--default-character-set=utf8mb4'], ['zstd', '-qc']];
    }

    private function otherDatabase(): \mysqli
    {
        $other = new \mysqli('localhost', 'root', '', null, 0, (string) getenv('TEST_OTHER_DB_SOCKET'));
        self::assertNotSame(Server::isMariaDb(), str_contains($other->server_info, 'MariaDB'));
        $other->set_charset('utf8mb4');
        $other->query('DROP DATABASE IF EXISTS `' . self::databaseName('other') . '`');
        $other->query('CREATE DATABASE `' . self::databaseName('other') . '` CHARACTER SET utf8mb4');
        $other->select_db(self::databaseName('other'));
        SiteFixture::install($other, 'wp_', 'https://www.example.com');
        $collation = self::collation(str_contains($other->server_info, 'MariaDB'));
        $other->query("CREATE TABLE wp_newer (id int PRIMARY KEY, name varchar(191) NOT NULL, KEY name (name)) CHARACTER SET utf8mb4 COLLATE $collation");
        $other->query("INSERT INTO wp_newer VALUES (1, 'é'), (2, 'E'), (3, '😀')");

        return $other;
    }

    /** One that the other server does not have. */
    private static function collation(bool $isMariaDb): string
    {
        return $isMariaDb ? 'utf8mb4_uca1400_ai_ci' : 'utf8mb4_0900_ai_ci';
    }

    /** @return array<string, list<array<string, ?string>>> */
    private static function rows(\mysqli $database): array
    {
        $rows = [];
        foreach (array_diff(self::tables($database), self::leftovers($database)) as $table) {
            $rows[$table] = $database->query("SELECT * FROM `$table` ORDER BY 1")->fetch_all(MYSQLI_ASSOC);
        }

        return $rows;
    }
}
