<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Unit;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use WpNormalize\Cli\ExitCode;
use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Restore\Guard;
use WpNormalize\Cli\Tests\Support\TemporaryFolder;

/** What a user answers; tests/Command/RestoreTest.php has where the guard asks at all. */
final class GuardTest extends TestCase
{
    use TemporaryFolder;

    #[DataProvider('answers')]
    public function testTheDomainMustBeTyped(?string $answer, bool $passes): void
    {
        $asked = '';
        $guard = new Guard($this->site(['SITE_URL' => 'https://www.example.com/blog', 'WP_ENV' => 'production']));
        try {
            $guard->check(true, null, static function (string $question) use ($answer, &$asked): ?string {
                $asked = $question;

                return $answer;
            });
            self::assertTrue($passes);
        } catch (Failure $failure) {
            self::assertFalse($passes);
            self::assertSame(ExitCode::REFUSED, $failure->exitCode);
        }
        self::assertStringContainsString('type its domain (www.example.com)', $asked);
    }

    /** @return iterable<array{?string, bool}> */
    public static function answers(): iterable
    {
        yield ['www.example.com', true];
        yield ['example.com', false];
        yield ['yes', false];
        yield ['', false];
        yield [null, false];
    }

    /** WordPress would run there as in production. */
    #[DataProvider('unknownTypes')]
    public function testANameThatIsNotKnownIsNoPass(string $type): void
    {
        $guard = new Guard($this->site(['SITE_URL' => 'https://www.example.com', 'WP_ENV' => $type]));
        self::assertFalse($guard->isLive(false));
        $this->expectException(Failure::class);
        $guard->check(true, null, null);
    }

    /** @return iterable<array{string}> */
    public static function unknownTypes(): iterable
    {
        yield ['prod'];
        yield ['live'];
        yield ['locale'];
    }

    public function testNobodyIsAskedWhereNothingIsAtStake(): void
    {
        $this->expectNotToPerformAssertions();
        $ask = static fn (): never => self::fail('the user was asked');
        (new Guard($this->site(['SITE_URL' => 'http://localhost', 'WP_ENV' => 'local'])))->check(true, null, $ask);
        (new Guard($this->site(['SITE_URL' => 'http://localhost'])))->check(false, null, $ask);
    }
}
