<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Unit;

use PHPUnit\Framework\TestCase;
use WpNormalize\Cli\Backup\LeanDump;
use WpNormalize\Cli\Safety\PersonalData;
use WpNormalize\Cli\Safety\Scrub;
use WpNormalize\Cli\Tests\Support\TemporaryFolder;
use WpNormalize\Replacer;

final class PersonalDataTest extends TestCase
{
    use TemporaryFolder;

    /** Whether a rule is one, the extension says. */
    public function testEveryRuleIsOne(): void
    {
        new Replacer(fakes: PersonalData::fakes(['admin', 'bob@x.test']), dropRows: PersonalData::dropRows());
        self::assertSame(PersonalData::dropRows(), array_unique(PersonalData::dropRows()));
        self::assertSame([], array_diff(LeanDump::dropRows(), PersonalData::dropRows()));
    }

    public function testCountriesAndStatesStay(): void
    {
        $keys = ['billing_country', '_shipping_state', '_billing_email', 'billing_note', 'rating'];
        $rows = implode(',', array_map(static fn (string $key): string => "('$key','value')", $keys));
        $sql = (new Replacer(fakes: PersonalData::fakes()))->sql("INSERT INTO wp_2_postmeta (meta_key, meta_value) VALUES $rows");
        self::assertMatchesRegularExpression(
            "/country','value'\),\('_shipping_state','value'\),\('_billing_email','user-\w+@example\.invalid'\),"
                . "\('billing_note','Lorem'\),\('rating','value'\)/",
            $sql,
        );
    }

    public function testTheSameRowsGoFromTablesThatAreLoaded(): void
    {
        file_put_contents("$this->folder/scrub.csv", "*Mine[kind=it's],drop\n");
        $scrub = Scrub::from($this->environment(['SCRUB_RULES' => 'scrub.csv']));
        self::assertSame(["`kind` LIKE 'it''s'"], $scrub->deletions('wp_mine', ['kind']));
        self::assertSame(['1 = 1'], $scrub->deletions('wp_gf_entry', ['id']));
        self::assertSame([], $scrub->deletions('wp_terms', ['id']));
        self::assertContains(
            "`option_name` LIKE '\\_transient\\_%'",
            $scrub->deletions('wp_2_options', ['option_name', 'option_value']),
        );
        self::assertContains(
            "`meta_key` LIKE '\\_field\\_%' AND (`meta_value` IS NULL OR `meta_value` NOT LIKE 'field\\_%')",
            $scrub->deletions('wp_postmeta', ['meta_key', 'meta_value']),
        );
        self::assertSame([], $scrub->deletions('wp_options', ['another']));
    }

    public function testTablesThatNobodyKnowsAreNamed(): void
    {
        $tables = ['wp_posts', 'wp_2_terms', 'wp_my_guests', 'wp_gf_entry', 'WP_USERS'];
        $rules = [...array_keys(PersonalData::fakes()), ...PersonalData::dropRows()];
        self::assertSame(['wp_my_guests'], PersonalData::unknown($tables, $rules));
        self::assertSame([], PersonalData::unknown($tables, [...$rules, '*my_guests.mail[kind=x]']));
    }
}
