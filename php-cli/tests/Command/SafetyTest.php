<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\SiteFixture;

/** A copy of a site must not do harm. Each line of what is asked for is one precaution. */
final class SafetyTest extends CommandTestCase
{
    private const OLD = 'https://www.example.com';
    private const STRIPE = ['enabled' => 'yes', 'testmode' => 'no', 'secret_key' => 'sk_live', 'rate' => 0.1, 'more' => ['a' => null]];

    public function testACopyIsHarmless(): void
    {
        $this->shop();
        $this->succeed('db:backup');
        $box = $this->box();
        $result = $this->succeed('db:restore', '--site=www.example.com');

        self::assertSame([
            'search engines' => '0 0',
            'mail' => '1 1',
            'mail servers' => 'a:0:{} ||a:0:{}',
            'newsletters' => 'paused,paused,completed sent,paused',
            'webhooks' => 'disabled,paused',
            'scheduled actions' => 'complete,canceled,canceled',
            'API keys' => '0',
            'application passwords' => '0',
            'sessions' => '0',
            'password resets' => '',
            'another blog' => '0',
        ], self::answers($box));
        self::assertSame(array_replace(self::STRIPE, ['testmode' => 'yes']), self::settings($box, 'stripe'));
        self::assertSame('no', self::settings($box, 'paypal')['enabled']);
        self::assertSame('yes', self::settings($box, 'bacs')['enabled']);
        self::assertSame('yes', self::settings($box, 'new_order')['enabled']);
        self::assertSame('', self::option($box, 'woocommerce_odd_settings'));
        self::assertSame(serialize(['enabled' => 'no']), self::option($box, 'woocommerce_off_settings'));
        foreach (['payment by stripe is in test mode', 'payment by paypal is off', 'WP Mail SMTP', 'webhooks paused (1)'] as $words) {
            self::assertStringContainsString($words, $result->output);
        }
    }

    /** Who lacks a right is told to get it, and not to let mails and payments go out. */
    public function testAMissingRightIsNoReasonToLeaveTheQuarantineOut(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $this->box();
        $this->configure('box', [
            'SITE_URL' => 'http://localhost:8080',
            'WP_ENVIRONMENT_TYPE' => 'local',
            'DB_USER' => $this->createUser('x', 'box', 'SELECT, INSERT, UPDATE, CREATE, DROP, ALTER, INDEX, REFERENCES ON *'),
            'DB_PASSWORD' => 'x',
        ]);
        $result = $this->cli('db:restore');
        $this->assertFails(ExitCode::FAILED, 'db:doctor prints the grants', $result);
        self::assertStringNotContainsString('--no-quarantine', $result->errors);
    }

    public function testNoQuarantineLeavesEverythingAsItIs(): void
    {
        $production = $this->shop();
        $this->succeed('db:backup');
        $before = self::checksums($production);
        $box = $this->box();
        $this->succeed('db:restore', '--site=www.example.com', '--no-quarantine', '--no-map');
        self::assertSame($before, self::checksums($box));
        self::assertFileDoesNotExist("$this->folder/wp-content/mu-plugins/wpn-quarantine.php");

        $this->configure('production', ['SITE_URL' => self::OLD, 'WP_ENVIRONMENT_TYPE' => 'production']);
        $this->succeed('db:restore', '--confirm=www.example.com', '--no-undo');
        self::assertSame($before, self::checksums($production));
    }

    /** An environment without a name is told by its address, whether that is put into the tables or not. */
    public function testWhatIsACopyWithoutAName(): void
    {
        $production = $this->production();
        $this->succeed('db:backup');
        $box = $this->createDatabase('box');
        $this->configure('box', ['SITE_URL' => 'http://localhost:8080']);
        $this->succeed('db:restore', '--site=www.example.com', '--no-map');
        self::assertSame('1', self::option($box, 'wpn_quarantine'));
        $this->configure('production', ['SITE_URL' => self::OLD]);
        $this->succeed('db:restore', '--confirm=www.example.com');
        self::assertSame(['1', null], [self::option($production, 'blog_public'), self::option($production, 'wpn_quarantine')]);
    }

