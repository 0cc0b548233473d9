<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

final readonly class SqlToken
{
    /** @param string $type word, string, name (quoted), symbol, end (the delimiter), command (a DELIMITER line) */
    public function __construct(public string $type, public string $text, public int $start)
    {
    }

    public function end(): int
    {
        return $this->start + strlen($this->text);
    }

    public function is(string ...$texts): bool
    {
        return in_array($this->type, ['word', 'symbol'], true) && in_array(strtoupper($this->text), $texts, true);
    }

    /** The name that a quoted or plain identifier stands for. */
    public function name(): string
    {
        $quote = $this->text[0];
        return $this->type === 'name' ? str_replace("$quote$quote", $quote, substr($this->text, 1, -1)) : $this->text;
    }
}
