<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Property;

use WpNormalize\Replacer;
use WpNormalize\Tests\Corpus\Pieces;
use WpNormalize\Tests\Corpus\SqlText;
use WpNormalize\Tests\Reference\Reference;

/**
 * What must hold for any input. Each property makes its input from a generator and gives an example that does not hold, or null.
 */
final class Properties
{
    /** @return array<string, callable(Generator): ?Counterexample> */
    public static function all(): array
    {
        return [
            'text comes out as the reference has it' => self::text(...),
            'values come out as the reference has them' => self::values(...),
            'damaged values come out as the reference has them' => self::damagedValues(...),
            'what could be decoded can be decoded, and has its shape' => self::shape(...),
            'without a match nothing changes' => self::noMatch(...),
            'forth and back gives the original' => self::forthAndBack(...),
            'SQL comes out as the reference has it' => self::sql(...),
            'a stream in any pieces gives the same as one string' => self::streams(...),
        ];
    }

    private static function text(Generator $random): ?Counterexample
    {
        return self::likeReference($random->arguments(), $random->text(8));
    }

    private static function values(Generator $random): ?Counterexample
    {
        $arguments = $random->arguments();
        $text = static fn (): string => $random->text($random->pick([1, 4]));
        return self::likeReference($arguments, $random->value($random->number(1, 4), $text));
    }

    private static function damagedValues(Generator $random): ?Counterexample
    {
        $arguments = $random->arguments();
        $value = $random->value($random->number(1, 3), static fn (): string => $random->text(4));
        return self::likeReference($arguments, $random->damaged($value));
    }

    /** @param array<string, mixed> $arguments */
    private static function likeReference(array $arguments, string $value): ?Counterexample
    {
        return Counterexample::search($arguments, $value, static function (string $value) use ($arguments): ?array {
            $expected = (new Reference(...$arguments))->value($value);
            $replacer = new Replacer(...$arguments);
            $got = $replacer->value($value);
            if ($got !== $expected) {
                return [$expected, $got];
            }
            $inSql = $replacer->sql(SqlText::row($value));
            return SqlText::isSame(SqlText::row($expected), $inSql) ? null : [SqlText::row($expected), $inSql];
        });
    }

    private static function shape(Generator $random): ?Counterexample
    {
        $arguments = $random->arguments();
        $value = $random->value($random->number(1, 3), static fn (): string => $random->text(4));
        $check = static function (string $value) use ($arguments): ?array {
            $before = Shape::of($value, !$arguments['keys']);
            $got = (new Replacer(...$arguments))->value($value);
            return $before === null || $before === Shape::of($got, !$arguments['keys']) ? null : [$before, $got];
        };
        return Counterexample::search($arguments, $value, $check);
    }

    private static function noMatch(Generator $random): ?Counterexample
    {
        $rules = ['urls' => ['https://nowhere.invalid' => 'http://elsewhere.invalid'], 'literals' => ['#!nowhere' => 'x']];
        $arguments = $rules + $random->arguments();
        $value = $random->value($random->number(0, 3), static fn (): string => $random->text(6));
        return Counterexample::search($arguments, $value, static function (string $value) use ($arguments): ?array {
            $got = (new Replacer(...$arguments))->value($value);
            return $got === $value ? null : [$value, $got];
        });
    }

    private static function forthAndBack(Generator $random): ?Counterexample
    {
        $to = $random->pick(['https://shop.test', 'https://b.test:81']);
        $options = ['keys' => true];
        $value = $random->value($random->number(0, 4), $random->plainText(...));
        return Counterexample::search([$to], $value, static function (string $value) use ($to, $options): ?array {
            $moved = (new Replacer(['https://example.com' => $to], ...$options))->value($value);
            $back = (new Replacer([$to => 'https://example.com'], ...$options))->value($moved);
            return $back === $value ? null : [$value, "$moved\n  and back $back"];
        });
    }

    private static function sql(Generator $random): ?Counterexample
    {
        $arguments = $random->arguments();
        $text = static fn (): string => $random->text(4);
        $sql = $random->sql(static fn (): string => $random->value($random->number(0, 2), $text));
        $sql .= $random->pick(['', "\n-- " . str_repeat('x', 600)]);
        $expected = (new Reference(...$arguments))->sql($sql);
        $got = (new Replacer(...$arguments))->sql($sql);
        return SqlText::isSame($expected, $got) ? null : new Counterexample($arguments, $sql, $expected, $got);
    }

    private static function streams(Generator $random): ?Counterexample
    {
        $arguments = $random->arguments();
        $text = static fn (): string => $random->text(4);
        $sql = $random->sql(static fn (): string => $random->value($random->number(0, 2), $text));
        $expected = (new Replacer(...$arguments))->sql($sql);
        $to = fopen('php://memory', 'w+');
        assert($to !== false);
        $pieces = $random->pieces($sql);
        (new Replacer(...$arguments))->copySql(Pieces::open($pieces), $to);
        rewind($to);
        $got = (string) stream_get_contents($to);
        return $got === $expected ? null : new Counterexample($arguments + ['pieces' => $pieces], $sql, $expected, $got);
    }
}
