<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Property;

use WpNormalize\Replacer;
use WpNormalize\Tests\Corpus\SqlText;
use WpNormalize\Tests\Reference\Reference;

/** The same on real dumps. */
final class Dumps
{
    private const SITES = ['wordpress', 'test1.wordpress', 'test2.wordpress'];

    /** @return array<string, callable(): ?string> a complaint or null */
    public static function checks(string $folder): array
    {
        $checks = [];
        foreach (glob("$folder/*.sql") ?: [] as $file) {
            $checks[basename($file) . ' comes out as the reference has it'] = static fn (): ?string => self::likeReference($file);
        }
        if (is_file("$folder/multisite-before.sql") && is_file("$folder/multisite-after.sql")) {
            $before = (string) file_get_contents("$folder/multisite-before.sql");
            $after = (string) file_get_contents("$folder/multisite-after.sql");
            $checks['the multisite moves as it was moved'] = static fn (): ?string => self::moved($before, $after, self::map());
            $checks['the multisite moves back'] = static fn (): ?string => self::moved($after, $before, array_flip(self::map()));
        }
        return $checks;
    }

    private static function likeReference(string $file): ?string
    {
        $sql = (string) file_get_contents($file);
        $urls = self::map() + ['https://wordpress.org' => 'https://wp.test:81/x'];
        $arguments = ['urls' => $urls, 'keys' => true, 'subdomains' => true];
        $got = (new Replacer(...$arguments))->sql($sql);
        return SqlText::isSame((new Reference(...$arguments))->sql($sql), $got) ? null : 'differs';
    }

    /** @param array<string, string> $map */
    private static function moved(string $from, string $to, array $map): ?string
    {
        // Whoever moved the site moved some guids too, which we leave alone.
        $withoutGuids = static fn (string $sql): string
            => (string) preg_replace("~'http://[a-z0-9.]+/\\?(?:p|page_id)=\d+'~", "'guid'", $sql);
        $got = $withoutGuids((new Replacer(urls: $map))->sql($from));
        $want = $withoutGuids($to);
        return $got === $want ? null : self::firstDifference($got, $want);
    }

    /** @return array<string, string> */
    private static function map(): array
    {
        $map = [];
        foreach (self::SITES as $host) {
            $map["http://$host"] = "http://$host.localhost";
        }
        return $map;
    }

    private static function firstDifference(string $got, string $want): string
    {
        $at = strspn($got ^ $want, "\0");
        return 'want ' . substr($want, max(0, $at - 40), 120) . "\n  got  " . substr($got, max(0, $at - 40), 120);
    }
}
