<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** A URL rule: two addresses, taken apart. */
final readonly class UrlRule
{
    /** no scheme, host, port or path differs */
    public bool $isIdentity;

    public function __construct(public Address $from, public Address $to)
    {
        $this->isIdentity = $from == $to;
    }

    public static function parse(string $from, string $to): self
    {
        return new self(Address::parse($from), Address::parse($to));
    }
}
