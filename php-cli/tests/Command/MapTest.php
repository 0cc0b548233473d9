<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Command;

use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Tests\Support\CommandTestCase;
use WpNormalize\Cli\Tests\Support\Server;
use WpNormalize\Cli\Tests\Support\SiteFixture;

/** Under which addresses a restored site is. */
final class MapTest extends CommandTestCase
{
    private const OLD = 'https://www.example.com';

    public function testANetworkWithDomainsOfEveryKind(): void
    {
        $production = $this->network();
        $this->succeed('db:backup');
        file_put_contents("$this->folder/dump.sql", $this->dump());
        $manifest = json_decode((string) file_get_contents("$this->folder/store/" . $this->stored()[0]), true);
        self::assertEqualsCanonicalizing(['www.example.com', 'example.de', 'fr.example.com'], $manifest['site']['domains']);

        foreach ([['db:restore', '--site=www.example.com'], ['db:import', 'dump.sql']] as $command) {
            $box = $this->box(['SITE_URL' => 'http://box.test:8080']);
            $result = $this->succeed(...$command);
            self::assertStringContainsString("define('DOMAIN_CURRENT_SITE', 'box.test:8080');", $result->output);
            self::assertSame(
                [
                    ['box.test:8080', '/'],
                    ['shop.box.test:8080', '/'],
                    ['own-domain-com.box.test:8080', '/'],
                    ['box.test:8080', '/dir/'],
                ],
                $box->query('SELECT domain, path FROM wp_blogs ORDER BY blog_id')->fetch_all(),
            );
            self::assertSame('box.test:8080', self::value($box, 'SELECT domain FROM wp_site'));
            self::assertSame('http://shop.box.test:8080', self::value($box, "SELECT option_value FROM wp_2_options WHERE option_name = 'home'"));
            self::assertSame(
                'http://box.test:8080 http://shop.box.test:8080/a http://own-domain-com.box.test:8080'
                . ' http://own-domain-com.box.test:8080 http://example-de.box.test:8080 https://cdn.example.com',
                self::option($box, 'links'),
            );
            $polylang = unserialize((string) self::option($box, 'polylang'));
            self::assertSame('http://example-de.box.test:8080', $polylang['domains']['de']);
            self::assertSame('fr.box.test:8080', unserialize((string) self::value(
                $box,
                "SELECT option_value FROM wp_2_options WHERE option_name = 'icl_sitepress_settings'",
            ))['language_domains']['fr']);
        }
        $production->close();
    }

    /** Then what comes first is not all that there is. */
    public function testADumpWhoseTablesAreNotSorted(): void
    {
        $this->network();
        $dump = $this->dump('wp_options', 'wp_posts', 'wp_2_options', 'wp_blogs', 'wp_site');
        file_put_contents("$this->folder/dump.sql", $dump);
        $box = $this->box(['SITE_URL' => 'http://box.test']);
        $this->succeed('db:import', 'dump.sql');
        self::assertSame('shop.box.test', self::value($box, 'SELECT domain FROM wp_blogs WHERE blog_id = 2'));
        self::assertStringContainsString('http://own-domain-com.box.test', (string) self::option($box, 'links'));
    }

    public function testAFileOfRulesAndWhatWinsOverIt(): void
    {
        $this->network();
        $this->succeed('db:backup');
        file_put_contents(
            "$this->folder/map.csv",
            "# cdn\ncdn.example.com,http://cdn.test\nown-domain.com,http://own.test\nwww.own-domain.com,www.own-domain.com\n",
        );
        $box = $this->box(['SITE_URL' => 'http://box.test', 'SITE_MAP' => 'map.csv']);
        $result = $this->succeed('db:restore', '--site=www.example.com', '--map=cdn.example.com=http://cdn2.test');
        self::assertStringContainsString('www.own-domain.com stays', $result->output);
        self::assertSame(
            'http://box.test http://shop.box.test/a http://own.test https://www.own-domain.com'
            . ' http://example-de.box.test https://cdn2.test',
            self::option($box, 'links'),
        );

        file_put_contents("$this->folder/map.csv", "a.test,b.test\n\nshop.example.com\n");
        $restore = ['db:restore', '--site=www.example.com'];
        $this->assertFails(ExitCode::USAGE, "line 3 of $this->folder/map.csv", $this->cli(...$restore));
        $this->succeed(...$restore, ...['--no-map']);
        self::assertSame(self::OLD, self::option($box, 'home'));
    }

