<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Corpus;

/** An object whose serialized property names hold NUL. */
final class Settings
{
    public int $version = 3;
    protected string $home;
    private string $backup;

    public function __construct(string $value)
    {
        $this->home = $value;
        $this->backup = $value;
    }
}
