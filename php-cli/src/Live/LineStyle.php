<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

/** A line of a ChangeLog: what it begins with, and the colour of what matters in it. */
final class LineStyle
{
    /**
     * @param string $start control sequence that begins a colour; empty for none
     * @param string $end   and ends it
     */
    public function __construct(
        private readonly string $prefix = '',
        private readonly string $start = '',
        private readonly string $end = '',
    ) {
    }

    public function around(string $text): string
    {
        return $this->start . self::printable($text) . $this->end;
    }

    /** @param list<string> $parts what surrounds and what matters, by turns */
    public function marked(array $parts): string
    {
        $text = '';
        foreach ($parts as $number => $part) {
            $text .= $number % 2 === 1 ? $this->around($part) : self::printable($part);
        }

        return $text;
    }

    public function line(string $text): string
    {
        return ($this->prefix === '' ? '' : $this->around($this->prefix)) . $text;
    }

    /** Values come from a database: no control characters reach a terminal. */
    private static function printable(string $text): string
    {
        return preg_replace('/\r\n|[\x00-\x08\x0a-\x1f\x7f]/', ' ', $text) ?? '';
    }
}
