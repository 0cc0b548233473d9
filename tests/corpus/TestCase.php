<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Corpus;

/** An input, the Replacer it is for, and what must come out. */
final readonly class TestCase
{
    public const OLD = 'https://example.com';
    public const NEW = 'http://localhost:8080';

    /** @param array<string, mixed> $arguments of Replacer's constructor */
    private function __construct(
        public string $name,
        public bool $isSql,
        public string $input,
        public string|Refusal $expected,
        public array $arguments,
    ) {
    }

    /** @param array<string, mixed> $arguments */
    public static function value(string $name, string $input, string $expected, array $arguments = []): self
    {
        return new self($name, false, $input, $expected, $arguments + ['urls' => [self::OLD => self::NEW]]);
    }

    /** @param array<string, mixed> $arguments */
    public static function sql(string $name, string $input, string|Refusal $expected, array $arguments = []): self
    {
        return new self($name, true, $input, $expected, $arguments + ['urls' => [self::OLD => self::NEW]]);
    }

    /**
     * One builder makes both sides, from the old address and from the new one.
     *
     * @param callable(string $url): string $build
     * @param array<string, mixed> $arguments
     */
    public static function built(string $name, callable $build, array $arguments = []): self
    {
        return self::value($name, $build(self::OLD), $build(self::NEW), $arguments);
    }

    /**
     * @param callable(string $url): string $build
     * @param array<string, mixed> $arguments
     */
    public static function builtSql(string $name, callable $build, array $arguments = []): self
    {
        return self::sql($name, $build(self::OLD), $build(self::NEW), $arguments);
    }

    /**
     * A value that no rule may touch.
     *
     * @param array<string, mixed> $arguments
     */
    public static function stays(string $name, string $value, array $arguments = []): self
    {
        return self::value($name, $value, $value, $arguments);
    }
}
