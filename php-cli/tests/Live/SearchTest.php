<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Live;

use PHPUnit\Framework\Attributes\DataProvider;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Live\ColumnChoice;
use WpNormalize\Cli\Live\LiveReplacement;
use WpNormalize\Cli\Live\Rules;
use WpNormalize\Cli\Live\Schema;
use WpNormalize\Cli\Live\TableRows;
use WpNormalize\Cli\Tests\Support\CommandTestCase;

/** The server only sends rows that may hold a match: none that does is left out. */
final class SearchTest extends CommandTestCase
{
    private \mysqli $database;
    private DatabaseSettings $settings;

    protected function setUp(): void
    {
        $this->database = $this->createDatabase('live');
        $this->configure('live', ['SITE_URL' => 'http://localhost', 'WP_ENVIRONMENT_TYPE' => 'local']);
        $this->settings = DatabaseSettings::from(Environment::load("$this->folder/.env", []));
    }

    /** @return array<string, array{Rules}> */
    public static function rules(): array
    {
        return [
            'an address' => [Rules::addresses(['https://www.example.com' => 'http://localhost:8080'])],
            'addresses' => [Rules::addresses(['https://www.example.com' => 'http://a.test', 'https://my-shop.example.com' => 'http://b.test'])],
            'an internationalised one' => [Rules::addresses(['https://bücher.test' => 'http://a.test'])],
            'a short host' => [Rules::addresses(['http://a.b' => 'http://c.d'])],
            'a text' => [Rules::literal('www.example', 'x_y')],
            'a text with slashes' => [Rules::literal('/www.e', '/%_')],
            'a text with wildcards' => [Rules::literal('a_%b', 'c')],
            'no ASCII' => [Rules::literal('ü', 'ä')],
        ];
    }

    #[DataProvider('rules')]
    public function testNoWrittenFormIsLeftOut(Rules $rules): void
    {
        $forms = [
            'https://www.example.com', 'HTTPS://WWW.Example.COM/', '//www.example.com', 'https:\/\/www.example.com',
            'https%3A%2F%2Fwww.example.com', '{"a":"https:\\\\\/\\\\\/www.example.com"}', serialize(['https://www.example.com']),
            'notexample.com', "ü www.example.com", 'a_%b', 'https://my-shop.example.com/', 'https://xn--bcher-kva.test/',
            "https://Bücher.test/", 'see a.b', 'https:&#47;&#47;www.example.com', '', '0',
        ];
        foreach (['utf8mb4', 'utf8mb3', 'latin1', 'utf16', 'binary'] as $charset) {
            $type = $charset === 'binary' ? 'blob' : "text CHARACTER SET $charset";
            $this->database->query("CREATE TABLE wp_$charset (a int PRIMARY KEY, v $type, w varchar(9) NULL)");
            foreach ($forms as $at => $form) {
                $this->database->execute_query("INSERT INTO wp_$charset VALUES (?, ?, NULL)", [$at, $form]);
            }
        }
        $replacement = new LiveReplacement($this->settings, $rules, new ColumnChoice());
        $expected = array_map($rules->value(...), $forms);
        self::assertNotSame($forms, $expected);

        foreach (Schema::read(Connection::open($this->settings)) as $name => $table) {
            $replacement->run($table);
            $values = array_column($this->database->query("SELECT v FROM $name ORDER BY a")->fetch_all(), 0);
            self::assertSame($expected, $values, $name);
        }
    }

    /** @return array<string, array{string, \Closure(int): list<int|string>}> */
    public static function keys(): array
    {
        return [
            'a number' => ['a int PRIMARY KEY, v text', static fn (int $i): array => [$i * 3]],
            'two' => ['a int, b varchar(9), v text, PRIMARY KEY (a, b)', static fn (int $i): array => [intdiv($i, 7), "k$i"]],
            'three' => [
                'a int, b varchar(9), c date, v text, PRIMARY KEY (a, b, c)',
                static fn (int $i): array => [intdiv($i, 50), 'k' . intdiv($i, 5) % 10, '2024-01-0' . (1 + $i % 5)],
            ],
            'a unique one' => ['a int NOT NULL, v text, UNIQUE KEY `odd key` (a)', static fn (int $i): array => [$i * 3]],
        ];
    }

    /**
     * @param \Closure(int): list<int|string> $key
     */
    #[DataProvider('keys')]
    public function testStretchesOfTheTableMeetEachOther(string $columns, \Closure $key): void
    {
        $this->database->query("CREATE TABLE wp_x ($columns)");
        $expected = [];
        for ($i = 0; $i < 500; $i++) {
            $row = [...$key($i), str_repeat('-', 200) . ($i % 3 === 0 ? ' match' : '')];
            $this->database->execute_query('INSERT INTO wp_x VALUES (' . implode(', ', array_fill(0, count($row), '?')) . ')', $row);
            $i % 3 === 0 && $expected[] = array_map('strval', $row);
        }
        $this->database->query('ANALYZE TABLE wp_x');
        $connection = Connection::open($this->settings);
        $table = Schema::read($connection)['wp_x'];
        $looked = (new ColumnChoice())->of($table);
        // The table is some 130,000 bytes long.
        foreach ([300, 3000, 40000, 1 << 20] as $stretchBytes) {
            $rows = new TableRows([$connection, Connection::open($this->settings)], $table, $looked, "v LIKE '%match'", $stretchBytes);
            $found = array_values(array_filter(iterator_to_array($rows->all(), false)));
            sort($found);
            sort($expected);
            self::assertSame($expected, $found, "$stretchBytes bytes");
        }
    }
}