    /** A committed SITE_MAP is for copies: it must not touch the site itself when that is brought back. */
    public function testAFileOfRulesIsForSitesThatMove(): void
    {
        $production = $this->production();
        $this->succeed('db:backup');
        file_put_contents("$this->folder/map.csv", "www.example.com/about,http://about.test\n");
        $this->configure('production', [
            'SITE_URL' => self::OLD,
            'WP_ENVIRONMENT_TYPE' => 'production',
            'SITE_MAP' => 'map.csv',
        ]);
        $before = self::checksums($production);
        $this->succeed('db:restore', '--confirm=www.example.com');
        self::assertSame($before, array_intersect_key(self::checksums($production), $before));
    }

    public function testTwoBlogsAtOneAddressAreRefused(): void
    {
        $this->network();
        $this->succeed('db:backup');
        $box = $this->box(['SITE_URL' => 'http://box.test']);
        $this->assertFails(
            ExitCode::USAGE,
            'both www.example.com/ and shop.example.com/ into box.test/',
            $this->cli('db:restore', '--site=www.example.com', '--map=shop.example.com=http://box.test'),
        );
        self::assertSame([], self::tables($box));
    }

    public function testWordPressInAFolderOfItsOwn(): void
    {
        $production = $this->production();
        $production->query("UPDATE wp_options SET option_value = '" . self::OLD . "/wp' WHERE option_name = 'siteurl'");
        $this->succeed('db:backup');
        $box = $this->box(['SITE_URL' => 'http://box.test/wp', 'SITE_HOME' => 'http://box.test']);
        $this->succeed('db:restore', '--site=www.example.com');
        self::assertSame(['http://box.test/wp', 'http://box.test'], [self::option($box, 'siteurl'), self::option($box, 'home')]);
    }

    /** www.example.com with a blog below it, one on a domain of its own, one in a directory, and two languages. */
    private function network(): \mysqli
    {
        $production = $this->production();
        SiteFixture::install($production, 'wp_2_', 'https://shop.example.com');
        $production->query('CREATE TABLE wp_blogs (blog_id bigint NOT NULL, site_id bigint NOT NULL DEFAULT 0,
            domain varchar(200) NOT NULL DEFAULT "", path varchar(100) NOT NULL DEFAULT "", PRIMARY KEY (blog_id))');
        $production->query("INSERT INTO wp_blogs VALUES (1, 1, 'www.example.com', '/'), (2, 1, 'shop.example.com', '/'),
            (3, 1, 'own-domain.com', '/'), (4, 1, 'www.example.com', '/dir/')");
        $production->query('CREATE TABLE wp_site (id bigint NOT NULL, domain varchar(200) NOT NULL DEFAULT "",
            path varchar(100) NOT NULL DEFAULT "", PRIMARY KEY (id))');
        $production->query("INSERT INTO wp_site VALUES (1, 'www.example.com', '/')");
        $links = self::OLD . ' https://shop.example.com/a http://own-domain.com https://www.own-domain.com'
            . ' https://example.de https://cdn.example.com';
        $polylang = serialize(['force_lang' => 3, 'domains' => ['en' => self::OLD, 'de' => 'https://example.de']]);
        $wpml = serialize(['language_negotiation_type' => 2, 'language_domains' => ['fr' => 'fr.example.com', "it's" => '']]);
        $insert = $production->prepare('INSERT INTO wp_options (option_name, option_value) VALUES (?, ?), (?, ?)');
        $insert->execute(['links', $links, 'polylang', $polylang]);
        $insert = $production->prepare('INSERT INTO wp_2_options (option_name, option_value) VALUES (?, ?)');
        $insert->execute(['icl_sitepress_settings', $wpml]);

        return $production;
    }

    private function dump(string ...$tables): string
    {
        return $this->execute([...Server::dumpProgram(), self::databaseName('production'), ...$tables])->output;
    }
}
