<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use PHPUnit\Framework\Attributes\Group;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\Server;

/** A shop with customers: none of them is in a scrubbed dump, and what is left is still a shop. */
final class ScrubTest extends CommandTestCase
{
    /** What must not be found anywhere in a scrubbed dump, in whatever case. */
    private const SECRETS = [
        'bob@customers.test', 'bobby', 'Bob Builder', 'Builder', 'P4ssw0rdHash', '203.0.113.77', '+49 171 555', 'Lindenallee',
        'Berlin', '10115', 'Mozilla', 'leave it with the neighbour', 'Session of Bob', 'carol@newsletter.test', 'visa-1234',
        'private message', 'paid by bob', 'https://bob.test', 'keyword-of-a-transient', 'wp.bob-guests@own.test',
    ];

    public function testNoPersonalDataLeavesTheServer(): void
    {
        $database = $this->shop();
        $this->environmentWith($this->scrubRules());
        $result = $this->cli('db:export', '--scrub', 'scrubbed.sql');
        self::assertSame(ExitCode::WARNINGS, $result->status, (string) $result);
        self::assertStringContainsString('values made up', $result->output);
        $dump = (string) file_get_contents("$this->folder/scrubbed.sql");
        foreach (self::SECRETS as $secret) {
            if ($secret !== 'wp.bob-guests@own.test') {
                self::assertStringNotContainsStringIgnoringCase($secret, $dump);
            }
        }
        // A table that nobody knows is named, and can be told about.
        self::assertMatchesRegularExpression('/^warning: nobody said whether personal data are in wp_guests, [^\n]*`wp_guests\.\*,keep`[^\n]*\n$/D', $result->errors);
        $this->environmentWith($this->scrubRules("# ours\n*guests.mail[kind=guest],email\n*guests.mail,empty\n"));
        $result = $this->succeed('db:export', '--scrub', '--force', 'scrubbed.sql');
        self::assertSame('', $result->errors);
        $dump = (string) file_get_contents("$this->folder/scrubbed.sql");
        foreach (self::SECRETS as $secret) {
            self::assertStringNotContainsStringIgnoringCase($secret, $dump);
        }

        // What is published and what makes a shop stays.
        foreach (['Hello world', 'A fine review', "'DE'", 'wc_order_stays', 'wp_woocommerce_sessions'] as $kept) {
            self::assertStringContainsString($kept, $dump);
        }
        $box = $this->createDatabase('box');
        $command = ['mariadb', '--no-defaults', '-uroot', '--socket=' . Server::socket(), self::databaseName('box')];
        self::assertSame(0, $this->execute($command, $dump)->status);
        self::assertSame('3', self::value($box, 'SELECT COUNT(DISTINCT user_email, user_login) FROM wp_users'));
        self::assertSame('0', self::value($box, 'SELECT COUNT(*) FROM wp_woocommerce_sessions'));
        self::assertSame('0', self::value($box, 'SELECT COUNT(*) FROM wp_newsletter'));
        // The customer is still one and the same, in users, orders and comments.
        $email = self::value($box, 'SELECT user_email FROM wp_users WHERE ID = 2');
        self::assertMatchesRegularExpression('/^user-[0-9a-f]{16}@example\.invalid$/D', (string) $email);
        self::assertSame($email, self::value($box, 'SELECT billing_email FROM wp_wc_orders'));
        self::assertSame($email, self::value($box, "SELECT meta_value FROM wp_postmeta WHERE meta_key = '_billing_email'"));
        self::assertSame($email, self::value($box, 'SELECT comment_author_email FROM wp_comments WHERE comment_ID = 1'));
        self::assertSame('1', self::value($database, "SELECT COUNT(*) FROM wp_users WHERE user_email = 'bob@customers.test'"));
    }

    public function testACopyIsRestoredWithFakes(): void
    {
        $this->shop();
        $this->succeed('db:backup');
        $this->succeed('db:export', 'plain.sql');
        $box = $this->box($this->scrubRules("*guests.mail,email\n"));
        foreach ([['db:restore', '--site=www.example.com'], ['db:import', 'plain.sql']] as $restore) {
            $result = $this->succeed(...$restore, ...['--scrub']);
            self::assertStringContainsString('personal data replaced by fakes', $result->output);
            $program = ['mariadb-dump', '--no-defaults', '-uroot', '--socket=' . Server::socket()];
            $dump = $this->execute([...$program, self::databaseName('box')])->output;
            foreach (self::SECRETS as $secret) {
                self::assertStringNotContainsStringIgnoringCase($secret, $dump);
            }
            $email = (string) self::value($box, 'SELECT user_email FROM wp_users WHERE ID = 2');
            self::assertMatchesRegularExpression('/^user-[0-9a-f]{16}@example\.invalid$/D', $email);
            self::assertSame($email, self::value($box, 'SELECT billing_email FROM wp_wc_orders'));
            $this->succeed('db:restore', '--drop-old');
        }

        $this->environmentWith(['WP_ENVIRONMENT_TYPE' => 'production']);
        $restore = ['db:restore', '--confirm=www.example.com', '--scrub'];
        $this->assertFails(ExitCode::REFUSED, 'no copy but the site itself', $this->cli(...$restore));
    }

