<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

/**
 * What is shown of two texts where they differ, with what stands around it; places so near that what is around them
 * would overlap are shown as one.
 */
final class Excerpts
{
    /** As many bytes a character may well have, with what is combined with it. */
    private const CHARACTER_BYTES = 32;

    /** Counted in characters. */
    public function __construct(private readonly int $before = 40, private readonly int $after = 40)
    {
    }

    /**
     * @param list<array{int, int, int, int}> $spans offset and length in the old text, offset and length in the new one
     * @return list<array{list<string>, list<string>}> of the old and of the new one: what surrounds and what differs, by turns
     */
    public function of(string $old, string $new, array $spans): array
    {
        $excerpts = [];
        $isNear = false;
        $fromOld = $fromNew = 0;
        foreach ($spans as $number => [$oldAt, $oldLength, $newAt, $newLength]) {
            [$oldEnd, $newEnd] = [$oldAt + $oldLength, $newAt + $newLength];
            if (!$isNear) {
                $excerpts[] = [
                    [$this->lastOf(substr($old, $fromOld, $oldAt - $fromOld))],
                    [$this->lastOf(substr($new, $fromNew, $newAt - $fromNew))],
                ];
            }
            $behindOld = $this->firstOf($old, $oldEnd);
            $gap = ($spans[$number + 1][0] ?? PHP_INT_MAX) - $oldEnd;
            $isNear = strlen($behindOld) > $gap;
            $last = array_key_last($excerpts);
            array_push(
                $excerpts[$last][0],
                substr($old, $oldAt, $oldLength),
                $isNear ? substr($old, $oldEnd, $gap) : $behindOld,
            );
            array_push(
                $excerpts[$last][1],
                substr($new, $newAt, $newLength),
                $isNear ? substr($new, $newEnd, $gap) : $this->firstOf($new, $newEnd),
            );
            [$fromOld, $fromNew] = [$oldAt, $newAt];
        }

        return $excerpts;
    }

    private function firstOf(string $text, int $at): string
    {
        $part = substr($text, $at, $this->after * self::CHARACTER_BYTES);
        $whole = preg_replace('/[\xc0-\xff][\x80-\xbf]*$/D', '', $part) ?? $part;
        $characters = self::characters(strlen($part) + $at < strlen($text) ? $whole : $part);

        return implode('', array_slice($characters, 0, $this->after));
    }

    private function lastOf(string $text): string
    {
        $part = substr($text, -max(1, $this->before * self::CHARACTER_BYTES));
        $characters = self::characters(preg_replace('/^[\x80-\xbf]+/', '', $part) ?? $part);

        return $this->before === 0 ? '' : implode('', array_slice($characters, -$this->before));
    }

    /** @return list<string> as people count them; bytes where it is no UTF-8 */
    private static function characters(string $text): array
    {
        return preg_match_all('/\X/u', $text, $matches) === false ? str_split($text) : $matches[0];
    }
}