    public function testATableThatOnlyHasThatNameIsNamed(): void
    {
        $production = $this->production();
        $production->query('CREATE TABLE wp_wc_webhooks (id int PRIMARY KEY)');
        $this->succeed('db:backup');
        $box = $this->box();
        $restore = ['db:restore', '--site=www.example.com'];
        $this->assertFails(ExitCode::FAILED, "could not be made harmless: Unknown column 'status'", $this->cli(...$restore));
        self::assertSame([], self::tables($box));
        $this->succeed(...$restore, ...['--no-quarantine']);
    }

    /** A copy that goes live, by a backup of it, is none any more. */
    public function testQuarantineEndsInProduction(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $box = $this->box();
        $this->succeed('db:restore', '--site=www.example.com');
        self::assertNotNull(self::option($box, 'wpn_quarantine'));
        $this->succeed('db:backup');
        $live = $this->createDatabase('live');
        $this->configure('live', ['SITE_URL' => self::OLD, 'WP_ENVIRONMENT_TYPE' => 'production']);
        $this->succeed('db:restore', '--site=localhost-8080', '--confirm=www.example.com');
        self::assertNull(self::option($live, 'wpn_quarantine'));
    }

    public function testThePluginKeepsMailBackWhereTheDatabaseSaysSo(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $box = $this->box();
        umask(0077);
        $this->succeed('db:restore', '--site=www.example.com');
        umask(0022);
        $plugin = "$this->folder/wp-content/mu-plugins/wpn-quarantine.php";
        self::assertSame(0644, fileperms($plugin) & 0777);
        $script = 'function add_filter($hook, $call, $priority) { global $filter; $filter[$hook] = $call; }'
            . 'function get_option($name) { return getenv($name); }'
            . "require '$plugin'; var_export(\$filter['pre_wp_mail'](null));";
        self::assertSame('true', $this->execute([PHP_BINARY, '-r', $script], '', ['wpn_quarantine' => (string) self::option($box, 'wpn_quarantine')])->output);
        self::assertSame('NULL', $this->execute([PHP_BINARY, '-r', $script], '', [])->output);
    }

    public function testWhereWordPressIsNotKnownItIsSaid(): void
    {
        $this->production();
        $this->succeed('db:backup');
        $this->box();
        rmdir("$this->folder/wp-content");
        $result = $this->cli('db:restore', '--site=www.example.com');
        self::assertSame(ExitCode::WARNINGS, $result->status, (string) $result);
        self::assertStringContainsString('mail is not kept back: set SITE_PATH', $result->errors);
        // By hand it works as well as it says.
        preg_match('/php cli (\S+) > wp-content/', $result->errors, $advice);
        self::assertStringContainsString("add_filter('pre_wp_mail'", $this->succeed($advice[1])->output);

        $box = $this->box(['SITE_PATH' => 'nowhere']);
        $this->assertFails(ExitCode::USAGE, "SITE_PATH $this->folder/nowhere", $this->cli('db:restore', '--site=www.example.com'));
        self::assertSame([], self::tables($box));

        rmdir("$this->folder/wp-content");
        mkdir("$this->folder/web/app/", recursive: true);
        touch("$this->folder/web/wp-config.php");
        $this->succeed('db:restore', '--site=www.example.com', "--env-file=$this->folder/" . $this->bedrock());
        self::assertFileExists("$this->folder/web/app/mu-plugins/wpn-quarantine.php");
    }

