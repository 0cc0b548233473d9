<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Support;

/** How a command ended, and what it printed. */
final class Result
{
    public function __construct(public readonly int $status, public readonly string $output, public readonly string $errors)
    {
    }

    public function __toString(): string
    {
        return "exit status $this->status\n$this->output$this->errors";
    }
}
