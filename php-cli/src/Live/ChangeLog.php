<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Failure;

/**
 * The changed values, for people: `table.column:key`, then each place as it was and as it is, in the layout of
 * `wp search-replace --log`.
 *
 * Where a text was replaced by another, each place is a match, of serialized values in their strings; where addresses were,
 * it is where the values differ.
 */
final class ChangeLog
{
    private const APART = ' [...] ';

    /**
     * @param resource                    $to
     * @param list<array{string, string}> $pairs what was replaced by what; empty for addresses
     */
    public function __construct(
        private $to,
        private readonly array $pairs = [],
        private readonly Excerpts $excerpts = new Excerpts(),
        private readonly LogStyle $style = new LogStyle(),
    ) {
    }

    /** @return resource */
    public static function open(string $file)
    {
        $to = $file === '-' ? STDOUT : @fopen($file, 'w');

        return $to === false ? throw Failure::failed("cannot write the file $file", 'check its folder and permissions') : $to;
    }

    /** @param list<?string> $key */
    public function write(Table $table, Column $column, array $key, string $old, string $new): void
    {
        $place = "$table->name.$column->name" . ($key === [] ? '' : ':' . implode(',', $key));
        $isWritten = false;
        foreach ($this->pairs as [$search, $replace]) {
            $isWritten = $this->writePlaces($place, self::matches($old, $search, $replace)) || $isWritten;
        }
        if (!$isWritten) {
            $this->writePlaces($place, [[$old, $new, Differences::between($old, $new)]]);
        }
    }

    /**
     * @param list<array{string, string, list<array{int, int, int, int}>}> $texts each as it was and as it is, and where they differ
     * @return bool whether there are any
     */
    private function writePlaces(string $place, array $texts): bool
    {
        $olds = $news = [];
        foreach ($texts as [$old, $new, $spans]) {
            foreach ($this->excerpts->of($old, $new, $spans) as [$before, $after]) {
                $olds[] = $this->style->old->marked($before);
                $news[] = $this->style->new->marked($after);
            }
        }
        if ($olds === []) {
            return false;
        }
        fwrite($this->to, $this->style->place->around($place) . "\n"
            . $this->style->old->line(implode(self::APART, $olds)) . "\n"
            . $this->style->new->line(implode(self::APART, $news)) . "\n");

        return true;
    }

    /** @return list<array{string, string, list<array{int, int, int, int}>}> */
    private static function matches(string $value, string $search, string $replace): array
    {
        $texts = [];
        foreach (SerializedTexts::in($value) as $text) {
            $spans = [];
            $growth = 0;
            for ($at = 0; ($at = strpos($text, $search, $at)) !== false; $at += strlen($search)) {
                $spans[] = [$at, strlen($search), $at + $growth, strlen($replace)];
                $growth += strlen($replace) - strlen($search);
            }
            $texts[] = [$text, str_replace($search, $replace, $text), $spans];
        }

        return $texts;
    }
}