    /** The same from a backup that holds all of it, by several processes, before anybody sees the tables. */
    public function testACopyIsScrubbedOnItsWayIn(): void
    {
        $database = $this->shop();
        $database->query('DROP TABLE wp_guests');
        $this->succeed('db:backup');
        $box = $this->box($this->scrubRules());
        $this->succeed('db:restore', '--scrub', '--jobs=2');
        $command = ['mariadb-dump', '--no-defaults', '-uroot', '--socket=' . Server::socket(), self::databaseName('box')];
        $dump = $this->execute($command)->output;
        self::assertStringContainsString('Hello world', $dump);
        foreach (self::SECRETS as $secret) {
            self::assertStringNotContainsStringIgnoringCase($secret, $dump);
        }
        self::assertSame(
            self::value($box, 'SELECT user_email FROM wp_users WHERE ID = 2'),
            self::value($box, 'SELECT billing_email FROM wp_wc_orders'),
        );
    }

    public function testUsersAreKeptOnRequestAndFakesAreTheSameWithAKey(): void
    {
        $this->shop();
        $this->environmentWith(['SCRUB_KEEP' => 'admin, BOB@customers.test', 'SCRUB_KEY' => 'a secret'] + $this->scrubRules("*guests.*,keep\n"));
        $this->succeed('db:export', '--scrub', 'one.sql');
        $this->succeed('db:export', '--scrub', 'two.sql');
        [$one, $two] = array_map(
            fn (string $file): array => $this->rowsOf("$this->folder/$file", 'wp_users'),
            ['one.sql', 'two.sql'],
        );
        self::assertSame($one, $two);
        self::assertStringContainsString("'admin','\$P\$adminHash'", $one[0]);
        self::assertStringContainsString('bob@customers.test', $one[1]);
        self::assertStringNotContainsString('carol', $one[2]);
        $this->environmentWith(['SCRUB_KEEP' => 'a*']);
        $this->assertFails(ExitCode::USAGE, 'SCRUB_KEEP', $this->cli('db:export', '--scrub', 'three.sql'));
    }

    /** No dump program writes e-mail addresses in hexadecimal digits unless it is asked to; another one may. */
    #[Group('mariadb')]
    public function testWhatCannotBeToldIsNotWritten(): void
    {
        $this->shop();
        $real = trim($this->execute(['bash', '-c', 'command -v mariadb-dump'])->output);
        mkdir("$this->folder/bin");
        file_put_contents("$this->folder/bin/mariadb-dump", "#!/bin/bash\nset -o pipefail; $real \"\$@\" | sed \"s/'bob@customers.test'/0x626f62/\"\n");
        chmod("$this->folder/bin/mariadb-dump", 0755);
        $result = $this->execute(
            [...self::php(), self::entry(), 'db:export', '--scrub', 'x.sql'],
            variables: ['PATH' => "$this->folder/bin:" . getenv('PATH')] + getenv(),
        );
        $this->assertFails(ExitCode::FAILED, 'wp_comments.comment_author_email', $result);
        self::assertFileDoesNotExist("$this->folder/x.sql");
    }

    public function testWrongRulesAreNamedWithTheirLine(): void
    {
        $this->shop();
        file_put_contents("$this->folder/scrub.csv", "*a.b,email\n*c.d,nothing\n");
        $this->environmentWith(['SCRUB_RULES' => 'scrub.csv']);
        $this->assertFails(ExitCode::USAGE, 'line 2 of', $this->cli('db:export', '--scrub', 'x.sql'));
        $this->environmentWith(['SCRUB_RULES' => 'missing.csv']);
        $this->assertFails(ExitCode::USAGE, 'cannot be read', $this->cli('db:export', '--scrub', 'x.sql'));
    }