    public function testCachesOfTheOldAddressAreDropped(): void
    {
        $production = $this->production();
        $production->query("INSERT INTO wp_options (option_name, option_value) VALUES ('_transient_x', 'x'),
            ('_transient_timeout_x', '1'), ('_site_transient_y', 'y'), ('transient_z', 'z'), ('rewrite_rules', 'a:1:{i:0;i:1;}'),
            ('_elementor_global_css', 'x')");
        $production->query("INSERT INTO wp_postmeta (post_id, meta_key, meta_value) VALUES (1, '_elementor_css', 'x'), (1, '_elementor_data', 'x')");
        $production->query('CREATE TABLE wp_sitemeta (meta_id bigint PRIMARY KEY, meta_key varchar(255), meta_value longtext)');
        $production->query("INSERT INTO wp_sitemeta VALUES (1, '_site_transient_z', 'z'), (2, 'site_name', 'x')");
        foreach (['wpr_rocket_cache', 'wpr_rucss_used_css', 'wpr_above_the_fold'] as $table) {
            $production->query("CREATE TABLE wp_$table (id int PRIMARY KEY)");
            $production->query("INSERT INTO wp_$table VALUES (1)");
        }
        $this->succeed('db:backup');
        $names = "SELECT GROUP_CONCAT(option_name ORDER BY option_name) FROM wp_options
            WHERE option_name LIKE '%transient%' OR option_name LIKE '%elementor%'";
        $keys = "SELECT GROUP_CONCAT(meta_key) FROM wp_postmeta WHERE meta_key LIKE '\\_elementor%'";

        $box = $this->box();
        $this->succeed('db:restore', '--site=www.example.com');
        self::assertSame('transient_z', self::value($box, $names));
        self::assertSame('_elementor_data', self::value($box, $keys));
        self::assertSame('a:1:{i:0;i:1;}', self::option($box, 'rewrite_rules'));
        self::assertSame('site_name', self::value($box, 'SELECT GROUP_CONCAT(meta_key) FROM wp_sitemeta'));
        self::assertSame('0', self::value($box, 'SELECT (SELECT COUNT(*) FROM wp_wpr_rocket_cache)
            + (SELECT COUNT(*) FROM wp_wpr_rucss_used_css) + (SELECT COUNT(*) FROM wp_wpr_above_the_fold)'));

        $box = $this->box(['SITE_URL' => 'http://localhost/copy']);
        $this->succeed('db:restore', '--site=www.example.com');
        self::assertSame('', self::option($box, 'rewrite_rules'));

        $box = $this->box();
        $this->succeed('db:restore', '--site=www.example.com', '--no-map');
        self::assertStringContainsString('_site_transient_y', (string) self::value($box, $names));
        self::assertSame('_elementor_css,_elementor_data', self::value($box, $keys));
    }

    private function bedrock(): string
    {
        $settings = (string) file_get_contents("$this->folder/.env");
        file_put_contents("$this->folder/.env.bedrock", str_replace("SITE_PATH='nowhere'", "SITE_PATH='web'", $settings));

        return '.env.bedrock';
    }

    /** @return array<string, string> of a database, how harmless it is */
    private static function answers(\mysqli $database): array
    {
        $queries = [
            'search engines' => "SELECT CONCAT((SELECT option_value FROM wp_options WHERE option_name = 'blog_public'), ' ',
                (SELECT option_value FROM wp_2_options WHERE option_name = 'blog_public'))",
            'mail' => "SELECT CONCAT((SELECT COUNT(*) FROM wp_options WHERE option_name = 'wpn_quarantine'), ' ',
                (SELECT COUNT(*) FROM wp_2_options WHERE option_name = 'wpn_quarantine'))",
            'mail servers' => "SELECT CONCAT_WS('|', (SELECT CONCAT(option_value, ' ') FROM wp_options WHERE option_name = 'wp_mail_smtp'),
                (SELECT option_value FROM wp_2_options WHERE option_name = 'sendgrid_api_key'),
                (SELECT meta_value FROM wp_sitemeta WHERE meta_key = 'wposes_settings'))",
            'newsletters' => "SELECT CONCAT((SELECT GROUP_CONCAT(status ORDER BY id) FROM wp_mailpoet_scheduled_tasks), ' ',
                (SELECT GROUP_CONCAT(status ORDER BY id) FROM wp_newsletter_emails))",
            'webhooks' => 'SELECT GROUP_CONCAT(status ORDER BY webhook_id) FROM wp_wc_webhooks',
            'scheduled actions' => 'SELECT GROUP_CONCAT(status ORDER BY action_id) FROM wp_actionscheduler_actions',
            'API keys' => 'SELECT COUNT(*) FROM wp_woocommerce_api_keys',
            'application passwords' => "SELECT COUNT(*) FROM wp_usermeta WHERE meta_key = '_application_passwords'",
            'sessions' => "SELECT COUNT(*) FROM wp_usermeta WHERE meta_key = 'session_tokens'",
            'password resets' => 'SELECT GROUP_CONCAT(user_activation_key) FROM wp_users',
            'another blog' => 'SELECT COUNT(*) FROM wp_2_woocommerce_api_keys',
        ];

