<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Corpus;

use WpNormalize\Tests\Reference\Reference;
use WpNormalize\Tests\Reference\SqlError;

/** Runs cases through the extension, or through the reference. */
final class Runner
{
    /** Cutting at every byte is quadratic: beyond this many bytes only some places are tried. */
    private const CUTS = 4000;

    public int $passed = 0;
    public int $failed = 0;

    public function __construct(private readonly bool $withReference)
    {
    }

    public function run(TestCase $case): void
    {
        try {
            $complaint = $case->isSql ? $this->checkSql($case) : $this->checkValue($case);
        } catch (\Throwable $error) {
            $complaint = get_class($error) . ': ' . $error->getMessage();
        }
        if ($complaint === null) {
            $this->passed++;
            return;
        }
        $this->failed++;
        $printable = static fn (string $bytes): string => addcslashes(substr($bytes, 0, 2000), "\0..\37\177..\377");
        printf("FAIL %s\n  %s\n  from %s\n", $printable($case->name), $printable($complaint), $printable($case->input));
    }

    private function checkValue(TestCase $case): ?string
    {
        $got = $this->replacer($case)->value($case->input);
        if ($got !== $case->expected) {
            return "want $case->expected\n  got  $got";
        }
        $got = $this->replacer($case)->sql(SqlText::row($case->input));
        $want = SqlText::row($case->expected);
        return SqlText::isSame($want, $got) ? null : "in SQL\n  want $want\n  got  $got";
    }

    private function checkSql(TestCase $case): ?string
    {
        if ($case->expected instanceof Refusal) {
            return $this->checkRefusal($case, $case->expected);
        }
        $got = $this->replacer($case)->sql($case->input);
        if (!SqlText::isSame($case->expected, $got)) {
            return "want $case->expected\n  got  $got";
        }
        if (!str_contains($case->input, 'NO_BACKSLASH_ESCAPES') && !SqlText::keepsUnchanged($case->input, $got)) {
            return "a literal without a match has other bytes\n  got  $got";
        }
        return $this->withReference ? null : $this->checkPadded($case, $got) ?? $this->checkCuts($case, $got);
    }

    /** What follows a statement does not change what comes of it. */
    private function checkPadded(TestCase $case, string $expected): ?string
    {
        if (!self::isComplete($case->input)) {
            return null;
        }
        $padding = "\n-- " . str_repeat('x', 600);
        $got = $this->replacer($case)->sql($case->input . $padding);
        return $got === $expected . $padding ? null : "with a comment behind it\n  want $expected\n  got  $got";
    }

    /** copySql() gives what sql() gave, wherever the input is cut. */
    private function checkCuts(TestCase $case, string $expected): ?string
    {
        $input = $case->input;
        if (!self::isComplete($input)) {
            $input .= ';';
            $expected .= ';';
        }
        $length = strlen($input);
        $step = max(1, intdiv($length * $length, self::CUTS * self::CUTS));
        for ($cut = 0; $cut < $length; $cut += $step) {
            $got = $this->copy($case, [substr($input, 0, $cut), substr($input, $cut)]);
            if ($got !== $expected) {
                return "copySql, cut at $cut\n  want $expected\n  got  $got";
            }
        }
        $got = $this->copy($case, str_split($input));
        return $got === $expected ? null : "copySql, byte by byte\n  want $expected\n  got  $got";
    }

    private function checkRefusal(TestCase $case, Refusal $refusal): ?string
    {
        try {
            $got = $this->replacer($case)->sql($case->input);
            return "not refused\n  got  $got";
        } catch (\WpNormalize\SqlException | SqlError $error) {
            if ($error->sqlLine !== $refusal->line || $error->sqlOffset !== $refusal->offset) {
                return "refused at line $error->sqlLine, offset $error->sqlOffset, not at line $refusal->line, offset $refusal->offset: "
                    . $error->getMessage();
            }
            return stripos($error->getMessage(), $refusal->word) !== false
                ? null
                : "the message does not name $refusal->word: " . $error->getMessage();
        }
    }

    /** Whether nothing but white space, comments and client commands follows the last delimiter. */
    private static function isComplete(string $sql): bool
    {
        return !str_ends_with($sql, ')');
    }

    /** @param list<string> $pieces */
    private function copy(TestCase $case, array $pieces): string
    {
        $to = fopen('php://memory', 'w+');
        assert($to !== false);
        $written = $this->replacer($case)->copySql(Pieces::open($pieces), $to);
        rewind($to);
        $got = (string) stream_get_contents($to);
        return $written === strlen($got) ? $got : "($written bytes said) $got";
    }

    private function replacer(TestCase $case): \WpNormalize\Replacer|Reference
    {
        return $this->withReference ? new Reference(...$case->arguments) : new \WpNormalize\Replacer(...$case->arguments);
    }
}
