<?php

/** Every layer in every other, up to four of them around a text with two references. */

declare(strict_types=1);

namespace WpNormalize\Tests\Corpus;

return static function (): iterable {
    /**
     * @param int $count how many layers
     * @return iterable<string, list<callable(string): string>> stacks of layers, the outermost first
     */
    $stacks = static function (int $count) use (&$stacks): iterable {
        if ($count === 0) {
            yield '' => [];
            return;
        }
        foreach (Layers::all() as $name => $layer) {
            foreach ($stacks($count - 1) as $inner => $stack) {
                yield trim("$name $inner") => [$layer, ...$stack];
            }
        }
    };

    for ($count = 1; $count <= 4; $count++) {
        foreach ($stacks($count) as $name => $stack) {
            $build = static function (string $url) use ($stack): string {
                $value = "see $url/a?b=c, \"Größe\" and <a href='$url'>it</a>";
                foreach (array_reverse($stack) as $layer) {
                    $value = $layer($value);
                }
                return $value;
            };
            yield TestCase::built("layers: $name", $build, ['base64' => true]);
        }
    }

    $deep = static function (string $url, int $depth): string {
        $value = $url;
        for ($i = 0; $i < $depth; $i++) {
            $value = serialize([$value]);
        }
        return $value;
    };
    yield TestCase::built('layers: 40 arrays, each serialized into the next', static fn (string $url): string => $deep($url, 40));
    yield TestCase::built('layers: 60 arrays, each serialized into the next', static fn (string $url): string => $deep($url, 60));
    yield TestCase::built('layers: JSON in JSON in JSON in JSON', static function (string $url): string {
        $value = "$url/x";
        for ($i = 0; $i < 4; $i++) {
            $value = json_encode(['v' => $value]);
        }
        return $value;
    });
    yield TestCase::built('layers: arrays nested 500 deep are one layer', static function (string $url): string {
        $value = [$url];
        for ($i = 0; $i < 500; $i++) {
            $value = [$value];
        }
        return serialize($value);
    });
    yield TestCase::built('layers: JSON arrays nested 400 deep are one layer', static function (string $url): string {
        return str_repeat('[', 400) . json_encode($url) . str_repeat(']', 400);
    });
};
