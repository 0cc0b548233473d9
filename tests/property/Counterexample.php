<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Property;

/** An input for which a property does not hold, made as short as it gets. */
final readonly class Counterexample
{
    /** @param array<mixed> $arguments */
    public function __construct(public array $arguments, public string $input, public string $expected, public string $got)
    {
    }

    /**
     * @param array<mixed> $arguments
     * @param callable(string $input): ?array{string, string} $check gives what was expected and what came where they differ
     */
    public static function search(array $arguments, string $input, callable $check): ?self
    {
        if ($check($input) === null) {
            return null;
        }
        for ($size = intdiv(strlen($input), 2); $size > 0; $size = intdiv($size, 2)) {
            for ($at = 0; $at < strlen($input);) {
                $shorter = substr_replace($input, '', $at, $size);
                if ($check($shorter) === null) {
                    $at += $size;
                } else {
                    $input = $shorter;
                }
            }
        }
        return new self($arguments, $input, ...$check($input));
    }

    public function __toString(): string
    {
        $different = strspn($this->expected ^ $this->got, "\0");
        return sprintf(
            "  with %s\n  from %s\n  want %s\n  got  %s\n",
            json_encode($this->arguments, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE),
            self::excerpt($this->input, 0),
            self::excerpt($this->expected, $different),
            self::excerpt($this->got, $different),
        );
    }

    /** All of a short text, of a long one what stands around $at. */
    private static function excerpt(string $bytes, int $at): string
    {
        $printable = static fn (string $bytes): string => addcslashes($bytes, "\0..\37\177..\377");
        return strlen($bytes) < 1000 ? $printable($bytes) : '... ' . $printable(substr($bytes, max(0, $at - 150), 300)) . ' ...';
    }
}