        return array_map(static fn (string $sql): string => (string) self::value($database, $sql), $queries);
    }

    /** @return array<string, mixed> */
    private static function settings(\mysqli $database, string $gateway): array
    {
        return unserialize((string) self::option($database, "woocommerce_{$gateway}_settings"), ['allowed_classes' => false]);
    }

    /** A network of two blogs with WooCommerce and plugins that send mail. */
    private function shop(): \mysqli
    {
        $shop = $this->production();
        SiteFixture::install($shop, 'wp_2_', 'https://www.example.com/two');
        foreach ([
            "CREATE TABLE wp_blogs (blog_id bigint PRIMARY KEY, site_id bigint, domain varchar(200), path varchar(100))",
            "INSERT INTO wp_blogs VALUES (1, 1, 'www.example.com', '/'), (2, 1, 'www.example.com', '/two/')",
            'CREATE TABLE wp_sitemeta (meta_id bigint PRIMARY KEY, site_id bigint, meta_key varchar(255), meta_value longtext)',
            'CREATE TABLE wp_users (ID bigint PRIMARY KEY, user_activation_key varchar(255) NOT NULL)',
            'CREATE TABLE wp_usermeta (umeta_id bigint PRIMARY KEY, user_id bigint, meta_key varchar(255), meta_value longtext)',
            'CREATE TABLE wp_wc_webhooks (webhook_id bigint PRIMARY KEY, status varchar(200) NOT NULL)',
            'CREATE TABLE wp_actionscheduler_actions (action_id bigint PRIMARY KEY, status varchar(20) NOT NULL)',
            'CREATE TABLE wp_woocommerce_api_keys (key_id bigint PRIMARY KEY, consumer_secret char(43))',
            'CREATE TABLE wp_2_woocommerce_api_keys (key_id bigint PRIMARY KEY, consumer_secret char(43))',
            'CREATE TABLE wp_mailpoet_scheduled_tasks (id int PRIMARY KEY, status varchar(12))',
            'CREATE TABLE wp_newsletter_emails (id int PRIMARY KEY, status varchar(20))',
            "INSERT INTO wp_sitemeta VALUES (1, 1, 'wposes_settings', 'a:1:{i:0;i:1;}')",
            "INSERT INTO wp_users VALUES (1, '1700000000:\$P\$x')",
            "INSERT INTO wp_usermeta VALUES (1, 1, '_application_passwords', 'a:1:{i:0;i:1;}'), (2, 1, 'session_tokens', 'x'), (3, 1, 'nickname', 'n')",
            "INSERT INTO wp_wc_webhooks VALUES (1, 'disabled'), (2, 'active')",
            "INSERT INTO wp_actionscheduler_actions VALUES (1, 'complete'), (2, 'pending'), (3, 'in-progress')",
            "INSERT INTO wp_woocommerce_api_keys VALUES (1, 'x'), (2, 'y')",
            "INSERT INTO wp_2_woocommerce_api_keys VALUES (1, 'x')",
            "INSERT INTO wp_mailpoet_scheduled_tasks VALUES (1, NULL), (2, 'scheduled'), (3, 'completed')",
            "INSERT INTO wp_newsletter_emails VALUES (1, 'sent'), (2, 'sending')",
        ] as $sql) {
            $shop->query($sql);
        }
        $options = [
            'wp_mail_smtp' => serialize(['smtp' => ['host' => 'smtp.example.com', 'pass' => 'x']]),
            'woocommerce_stripe_settings' => serialize(self::STRIPE),
            'woocommerce_paypal_settings' => serialize(['enabled' => 'yes', 'email' => 'shop@example.com']),
            'woocommerce_bacs_settings' => serialize(['enabled' => 'yes']),
            'woocommerce_off_settings' => serialize(['enabled' => 'no']),
            'woocommerce_new_order_settings' => serialize(['enabled' => 'yes', 'email_type' => 'html']),
            'woocommerce_odd_settings' => serialize(['enabled' => 'yes', 'object' => new \ArrayObject([1])]),
        ];
        $insert = $shop->prepare('INSERT INTO wp_options (option_name, option_value) VALUES (?, ?)');
        foreach ($options as $name => $value) {
            $insert->execute([$name, $value]);
        }
        $shop->query("INSERT INTO wp_2_options (option_name, option_value) VALUES ('sendgrid_api_key', 'SG.x')");

        return $shop;
    }
}
