<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Corpus;

/** An object with a `C:` payload, as the interface Serializable writes it; its payload is a serialized array. */
final class LegacyBox implements \Serializable
{
    public function __construct(private string $value)
    {
    }

    public function serialize(): string
    {
        return serialize(['value' => $this->value]);
    }

    public function unserialize(string $data): void
    {
        $this->value = unserialize($data, ['allowed_classes' => false])['value'];
    }
}
