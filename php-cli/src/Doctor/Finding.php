<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Doctor;

use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Output\Readable;

/** One thing that the doctor has looked at: how it is, in words, and what to do about it. Never holds a secret. */
final class Finding
{
    public readonly string $text;

    private function __construct(public readonly Level $level, string $text, public readonly string $remedy)
    {
        $this->text = Readable::withoutCredentials($text);
    }

    public static function ok(string $text): self
    {
        return new self(Level::Ok, $text, '');
    }

    public static function note(string $text, string $remedy = ''): self
    {
        return new self(Level::Note, $text, $remedy);
    }

    public static function warning(string $text, string $remedy = ''): self
    {
        return new self(Level::Warning, $text, $remedy);
    }

    public static function fault(string $text, string $remedy = ''): self
    {
        return new self(Level::Fault, $text, $remedy);
    }

    /** What a command would have failed with. */
    public static function failure(Failure $failure): self
    {
        return self::fault($failure->getMessage(), $failure->remedy);
    }

    /** The same about one of several things. */
    public function about(string $thing): self
    {
        return new self($this->level, "$thing: $this->text", $this->remedy);
    }

    public function isProblem(): bool
    {
        return $this->isGraverThan(Level::Note);
    }

    public function isGraverThan(Level $level): bool
    {
        $order = Level::cases();

        return array_search($this->level, $order, true) > array_search($level, $order, true);
    }
}