    private function shop(): \mysqli
    {
        $database = $this->production();
        foreach (
            [
                "users (ID bigint unsigned NOT NULL AUTO_INCREMENT, user_login varchar(60) NOT NULL, user_pass varchar(255) NOT NULL,
                    user_nicename varchar(50) NOT NULL, user_email varchar(100) NOT NULL, user_url varchar(100) NOT NULL DEFAULT '',
                    user_activation_key varchar(255) NOT NULL DEFAULT '', display_name varchar(250) NOT NULL DEFAULT '',
                    PRIMARY KEY (ID), UNIQUE KEY user_login (user_login), UNIQUE KEY user_email (user_email))" => [
                    [1, 'admin', '$P$adminHash', 'admin', 'admin@www.example.com', '', '', 'The Admin'],
                    [2, 'bobby', 'P4ssw0rdHash', 'bobby', 'bob@customers.test', 'https://bob.test', 'x:y', 'Bob Builder'],
                    [3, 'carol', '$P$carol', 'carol', 'carol@newsletter.test', '', '', 'Carol'],
                ],
                'usermeta (umeta_id int, user_id int, meta_key varchar(255), meta_value longtext)' => [
                    [1, 2, 'first_name', 'Bob'], [2, 2, 'last_name', 'Builder'], [3, 2, 'billing_phone', '+49 171 555'],
                    [4, 2, 'session_tokens', serialize(['x' => ['ip' => '203.0.113.77', 'ua' => 'Mozilla']])],
                    [5, 2, 'wp_capabilities', serialize(['customer' => true])], [6, 2, 'billing_address_1', 'Lindenallee 5'],
                    [7, 2, 'billing_custom_field', 'Berlin'],
                ],
                'comments (comment_ID int, comment_author tinytext, comment_author_email varchar(100), comment_author_IP varchar(100),
                    comment_agent varchar(255), comment_content text, comment_approved varchar(20), comment_type varchar(20))' => [
                    [1, 'Bob Builder', 'bob@customers.test', '203.0.113.77', 'Mozilla', 'A fine review', '1', 'review'],
                    [2, 'WooCommerce', '', '', '', 'paid by Bob', '1', 'order_note'],
                    [3, 'x', 'y', '203.0.113.77', '', 'private message', '0', 'comment'],
                ],
                "wc_orders (id int, billing_email varchar(320), ip_address varchar(100), user_agent text, customer_note text,
                    transaction_id varchar(100), status varchar(20))" => [
                    [9, 'bob@customers.test', '203.0.113.77', 'Mozilla', 'leave it with the neighbour', 'visa-1234', 'wc_order_stays'],
                ],
                'wc_order_addresses (id int, first_name text, last_name text, address_1 text, city text, postcode text, country text,
                    email varchar(320), phone varchar(100))' => [
                    [1, 'Bob', 'Builder', 'Lindenallee 5', 'Berlin', '10115', 'DE', 'bob@customers.test', '+49 171 555'],
                ],
                'woocommerce_sessions (session_id int, session_value longtext)' => [[1, 'Session of Bob']],
                'newsletter (id int, email varchar(100))' => [[1, 'carol@newsletter.test']],
                'guests (id int, kind varchar(10), mail varchar(100))' => [
                    [1, 'guest', 'wp.bob-guests@own.test'], [2, 'other', 'wp.bob-guests@own.test'],
                ],
                'postmeta' => [
                    [10, 9, '_billing_email', 'bob@customers.test'], [11, 9, '_billing_address_index', 'Bob Builder Berlin'],
                    [12, 9, '_billing_country', 'DE'], [13, 8, '_field_your-name', 'Bob Builder'],
                    [14, 8, '_field_colour', 'field_123'],
                ],
                'options' => [
                    [10, 'admin_email', 'bob@customers.test', 'yes'], [11, '_transient_x', 'keyword-of-a-transient', 'no'],
                ],
                'posts' => [[10, '2026-01-01 00:00:00', 'Hello world', '']],
            ] as $table => $rows
        ) {
            $name = 'wp_' . strtok($table, ' ');
            if (str_contains($table, '(')) {
                $database->query("CREATE TABLE wp_$table");
            }
            foreach ($rows as $row) {
                $database
                    ->prepare("INSERT INTO $name VALUES (" . implode(', ', array_fill(0, count($row), '?')) . ')')
                    ->execute($row);
            }
        }

        return $database;
    }

    /** @param array<string, string> $variables */
    private function environmentWith(array $variables): void
    {
        $this->configure('production', $variables + ['SITE_URL' => 'https://www.example.com']);
    }

    /** @return list<string> */
    private function rowsOf(string $file, string $table): array
    {
        preg_match("/INSERT INTO `$table` VALUES\s*(.*?);\n/s", (string) file_get_contents($file), $match);

        return preg_split('/\),\s*\(/', trim($match[1] ?? '')) ?: [];
    }
}
