<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Corpus;

enum Stage: string
{
    case Live = 'https://example.com';
    case Local = 'http://localhost:8080';
}
