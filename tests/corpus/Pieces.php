<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Corpus;

/** A stream that hands its bytes out in pieces of given sizes, as a slow network does. */
final class Pieces
{
    /** @var resource|null set by PHP */
    public $context;
    /** @var list<string> */
    private static array $next = [];
    /** @var list<string> */
    private array $pieces = [];

    /**
     * @param list<string> $pieces
     * @return resource
     */
    public static function open(array $pieces)
    {
        if (!in_array('wpn-pieces', stream_get_wrappers(), true)) {
            stream_wrapper_register('wpn-pieces', self::class);
        }
        self::$next = array_values(array_filter($pieces, static fn (string $piece): bool => $piece !== ''));
        $stream = fopen('wpn-pieces://', 'r');
        assert($stream !== false);
        stream_set_read_buffer($stream, 0);
        return $stream;
    }

    public function stream_open(): bool
    {
        $this->pieces = self::$next;
        return true;
    }

    public function stream_read(int $count): string
    {
        $piece = array_shift($this->pieces) ?? '';
        if (strlen($piece) > $count) {
            array_unshift($this->pieces, substr($piece, $count));
        }
        return substr($piece, 0, $count);
    }

    public function stream_eof(): bool
    {
        return $this->pieces === [];
    }

    /** @return array<never> nothing is known of it */
    public function stream_stat(): array
    {
        return [];
    }

    public function stream_set_option(): bool
    {
        return false;
    }
}
