<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

final class SqlError extends \RuntimeException
{
    public readonly int $sqlLine;

    public function __construct(string $message, public readonly int $sqlOffset, string $sql)
    {
        parent::__construct($message);
        $this->sqlLine = 1 + substr_count($sql, "\n", 0, $sqlOffset);
    }
}
