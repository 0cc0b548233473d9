<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Corpus;

/** Where the cases come from. */
final class Corpus
{
    /** @return iterable<TestCase> */
    public static function cases(): iterable
    {
        foreach (glob(__DIR__ . '/cases/*.php') ?: [] as $file) {
            yield from (require $file)();
        }
    }

    /**
     * Cases as lines of JSON: id, description, kind, mode, options, pairs, input_b64, expected_b64.
     *
     * @return iterable<TestCase>
     */
    public static function fromJsonLines(string $file): iterable
    {
        foreach (file($file, FILE_IGNORE_NEW_LINES | FILE_SKIP_EMPTY_LINES) ?: [] as $line) {
            $case = json_decode($line, true, 512, JSON_THROW_ON_ERROR);
            $pairs = array_column($case['pairs'], 1, 0);
            $rules = $case['mode'] === 'urls' ? ['urls' => $pairs] : ['urls' => [], 'literals' => $pairs];
            $make = $case['kind'] === 'sql' ? TestCase::sql(...) : TestCase::value(...);
            yield $make(
                "$case[id]: $case[description]",
                base64_decode($case['input_b64']),
                base64_decode($case['expected_b64']),
                $rules + $case['options'],
            );
        }
    }
}
